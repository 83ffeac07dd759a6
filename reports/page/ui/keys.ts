import { useEffect, useRef } from 'preact/hooks'

/** Returns whether a key press belongs to a field or to the browser, and not to the page. */
export function isTyping({ target, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  if (ctrlKey || metaKey || altKey) return true
  return target instanceof Element && target.matches('input:not([type="radio"], [type="checkbox"]), textarea, select')
}

/** Calls back with 1 for the key j and -1 for the key k, which step through the list of a view. */
export function useStepKeys(onStep: (by: 1 | -1) => void): void {
  const latest = useRef(onStep)
  latest.current = onStep
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if ((event.key !== 'j' && event.key !== 'k') || isTyping(event)) return
      if (document.querySelector('dialog[open]') !== null) return
      event.preventDefault()
      latest.current(event.key === 'j' ? 1 : -1)
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [])
}
