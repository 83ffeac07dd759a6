import { useState } from 'preact/hooks'
import { useEntra } from './context.ts'

/** Returns an unsaved input, and functions that set or discard it. It survives a visit of another screen. */
export function useDraft<Value>(key: string): readonly [Value | undefined, (value: Value | undefined) => void] {
  const { drafts } = useEntra()
  const [, setCount] = useState(0)
  const set = (value: Value | undefined): void => {
    if (value === undefined) drafts.delete(key)
    else drafts.set(key, value)
    setCount((count) => count + 1)
  }
  return [drafts.get(key) as Value | undefined, set]
}
