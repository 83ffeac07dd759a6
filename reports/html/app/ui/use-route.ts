import { useEffect, useState } from 'preact/hooks'
import { formatRoute, parseRoute, type Route } from '../model/route.ts'

const REPLACED = 'routereplaced'

/** The present address. */
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

/** Changes the query of the present address without a step for the back button, such as while somebody types. */
export function replaceQuery(
  { view, path, query }: Route,
  changes: Readonly<Record<string, string | undefined>>,
): void {
  location.replace(formatRoute(view, path, { ...query, ...changes }))
  // At once: hashchange comes later, and what was typed in between would be lost.
  dispatchEvent(new Event(REPLACED))
}
