import { isJsonObject, type JsonObject, type JsonValue } from '../../mocks/protocol/index.ts'
import { parseJson } from '../../mocks/transport/index.ts'
import type { Exchange } from '../../reports/index.ts'

/** A resource that was on the recorded server before the recording began. */
export interface PriorResource {
  readonly id: string
  readonly collection: '/Users' | '/Groups'
  /** The body that creates it. */
  readonly body: JsonObject
}

const READ_ONLY = ['id', 'meta', 'groups', 'password']
const MOST = 1000

/**
 * Returns the resources that responses contain and that no request of the recording creates, as first returned: users
 * before groups.
 */
export function priorResources(exchanges: readonly Exchange[]): readonly PriorResource[] {
  const made = new Set<string>()
  const found = new Map<string, PriorResource>()
  for (const { request, response } of exchanges) {
    if (response.status < 200 || response.status >= 300 || request.method === 'DELETE') continue
    const body = parseJson<JsonValue>(response.body)
    const { pathname, searchParams } = new URL(request.url)
    const isCreating = request.method === 'POST' && !pathname.endsWith('/.search')
    // A resource that was returned only in part cannot be created from that part.
    const isPart =
      searchParams.has('attributes') || (searchParams.has('excludedAttributes') && !/\/Groups/.test(pathname))
    const listed = isJsonObject(body) && Array.isArray(body['Resources']) ? body['Resources'] : [body]
    for (const resource of listed) {
      if (!isJsonObject(resource) || typeof resource['id'] !== 'string') continue
      const { id } = resource
      if (isCreating) made.add(id)
      const collection = collectionOf(resource)
      if (made.has(id) || isPart || collection === undefined || found.has(id) || found.size >= MOST) continue
      const kept = Object.entries(resource).filter(([name, value]) => !READ_ONLY.includes(name) && value !== undefined)
      found.set(id, { id, collection, body: Object.fromEntries(kept) })
    }
  }
  return [...found.values()].toSorted((a, b) => b.collection.localeCompare(a.collection))
}

function collectionOf(resource: JsonObject): PriorResource['collection'] | undefined {
  const { schemas } = resource
  const named = Array.isArray(schemas) ? schemas.map(String).join(' ') : ''
  if (typeof resource['userName'] === 'string') return '/Users'
  return /:core:2\.0:Group\b/.test(named) && typeof resource['displayName'] === 'string' ? '/Groups' : undefined
}
