import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { documentsFor } from './documents.ts'
import { compileFilter } from './filter.ts'
import { patched } from './patch.ts'
import {
  type Attribute,
  attributesOf,
  COMMON,
  fitTo,
  GROUP,
  isObject,
  type Json,
  named,
  USER,
  Wrong,
} from './schema.ts'

/** The two kinds of resources. */
type Kind = 'User' | 'Group'

/** A request as the server parses it. */
export interface ServerRequest {
  readonly method: string
  /** The path below the base URL, percent-encoded: `/Users/7`. */
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingMessage['headers']
  /** Undefined if there is no body, or if it cannot be parsed. */
  readonly body: unknown
  /** The base URL as the client knows it. */
  readonly base: string
}

/** A response; without a `body` if it is undefined. */
export interface ServerResponse {
  readonly status: number
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** One small way in which a server differs from the others. */
export interface Override {
  /** The path of the base URL (`/scim/v2`). */
  readonly basePath?: string
  /** Returns the next id (`"101"`, `"102"` …). */
  readonly newId?: (count: number) => string
  /** Responds in place of the server; `close` closes the connection, undefined continues. */
  readonly before?: (request: ServerRequest) => ServerResponse | 'close' | undefined
  /** Changes a response. */
  readonly after?: (answer: ServerResponse, request: ServerRequest) => ServerResponse
  /** Changes each returned resource. */
  readonly show?: (resource: Json, base: string) => Json
  /** Changes each stored resource; throws Wrong for one that the server rejects. */
  readonly store?: (resource: Json, kind: Kind) => Json
  /** Changes the request that the server parses. */
  readonly read?: (request: ServerRequest) => ServerRequest
  /** The number of resources in a list without `count` (all). */
  readonly pageSize?: number
  /** Returns what remains of a deleted resource (nothing). */
  readonly remains?: (resource: Json) => Json
  /** Changes the discovery documents; a document that is undefined does not exist. */
  readonly documents?: (documents: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>
}

/** A running server. */
export interface IndependentServer extends AsyncDisposable {
  readonly url: string
  /** The stored users by id, as opposed to the returned ones. */
  readonly users: ReadonlyMap<string, Json>
  readonly groups: ReadonlyMap<string, Json>
}

const SEARCH = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest'
const TOKEN = 'Bearer rehearsal'
const JSON_TYPES = /^application\/(?:scim\+)?json\b/i

/**
 * Starts a small SCIM server on loopback, written only for these tests: two Maps, a filter, a PATCH. It has three
 * users and a group that the run did not create.
 */
export async function startServer(override: Override = {}): Promise<IndependentServer> {
  const { basePath = '/scim/v2', newId = (count) => String(100 + count), before, after } = override
  const shelves: Record<Kind, Map<string, Json>> = { User: new Map(), Group: new Map() }
  let count = 0

  const save = (kind: Kind, sent: unknown, old?: Json): Json => {
    const body = keep(kind, sent)
    const resource = override.store?.(body, kind) ?? body
    const name = kind === 'User' ? 'userName' : 'displayName'
    if (typeof resource[name] !== 'string') throw new Wrong(400, `${name} is required`, 'invalidValue')
    if (kind === 'User')
      for (const [id, other] of shelves.User)
        if (id !== old?.['id'] && lower(other['userName']) === lower(resource['userName']))
          throw new Wrong(409, 'this userName is taken', 'uniqueness')
    count += old === undefined ? 1 : 0
    const id = String(old?.['id'] ?? newId(count))
    if (old !== undefined && JSON.stringify({ ...resource, id, meta: old['meta'] }) === JSON.stringify(old)) return old
    const now = new Date().toISOString()
    const created = isObject(old?.['meta']) ? old['meta']['created'] : now
    const saved = { ...resource, id, meta: { resourceType: kind, created, lastModified: now } }
    shelves[kind].set(id, saved)
    return saved
  }

  const shown = (resource: Json, base: string): Json => {
    const meta = isObject(resource['meta']) ? resource['meta'] : {}
    const kind: Kind = meta['resourceType'] === 'Group' ? 'Group' : 'User'
    const at = (type: Kind, id: unknown): string => `${base}/${type}s/${encodeURIComponent(String(id))}`
    const { password: _, ...rest } = resource
    const whole: Json = { ...rest, meta: { ...meta, location: at(kind, resource['id']) } }
    whole['schemas'] = [kind === 'User' ? USER : GROUP, ...Object.keys(resource).filter((name) => name.includes(':'))]
    if (kind === 'Group' && Array.isArray(resource['members']))
      whole['members'] = resource['members'].filter(isObject).map(({ value, type }) => {
        const member: Kind = type === 'Group' || shelves.Group.has(String(value)) ? 'Group' : 'User'
        return {
          value,
          type: member,
          $ref: at(member, value),
          display: shelves[member].get(String(value))?.['displayName'],
        }
      })
    if (kind === 'User') {
      const groups = [...shelves.Group.values()]
        .filter(({ members }) => Array.isArray(members) && members.some((one) => one.value === resource['id']))
        .map(({ id, displayName }) => ({ value: id, display: displayName, type: 'direct', $ref: at('Group', id) }))
      if (groups.length > 0) whole['groups'] = groups
    }
    return override.show?.(whole, base) ?? whole
  }

  const list = (kind: Kind, { query, base }: ServerRequest): ServerResponse => {
    const filter = query.get('filter')
    const test = filter === null ? () => true : compileFilter(filter, attributesOf(kind))
    const hits = [...shelves[kind].values()].map((resource) => shown(resource, base)).filter(test)
    const start = Math.max(1, Number(query.get('startIndex') ?? 1) || 1)
    const most = Math.max(0, Number(query.get('count') ?? override.pageSize ?? hits.length) || 0)
    const page = hits.slice(start - 1, start - 1 + most)
    const Resources = page.map((resource) => select(resource, query, attributesOf(kind)))
    const schemas = ['urn:ietf:params:scim:api:messages:2.0:ListResponse']
    return {
      status: 200,
      body: { schemas, totalResults: hits.length, startIndex: start, itemsPerPage: page.length, Resources },
    }
  }

  const handle = (request: ServerRequest): ServerResponse => {
    const { method, path, query, body, base } = request
    const document = documentsFor(base, override.documents)(decodeURIComponent(path))
    if (request.headers.authorization !== TOKEN && document === undefined) throw new Wrong(401, 'who are you?')
    if (document !== undefined) {
      if (method !== 'GET') throw new Wrong(405, `${method} is not possible here`)
      if (query.has('filter')) throw new Wrong(403, 'discovery documents cannot be filtered')
      return { status: 200, body: document }
    }
    const [, collection, id, ...deeper] = path.split('/').map(decodeURIComponent)
    const kind: Kind | undefined = collection === 'Users' ? 'User' : collection === 'Groups' ? 'Group' : undefined
    if (kind === undefined || deeper.length > 0) throw new Wrong(404, `there is nothing at ${path}`)
    const answer = (status: number, resource: Json): ServerResponse => {
      const whole = shown(resource, base)
      const location = isObject(whole['meta']) ? whole['meta']['location'] : undefined
      return {
        status,
        body: select(whole, query, attributesOf(kind)),
        ...(status === 201 && typeof location === 'string' ? { headers: { location } } : {}),
      }
    }
    if (id === '.search' && method === 'POST') {
      if (!isObject(body) || ![body['schemas']].flat().includes(SEARCH))
        throw new Wrong(400, 'not a SearchRequest', 'invalidSyntax')
      const asked = Object.entries(body).map(([name, value]): [string, string] => [name, String(value)])
      return list(kind, { ...request, query: new URLSearchParams(asked) })
    }
    if (id === undefined) {
      if (method === 'GET') return list(kind, request)
      if (method === 'POST') return answer(201, save(kind, body))
      throw new Wrong(405, `${method} is not possible here`)
    }
    const old = shelves[kind].get(id)
    if (old === undefined) throw new Wrong(404, `${kind} ${id} is not known`)
    if (method === 'GET') return answer(200, old)
    if (method === 'PUT') return answer(200, save(kind, body, old))
    if (method === 'PATCH')
      return answer(
        200,
        save(kind, { ...patched(old, body, attributesOf(kind)), schemas: [kind === 'User' ? USER : GROUP] }, old),
      )
    if (method !== 'DELETE') throw new Wrong(405, `${method} is not possible here`)
    const remains = override.remains?.(old)
    if (remains !== undefined) {
      shelves[kind].set(id, remains)
      return { status: 204 }
    }
    shelves[kind].delete(id)
    for (const group of shelves.Group.values())
      if (Array.isArray(group['members'])) group['members'] = group['members'].filter(({ value }) => value !== id)
    return { status: 204 }
  }

  const server = createServer(async (incoming, response) => {
    const { pathname, searchParams } = new URL(incoming.url ?? '/', 'http://localhost')
    const base = `http://${incoming.headers.host}${basePath}`
    let text = ''
    for await (const chunk of incoming.setEncoding('utf8')) text += chunk
    const path = pathname.startsWith(`${basePath}/`) ? decodable(pathname.slice(basePath.length)) : undefined
    const raw = {
      method: incoming.method ?? '',
      path: path ?? '',
      query: searchParams,
      headers: incoming.headers,
      base,
    }
    let answer: ServerResponse | 'close'
    try {
      const request = override.read?.({ ...raw, body: parsed(text) }) ?? { ...raw, body: parsed(text) }
      const early = path === undefined ? errorAnswer(new Wrong(404, 'not below the base URL')) : before?.(request)
      if (early === undefined && text !== '') assertReadable(text, incoming.headers['content-type'] ?? '')
      answer = early ?? answered(() => handle(request))
      if (answer !== 'close') answer = after?.(answer, request) ?? answer
    } catch (error) {
      answer = errorAnswer(error)
    }
    if (answer === 'close') return void incoming.socket.destroy()
    const { status, body, headers = {} } = answer
    const sent = body === undefined || typeof body === 'string' ? body : JSON.stringify(body)
    response.writeHead(status, {
      ...(sent === undefined ? {} : { 'content-type': 'application/scim+json; charset=utf-8' }),
      ...(status === 401 ? { 'www-authenticate': 'Bearer' } : {}),
      ...headers,
    })
    response.end(sent)
  })
  for (const name of ['ada', 'grace', 'hedy'])
    save('User', {
      schemas: [USER],
      userName: `${name}@home.example`,
      displayName: name,
      active: true,
      emails: [{ value: `${name}@home.example`, type: 'work', primary: true }],
    })
  save('Group', { schemas: [GROUP], displayName: 'Residents', members: [{ value: [...shelves.User.keys()][0] }] })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}${basePath}`,
    users: shelves.User,
    groups: shelves.Group,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Returns an error response as SCIM defines it. */
function errorAnswer(error: unknown): ServerResponse {
  const { status, message, scimType } = error instanceof Wrong ? error : new Wrong(500, String(error))
  const schemas = ['urn:ietf:params:scim:api:messages:2.0:Error']
  return {
    status,
    body: { schemas, status: String(status), ...(scimType === undefined ? {} : { scimType }), detail: message },
  }
}

function answered(work: () => ServerResponse): ServerResponse {
  try {
    return work()
  } catch (error) {
    return errorAnswer(error)
  }
}

function assertReadable(text: string, type: string): void {
  if (!JSON_TYPES.test(type)) throw new Wrong(415, `${type} is not read here`)
  if (parsed(text) === undefined) throw new Wrong(400, 'the body is not JSON', 'invalidSyntax')
}

function parsed(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}

function decodable(path: string): string | undefined {
  try {
    decodeURIComponent(path)
    return path.replace(/(?<=.)\/$/, '')
  } catch {
    return undefined
  }
}

const lower = (value: unknown): string => String(value).normalize('NFC').toLowerCase()

/** Returns the resource to store: the known attributes, in the types of the table. */
function keep(kind: Kind, sent: unknown): Json {
  if (!isObject(sent)) throw new Wrong(400, 'the body must be an object', 'invalidSyntax')
  const attributes = attributesOf(kind)
  const { schemas } = sent
  if (!Array.isArray(schemas) || !schemas.map(lower).includes(lower(kind === 'User' ? USER : GROUP)))
    throw new Wrong(400, `schemas must list that of ${kind}`, 'invalidSyntax')
  const kept: Json = {}
  for (const [name, value] of Object.entries(sent)) {
    const attribute = named(attributes, name)
    if (attribute === undefined || attribute.mutability === 'readOnly') continue
    const fitted = fitTo(attribute, value)
    if (fitted !== undefined) kept[attribute.name] = fitted
  }
  return kept
}

/** Returns the resource with the attributes that `attributes` or `excludedAttributes` select. */
function select(resource: Json, query: URLSearchParams, attributes: readonly Attribute[]): Json {
  const names = (parameter: string): string[] | undefined =>
    query
      .get(parameter)
      ?.split(',')
      .map((name) => lower(name.trim()))
  const [wanted, unwanted] = [names('attributes'), names('excludedAttributes')]
  if (wanted === undefined && unwanted === undefined) return resource
  const pick = (value: unknown, path: string, parts: readonly Attribute[] | undefined, isRoot: boolean): unknown => {
    if (Array.isArray(value)) return value.map((item) => pick(item, path, parts, false))
    if (!isObject(value)) return value
    const left = Object.entries(value).flatMap(([name, inner]): [string, unknown][] => {
      const spellings = spellingsOf(path, name, isRoot)
      if (isRoot && (name === 'id' || name === 'schemas')) return [[name, inner]]
      if (unwanted !== undefined && spellings.some((one) => unwanted.includes(one))) return []
      if (wanted === undefined || spellings.some((one) => wanted.includes(one)))
        return [[name, wanted === undefined ? pick(inner, spellings[0] ?? name, undefined, false) : inner]]
      const isBelow = spellings.some((one) =>
        wanted.some((each) => each.startsWith(`${one}.`) || each.startsWith(`${one}:`)),
      )
      return isBelow ? [[name, pick(inner, spellings[0] ?? name, named(parts, name)?.subAttributes, false)]] : []
    })
    return Object.fromEntries(left)
  }
  return pick(resource, '', [...COMMON, ...attributes], true) as Json
}

function spellingsOf(path: string, name: string, isRoot: boolean): readonly string[] {
  if (isRoot) return [name, `${USER}:${name}`, `${GROUP}:${name}`].map(lower)
  const joint =
    path.startsWith('urn:') && !path.slice(path.lastIndexOf(':')).includes('.') && /:user$/.test(path) ? ':' : '.'
  const plain = lower(`${path}${joint}${name}`)
  return [plain, lower(`${USER}:${plain}`), lower(`${GROUP}:${plain}`)]
}
