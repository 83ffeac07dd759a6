import {
  addMembersBody,
  createEntraClient,
  type Dialect,
  type EntraClient,
  groupBody,
  type PatchChange,
  patchBody,
  removeManagerBody,
  removeMembersBody,
  userBody,
} from '../../mocks/entra/index.ts'
import { isJsonObject, type JsonObject, type JsonValue, type PatchRequest } from '../../mocks/protocol/index.ts'
import { decodeUrl, type HttpRequest, parseJson } from '../../mocks/transport/index.ts'

/** The settings with which the mock client sends a request: empty for its defaults. */
export interface Settings {
  readonly dialect?: Dialect
  readonly activeAsText?: true
  readonly primaryEmail?: 'each'
  readonly listAtSingleValue?: 'whole'
}

/** A request of the mock client, without credentials, and the settings under which it sends it. */
export interface MockRequest {
  readonly settings: Settings
  readonly request: Pick<HttpRequest, 'method' | 'url' | 'body'>
}

/** A recorded request in parts. */
export interface RecordedParts {
  readonly method: string
  /** Path and query below the base URL. */
  readonly path: string
  readonly body: JsonValue | undefined
}

const BASE = 'http://mock'
const ENDPOINT = /^\/(Users|Groups)(?:\/([^/?]+))?(?:\?(.*))?$/

/**
 * Returns the requests of the mock client in the situation of a recorded request: the same query, object or changes,
 * written by the mock's own functions with each setting. Empty if the mock never sends such a request.
 */
export async function mockRequests(recorded: RecordedParts): Promise<readonly MockRequest[]> {
  const [, name, segment, query] = ENDPOINT.exec(recorded.path) ?? []
  if (name === undefined) return []
  const endpoint = name === 'Users' ? '/Users' : '/Groups'
  const id = segment === undefined ? undefined : decodeUrl(segment)
  const made = async (settings: Settings, send: (client: EntraClient) => Promise<unknown>): Promise<MockRequest> => ({
    settings,
    request: await requestOf(send),
  })
  const { method, body } = recorded
  if (method === 'GET' && id === undefined) {
    const [, target, value] =
      /^\s*(.+?)\s+eq\s+"(.*)"\s*$/s.exec(new URLSearchParams(query ?? '').get('filter') ?? '') ?? []
    return target === undefined || value === undefined
      ? []
      : [await made({}, (client) => client.query(endpoint, target, value))]
  }
  if (method === 'GET' && id !== undefined) return [await made({}, (client) => client.read(endpoint, id))]
  if (method === 'DELETE' && id !== undefined) return [await made({}, (client) => client.delete(endpoint, id))]
  if (!isJsonObject(body)) return []
  if (method === 'POST' && id === undefined && query === undefined)
    return Promise.all(
      createBodies(endpoint, body).map((one) => made(one.settings, (client) => client.create(endpoint, one.body))),
    )
  if (method === 'PATCH' && id !== undefined)
    return Promise.all(
      patchBodies(body).map((one) => made(one.settings, (client) => client.patch(endpoint, id, one.body))),
    )
  return []
}

async function requestOf(send: (client: EntraClient) => Promise<unknown>): Promise<MockRequest['request']> {
  let sent: HttpRequest | undefined
  const client = createEntraClient({
    baseUrl: BASE,
    authorization: () => ({}),
    guid: () => '',
    transport: (request) => {
      sent = request
      return Promise.resolve({ status: 200, headers: {}, body: '' })
    },
  })
  await send(client)
  if (sent === undefined) throw new Error('the mock client sent nothing')
  const { method, url, body } = sent
  return { method, url: url.slice(BASE.length), ...(body === undefined ? {} : { body }) }
}

function createBodies(endpoint: '/Users' | '/Groups', body: JsonObject): { settings: Settings; body: JsonObject }[] {
  const { attributes, holdsList } = attributesIn(body)
  const list: Settings = holdsList ? { listAtSingleValue: 'whole' } : {}
  if (endpoint === '/Groups') return [{ settings: list, body: groupBody(attributes) }]
  const extensions = Object.keys(body).filter((name) => name.startsWith('urn:'))
  const listed = Array.isArray(body['schemas']) ? body['schemas'].map(String) : []
  // A mapping may name the extension without having a value for it.
  const mappedTargets = [...new Set([...extensions, ...listed.filter((urn) => urn.includes(':extension:'))])].map(
    (urn) => `${urn}:x`,
  )
  return [false, true].flatMap((activeAsText) =>
    (['first', 'each'] as const).map((primaryEmail) => ({
      settings: {
        ...list,
        ...(activeAsText ? { activeAsText: true as const } : {}),
        ...(primaryEmail === 'each' ? { primaryEmail } : {}),
      },
      body: userBody(attributes, { activeAsText, primaryEmail, mappedTargets }),
    })),
  )
}

interface Attribute {
  readonly row: number
  readonly target: string
  readonly value: JsonValue
  readonly isReference: boolean
  readonly flowType: 'Always'
}

/** Returns the target attributes that a body sets, as a mapping would name them. */
function attributesIn(body: JsonObject): { readonly attributes: Attribute[]; readonly holdsList: boolean } {
  const attributes: Attribute[] = []
  let holdsList = false
  const add = (target: string, value: JsonValue): void => {
    if (Array.isArray(value) && value.length > 0 && value.every((item) => typeof item !== 'object')) holdsList = true
    attributes.push({
      row: attributes.length,
      target,
      value,
      isReference: /(?:^|[:.])manager$/i.test(target),
      flowType: 'Always',
    })
  }
  const visit = (name: string, value: JsonValue | undefined, separator: '.' | ':'): void => {
    if (value === undefined || /^(?:schemas|meta|members)$/.test(name)) return
    if (isJsonObject(value))
      for (const [part, inner] of Object.entries(value)) visit(`${name}${separator}${part}`, inner, '.')
    else if (Array.isArray(value) && isSelected(value)) for (const item of value) elementOf(name, item, add)
    else add(name, name === 'active' ? asBoolean(value) : value)
  }
  for (const [name, value] of Object.entries(body)) visit(name, value, name.startsWith('urn:') ? ':' : '.')
  return { attributes, holdsList }
}

/** Returns whether a mapping selects the elements of a list by their type: `emails[type eq "work"]`. */
function isSelected(list: readonly JsonValue[]): boolean {
  const types = list.map((item) => (isJsonObject(item) ? item['type'] : undefined))
  return list.length > 0 && types.every((type) => typeof type === 'string') && new Set(types).size === types.length
}

function elementOf(name: string, item: JsonValue, add: (target: string, value: JsonValue) => void): void {
  if (!isJsonObject(item)) return
  for (const [part, value] of Object.entries(item)) {
    if (part === 'type' || (part === 'primary' && name === 'emails') || value === undefined) continue
    add(`${name}[type eq "${item['type']}"].${part}`, value)
  }
}

const asBoolean = (value: JsonValue): JsonValue => (value === 'True' ? true : value === 'False' ? false : value)

function patchBodies(body: JsonObject): { settings: Settings; body: PatchRequest }[] {
  const operations = Array.isArray(body['Operations']) ? body['Operations'].filter(isJsonObject) : []
  const [first] = operations
  if (first === undefined) return []
  const dialects: readonly Dialect[] = ['legacy', 'flagged']
  const both = (write: (dialect: Dialect) => PatchRequest): { settings: Settings; body: PatchRequest }[] =>
    dialects.map((dialect) => ({ settings: { dialect }, body: write(dialect) }))
  const path = String(first['path'] ?? '')
  const op = String(first['op']).toLowerCase()
  const ids = idsOf(first)
  const isOfMembers = operations.some((one) => /^members\b/i.test(String(one['path'] ?? '')))
  if (isOfMembers && (operations.length > 1 || ids.length !== 1 || op === 'replace')) return []
  if (isOfMembers)
    return both((dialect) => (op === 'add' ? addMembersBody(ids, dialect) : removeMembersBody(ids, dialect)))
  const manager = /^(.*manager)(?:\[.*\])?$/i.exec(path)?.[1]
  if (op === 'remove' && manager !== undefined && operations.length === 1)
    return ids.flatMap((id) => both((dialect) => removeManagerBody(manager, id, dialect)))
  const changes = operations.flatMap(changesIn)
  // These values are of no mapping: null, and a manager in another form than a bare id.
  if (
    changes.some(
      ({ target, value }) =>
        value === null || (/(?:^|[:.])manager$/i.test(target) && (typeof value !== 'string' || value === '')),
    )
  )
    return []
  const holdsList = changes.some(
    ({ value }) => Array.isArray(value) && value.length > 0 && value.every((item) => typeof item !== 'object'),
  )
  return both((dialect) => patchBody(changes, dialect)).map((one) =>
    holdsList ? { ...one, settings: { ...one.settings, listAtSingleValue: 'whole' } } : one,
  )
}

/** Returns ids in a list of values, or in a filter at the end of the path. */
function idsOf({ path, value }: JsonObject): string[] {
  const [, quoted] = /\[\s*value\s+eq\s+"(.*)"\s*\]$/.exec(String(path ?? '')) ?? []
  if (quoted !== undefined) return [quoted]
  return [value].flat().flatMap((one) => (isJsonObject(one) && typeof one['value'] === 'string' ? [one['value']] : []))
}

function changesIn({ op, path, value }: JsonObject): PatchChange[] {
  const kind = String(op).toLowerCase() === 'add' ? 'add' : 'replace'
  if (typeof path === 'string')
    return [{ op: kind, target: path, value: path === 'active' ? asBoolean(value ?? null) : (value ?? null) }]
  return isJsonObject(value)
    ? Object.entries(value).map(([target, one]) => ({ op: kind, target, value: one ?? null }))
    : []
}

/** The body of a recorded request. */
export const bodyOf = (text: string | undefined): JsonValue | undefined =>
  text === undefined ? undefined : parseJson<JsonValue>(text)
