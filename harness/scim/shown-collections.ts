import { isJsonObject, type ScimResource } from '../../mocks/protocol/index.ts'
import { lastSegment, pathBelow } from './locate.ts'

const ENDPOINTS: Readonly<Record<string, string>> = { User: '/Users', Group: '/Groups' }

/** Returns the collection that a resource declares by its type, otherwise by its schemas; undefined if neither does. */
export function declaredCollection({ meta, schemas }: ScimResource): string | undefined {
  const type = isJsonObject(meta) ? ENDPOINTS[String(meta['resourceType'])] : undefined
  const named = (Array.isArray(schemas) ? schemas : []).map((urn) => /:core:2\.0:(User|Group)$/i.exec(String(urn))?.[1])
  return (
    type ?? (named.some((name) => /^group$/i.test(name ?? '')) ? '/Groups' : named.some(Boolean) ? '/Users' : undefined)
  )
}

/**
 * Returns the collections to which a resource may belong, from the place where it was returned (the path of the
 * request below the base URL), its location and its declarations: all of them, because a target may contradict
 * itself. Empty if none is known.
 */
export function collectionsOf(baseUrl: string, shownAt: string, resource: ScimResource): readonly string[] {
  const { id, meta } = resource
  const place = shownAt.replace(/\/\.search$/i, '').replace(/\/$/, '')
  const located = isJsonObject(meta) ? pathBelow(baseUrl, meta['location']) : undefined
  const collections = [
    collectionOfPlace(place, id),
    located !== undefined && lastSegment(located) === id ? parentOf(located) : undefined,
    declaredCollection(resource),
  ]
  return [...new Set(collections.filter((one) => one !== undefined))]
}

/**
 * Returns `/Users` for `/Users/7` and the resource 7, and for `/Users` and the resources that it lists. The root and
 * `/Me` name no collection.
 */
function collectionOfPlace(place: string, id: unknown): string | undefined {
  if (place === '' || /^\/Me$/i.test(place)) return undefined
  const isResource = place.split('/').length > 2 && lastSegment(place) === id
  return isResource ? parentOf(place) : place
}

const parentOf = (path: string): string => path.slice(0, path.lastIndexOf('/'))
