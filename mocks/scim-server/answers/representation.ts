import { isJsonObject, type JsonObject, type JsonValue, type ScimResource } from '../../protocol/index.ts'
import type { Projection } from '../resource/project.ts'
import type { ResourceType } from '../schema/resource-type.ts'
import type { Exchange } from '../settings/exchange.ts'

/** Returns the absolute URL of a resource. */
export function locationOf(base: string, type: ResourceType, id: string | undefined): string {
  return `${base}${type.endpoint}/${encodeURIComponent(id ?? '')}`
}

/**
 * Adds to a stored resource the values that depend on the request or on other resources: location, `$ref`, groups, the
 * manager's name.
 */
export async function derive(
  resource: ScimResource,
  type: ResourceType,
  exchange: Exchange,
  isWanted: (attribute: string) => boolean,
): Promise<ScimResource> {
  const { request, settings, store } = exchange
  const { base } = request
  const derived: ScimResource = {
    ...resource,
    meta: { ...resource.meta, location: locationOf(base, type, resource.id) },
  }
  const users = settings.types.find(({ name }) => name === 'User')
  const groups = settings.types.find(({ name }) => name === 'Group')
  const { members } = resource
  if (Array.isArray(members) && isWanted('members')) {
    derived['members'] = members.map((member) => withReference(member, base, users, groups))
  }
  if (type === users && groups !== undefined && store.containing !== undefined && isWanted('groups')) {
    const memberships = await membershipsOf(String(resource.id), groups, exchange)
    if (memberships.length > 0) derived['groups'] = memberships
  }
  for (const { urn, attributes } of type.extensions.values()) {
    const held = resource[urn]
    if (users === undefined || !attributes.has('manager') || !isJsonObject(held) || !isWanted('manager')) continue
    const manager = held['manager']
    if (isJsonObject(manager)) derived[urn] = { ...held, manager: await withManager(manager, users, exchange) }
  }
  return derived
}

/** Returns by name which attributes a projection contains. */
export function wantedBy({ included, excluded }: Projection): (attribute: string) => boolean {
  const names = included === undefined ? undefined : new Set([...included.keys()].map(lastName))
  return (attribute) => (names === undefined ? excluded.get(attribute) !== 'whole' : names.has(attribute))
}

const lastName = (key: string): string => key.slice(key.lastIndexOf(':') + 1)

function withReference(
  member: JsonValue,
  base: string,
  users: ResourceType | undefined,
  groups: ResourceType | undefined,
): JsonValue {
  if (!isJsonObject(member) || typeof member['value'] !== 'string') return member
  const type = member['type'] === 'Group' ? groups : users
  return type === undefined ? member : { ...member, $ref: locationOf(base, type, member['value']) }
}

/** Returns the groups of a user: first those of which the user is a member, then the groups that contain them (RFC 7643 §4.1.2). */
async function membershipsOf(id: string, groups: ResourceType, { request, store }: Exchange): Promise<JsonObject[]> {
  const memberships: JsonObject[] = []
  const seen = new Set<string>()
  let frontier = [id]
  for (let type = 'direct'; frontier.length > 0; type = 'indirect') {
    const next: string[] = []
    for (const member of frontier) {
      for (const group of (await store.containing?.(groups, member)) ?? []) {
        const value = String(group.id)
        if (seen.has(value)) continue
        seen.add(value)
        next.push(value)
        const display = group['displayName']
        memberships.push({
          value,
          $ref: locationOf(request.base, groups, value),
          ...(typeof display === 'string' ? { display } : {}),
          type,
        })
      }
    }
    frontier = next
  }
  return memberships
}

async function withManager(
  manager: JsonObject,
  users: ResourceType,
  { request, store }: Exchange,
): Promise<JsonObject> {
  const id = manager['value']
  if (typeof id !== 'string') return manager
  const displayName = (await store.get(users, id))?.['displayName']
  return {
    ...manager,
    $ref: locationOf(request.base, users, id),
    ...(typeof displayName === 'string' ? { displayName } : {}),
  }
}
