import { useEffect, useState } from 'preact/hooks'
import { formatRoute, parseRoute, type Route } from '../model/route.ts'

const REPLACED = 'routereplaced'

/** Returns the current route. */
export function useRoute(): Route {
  const [route, setRoute] = useState(() => parseRoute(location.hash))
  useEffect(() => {
    const read = (): void => setRoute(parseRoute(location.hash))
    addEventListener('hashchange', read)
    addEventListener(REPLACED, read)
    return () => {
      removeEventListener('hashchange', read)
      removeEventListener(REPLACED, read)
    }
  }, [])
  return route
}

/** Changes the query of the current URL without a new entry in the history, for example while the user types. */
export function replaceQuery(
  { view, path, query }: Route,
  changes: Readonly<Record<string, string | undefined>>,
): void {
  location.replace(formatRoute(view, path, { ...query, ...changes }))
  // The listeners are called at once: hashchange comes later, and input in between would be lost.
  dispatchEvent(new Event(REPLACED))
}
