import { useState } from 'preact/hooks'

/** Returns a state that survives a reload of this window. `parse` converts the stored string, or null. */
export function useStored<Value>(
  name: string,
  parse: (text: string | null) => Value,
): readonly [Value, (value: Value) => void] {
  const key = `scim-rehearsal-console-${name}`
  const [value, setValue] = useState(() => {
    try {
      return parse(sessionStorage.getItem(key))
    } catch {
      return parse(null)
    }
  })
  const store = (next: Value): void => {
    try {
      sessionStorage.setItem(key, JSON.stringify(next))
    } catch {
      // If the browser does not allow storage, the state lasts as long as the page.
    }
    setValue(next)
  }
  return [value, store]
}
