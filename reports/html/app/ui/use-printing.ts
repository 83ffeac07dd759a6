import { options } from 'preact'
import { useEffect, useState } from 'preact/hooks'

/** True while the page is printed. The browser captures the page at once, so the change is rendered synchronously. */
export function usePrinting(): boolean {
  const [isPrinting, setPrinting] = useState(false)
  useEffect(() => {
    const set = (value: boolean) => (): void => {
      const usual = options.debounceRendering
      options.debounceRendering = (render) => render()
      setPrinting(value)
      if (usual === undefined) delete options.debounceRendering
      else options.debounceRendering = usual
    }
    const begin = set(true)
    const end = set(false)
    addEventListener('beforeprint', begin)
    addEventListener('afterprint', end)
    return () => {
      removeEventListener('beforeprint', begin)
      removeEventListener('afterprint', end)
    }
  }, [])
  return isPrinting
}
