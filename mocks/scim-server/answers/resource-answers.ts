import { isJsonObject, type JsonObject, type JsonValue, type ScimResource } from '../../protocol/index.ts'
import { readOperations } from '../patch/operations.ts'
import { readSelection } from '../query/list-request.ts'
import { attributesOf, composeNew } from '../resource/compose.ts'
import { resolveSelection } from '../resource/project.ts'
import type { ResourceType } from '../schema/resource-type.ts'
import type { Exchange } from '../settings/exchange.ts'
import type { ScimResponse } from '../wire/message.ts'
import { ScimError } from '../wire/scim-error.ts'
import { isFresh, matchesAny } from './conditions.ts'
import { derive, locationOf, wantedBy } from './representation.ts'

/** Handles requests for one resource, and creates (RFC 7644 §3.3 to §3.6). */
export async function answerResource(
  exchange: Exchange,
  type: ResourceType,
  id: string | undefined,
): Promise<ScimResponse> {
  const { method } = exchange.request
  if (id === undefined) return create(exchange, type)
  switch (method) {
    case 'GET':
    case 'HEAD':
      return read(exchange, type, id)
    case 'PUT':
      return replace(exchange, type, id)
    case 'PATCH':
      return patch(exchange, type, id)
    case 'DELETE':
      return remove(exchange, type, id)
    default:
      throw new ScimError(405, `a resource does not support ${method}`, {
        headers: { allow: 'GET, PUT, PATCH, DELETE' },
      })
  }
}

async function create(exchange: Exchange, type: ResourceType): Promise<ScimResponse> {
  const { settings, request, store } = exchange
  const { engine } = settings
  const selection = readSelection(request.query)
  const { attributes, cleared } = engine.readResource(request.body, type, settings.leniency)
  const complete = withDefaults(attributes, cleared, type, settings.defaults)
  const typed = await withMemberTypes(complete, exchange)
  const fresh = composeNew(typed, type, settings.newId(), settings.clock().toISOString())
  engine.assertComplete(fresh, type)
  const kept = await store.insert(type, fresh)
  const body = await represent(kept, exchange, type, { ...selection, written: writtenNames(request.body, type) })
  return {
    status: 201,
    headers: { ...validators(kept, exchange), location: locationOf(request.base, type, kept.id) },
    body,
  }
}

async function read(exchange: Exchange, type: ResourceType, id: string): Promise<ScimResponse> {
  const { request, store, settings } = exchange
  const selection = readSelection(request.query)
  const found = await store.get(type, id)
  if (found === undefined) throw notFound(type, id)
  const headers = { ...validators(found, exchange), location: locationOf(request.base, type, found.id) }
  if (settings.supports.etag && matchesAny(request.headers['if-none-match'], found.meta?.version))
    return { status: 304, headers }
  return { status: 200, headers, body: await represent(found, exchange, type, selection) }
}

async function replace(exchange: Exchange, type: ResourceType, id: string): Promise<ScimResponse> {
  const { settings, request, store } = exchange
  const { engine } = settings
  const selection = readSelection(request.query)
  if ((await store.get(type, id)) === undefined) throw notFound(type, id)
  const { attributes, cleared } = engine.readResource(request.body, type, settings.leniency)
  const sent = await withMemberTypes(withDefaults(attributes, cleared, type, settings.defaults), exchange)
  const next = await change(exchange, type, id, (current) => engine.mergeReplacement(attributesOf(current), sent, type))
  const body = await represent(next, exchange, type, { ...selection, written: writtenNames(request.body, type) })
  return { status: 200, headers: changedHeaders(next, exchange, type), body }
}

async function patch(exchange: Exchange, type: ResourceType, id: string): Promise<ScimResponse> {
  const { settings, request, store } = exchange
  const selection = readSelection(request.query)
  if ((await store.get(type, id)) === undefined) throw notFound(type, id)
  const operations = readOperations(request.body, settings.leniency)
  const location = locationOf(request.base, type, id)
  const types = await memberTypes(request.body, exchange)
  const next = await change(exchange, type, id, (current) => {
    const withMeta: JsonObject = { ...current, meta: { ...current.meta, location } }
    const attributes = settings.engine.applyOperations(attributesOf(current), operations, {
      type,
      leniency: settings.leniency,
      rules: settings.rules,
      current: withMeta,
    })
    return applyMemberTypes(attributes, types)
  })
  const headers = changedHeaders(next, exchange, type)
  // A group can be large and Entra expects no body; a client that names attributes gets them (RFC 7644 §3.5.2).
  if (type.name === 'Group' && selection.attributes === undefined && selection.excludedAttributes === undefined)
    return { status: 204, headers }
  const written = operations.flatMap(({ path, value }) => (path === undefined ? writtenNames(value, type) : [path]))
  return { status: 200, headers, body: await represent(next, exchange, type, { ...selection, written }) }
}

async function change(
  { settings, request, store }: Exchange,
  type: ResourceType,
  id: string,
  attributesFor: (current: ScimResource) => JsonObject,
): Promise<ScimResource> {
  const next = await store.update(type, id, (current) => {
    assertFresh(request.headers['if-match'], current, settings.supports.etag)
    const composed = settings.engine.composeNext(current, attributesFor(current), type, settings.clock().toISOString())
    settings.engine.assertComplete(composed, type)
    return composed
  })
  if (next === undefined) throw notFound(type, id)
  return next
}

async function remove({ settings, request, store }: Exchange, type: ResourceType, id: string): Promise<ScimResponse> {
  const isGone = await store.remove(type, id, (current) =>
    assertFresh(request.headers['if-match'], current, settings.supports.etag),
  )
  if (!isGone) throw notFound(type, id)
  const groups = settings.types.find(({ name }) => name === 'Group')
  if (groups !== undefined && store.containing !== undefined) {
    for (const group of await store.containing(groups, id)) {
      await store.update(groups, String(group.id), (current) => {
        const { members, ...rest } = attributesOf(current)
        const left = (Array.isArray(members) ? members : []).filter((member) => memberId(member) !== id)
        const attributes = left.length === 0 ? rest : { ...rest, members: left }
        return settings.engine.composeNext(current, attributes, groups, settings.clock().toISOString())
      })
    }
  }
  return { status: 204, headers: {} }
}

const memberId = (member: JsonValue): JsonValue | undefined => (isJsonObject(member) ? member['value'] : undefined)

function assertFresh(ifMatch: string | undefined, current: ScimResource, isSupported: boolean): void {
  if (isSupported && !isFresh(ifMatch, current.meta?.version))
    throw new ScimError(
      412,
      `the resource has changed: its version is ${current.meta?.version ?? 'none'} (RFC 7644 §3.14)`,
    )
}

function notFound(type: ResourceType, id: string): ScimError {
  return new ScimError(404, `unknown ${type.name} ${id.length > 80 ? `${id.slice(0, 80)}…` : id}`)
}

async function represent(
  resource: ScimResource,
  exchange: Exchange,
  type: ResourceType,
  selection: Parameters<typeof resolveSelection>[0],
): Promise<ScimResource> {
  const projection = resolveSelection(selection, type)
  return exchange.settings.engine.project(await derive(resource, type, exchange, wantedBy(projection)), projection)
}

function validators(resource: ScimResource, { settings }: Exchange): Record<string, string> {
  const version = resource.meta?.version
  return version === undefined || !settings.supports.etag ? {} : { etag: version }
}

function changedHeaders(resource: ScimResource, exchange: Exchange, type: ResourceType): Record<string, string> {
  return { ...validators(resource, exchange), location: locationOf(exchange.request.base, type, resource.id) }
}

function withDefaults(
  attributes: JsonObject,
  cleared: ReadonlySet<string>,
  type: ResourceType,
  defaults: Readonly<Record<string, boolean | string>>,
): JsonObject {
  const missing = Object.entries(defaults).filter(
    ([name]) => type.attributes.has(name.toLowerCase()) && attributes[name] === undefined && !cleared.has(name),
  )
  return missing.length === 0 ? attributes : { ...attributes, ...Object.fromEntries(missing) }
}

/**
 * Returns the names in a body, for attributes that are returned to the client that has just written them (RFC 7643 §7,
 * `request`).
 */
function writtenNames(body: JsonValue | undefined, type: ResourceType): string[] {
  if (!isJsonObject(body)) return []
  return Object.entries(body).flatMap(([name, value]) =>
    type.extensions.has(name.toLowerCase()) && isJsonObject(value)
      ? Object.keys(value).map((inner) => `${name}:${inner}`)
      : [name],
  )
}

/**
 * Finds the types of the members that a body names: existing Groups or Users; undefined if there are none, or if the
 * body is already correct.
 */
async function memberTypes(
  body: JsonValue | undefined,
  { store, settings }: Exchange,
): Promise<ReadonlyMap<string, string | undefined>> {
  const found = new Map<string, string | undefined>()
  const groups = settings.types.find(({ name }) => name === 'Group')
  const users = settings.types.find(({ name }) => name === 'User')
  if (groups === undefined) return found
  const typeOf = async (id: string, sent: JsonValue | undefined): Promise<string | undefined> => {
    if ((await store.get(groups, id)) !== undefined) return 'Group'
    if (sent === undefined || sent === 'User') return 'User'
    return users === undefined || (await store.get(users, id)) === undefined ? undefined : 'User'
  }
  const pending: JsonValue[] = body === undefined ? [] : [body]
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    if (Array.isArray(value)) pending.push(...value.slice(0, 10_000))
    else if (isJsonObject(value)) {
      const id = value['value']
      if (typeof id === 'string' && !found.has(id)) found.set(id, await typeOf(id, value['type']))
      for (const name of ['Operations', 'operations', 'value', 'members']) {
        const inner = value[name]
        if (typeof inner === 'object' && inner !== null) pending.push(inner)
      }
    }
  }
  return found
}

/** Sets the type of each member to that of the existing resource, even if the client sent another type. */
function applyMemberTypes(attributes: JsonObject, types: ReadonlyMap<string, string | undefined>): JsonObject {
  const { members } = attributes
  if (!Array.isArray(members) || types.size === 0) return attributes
  const typed = members.map((member): JsonValue => {
    const type = types.get(String(memberId(member)))
    return isJsonObject(member) && type !== undefined && member['type'] !== type ? { ...member, type } : member
  })
  return { ...attributes, members: typed }
}

async function withMemberTypes(attributes: JsonObject, exchange: Exchange): Promise<JsonObject> {
  const { members } = attributes
  if (members === undefined) return attributes
  return applyMemberTypes(attributes, await memberTypes({ members }, exchange))
}
