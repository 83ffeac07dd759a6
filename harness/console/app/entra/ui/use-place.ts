import { useEffect, useState } from 'preact/hooks'
import { type Place, readPlace, writePlace } from '../model/place.ts'

const pathOf = (hash: string): string => hash.replace(/^#?\/?/, '').split('?')[0] ?? ''
const href = (place: Place): string => `#/${writePlace(place)}`
const go = (place: Place): void => {
  location.hash = href(place)
}

/** Returns the place in the fragment of the URL; the browser's back button returns to the place before. */
export function usePlace(): { readonly place: Place; href(place: Place): string; go(place: Place): void } {
  const [path, setPath] = useState(() => pathOf(location.hash))
  useEffect(() => {
    const read = (): void => setPath(pathOf(location.hash))
    addEventListener('hashchange', read)
    return () => removeEventListener('hashchange', read)
  }, [])
  return { place: readPlace(path), href, go }
}
