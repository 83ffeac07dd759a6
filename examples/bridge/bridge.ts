/**
 * A SCIM server that stores its users in JumpCloud, as an integration team might write it: Entra sends SCIM requests to
 * it, and it calls the JumpCloud API. It listens on PORT, accepts the token SCIM_TOKEN, and writes to JUMPCLOUD_API_URL
 * with JUMPCLOUD_API_KEY.
 */
import express, { type ErrorRequestHandler, type Request, type Response } from 'express'
import { ENTERPRISE, type Json, resourceTypes, schemas, serviceProviderConfig, USER } from './discovery.ts'
import { fault } from './faults.ts'

const { PORT, SCIM_TOKEN, JUMPCLOUD_API_URL, JUMPCLOUD_API_KEY = '' } = process.env

/** SCIM attributes with their JumpCloud properties, one per line; other attributes are not stored. */
const TABLE: readonly (readonly [attribute: string, property: string])[] = [
  ['id', '_id'],
  ['userName', 'username'],
  ['name.givenName', 'firstname'],
  ['name.familyName', 'lastname'],
  ['displayName', 'displayname'],
  ['emails.value', 'email'],
  ['active', 'suspended'],
  ['title', 'jobTitle'],
  ['locale', 'location'],
  ['userType', 'employeeType'],
  [`${ENTERPRISE}:department`, 'department'],
  [`${ENTERPRISE}:costCenter`, 'costCenter'],
  [`${ENTERPRISE}:organization`, 'company'],
  [`${ENTERPRISE}:employeeNumber`, 'employeeIdentifier'],
]
const PROPERTIES = new Map(TABLE.map(([attribute, property]) => [attribute.toLowerCase(), property]))

/**
 * Returns the property that stores an attribute. A filter in the path is ignored, because a user has only the work
 * address.
 */
const propertyOf = (path: string): string | undefined =>
  PROPERTIES.get(
    path
      .replace(/\[.*?\]/, '')
      .replace(`${USER}:`, '')
      .toLowerCase(),
  )

/**
 * Returns the properties that a value sets: of one attribute, or of all attributes in an object, in each form that
 * Entra sends.
 */
function* changesOf(path: string, value: unknown): Generator<[property: string, value: unknown]> {
  const property = propertyOf(path)
  if (property === 'suspended') yield [property, !/^true$/i.test(String(value))]
  else if (property !== undefined) yield [property, value ?? '']
  else if (/^emails$/i.test(path)) {
    const addresses = [value].flat() as (Json | null)[]
    yield ['email', (addresses.find((one) => one?.['type'] === 'work') ?? addresses[0])?.['value'] ?? '']
  } else if (typeof value === 'object' && value !== null)
    for (const [name, part] of Object.entries(value))
      yield* changesOf(path === '' ? name : `${path}${path.startsWith('urn:') ? ':' : '.'}${name}`, part)
}

/** Converts a system user to a SCIM user. */
function scimUser(user: Json, { headers }: Request): Json {
  const { _id: id, created } = user
  const location = `http://${headers.host}/scim/v2/Users/${id}`
  const meta = { resourceType: 'User', created, lastModified: created, location }
  const shown: Json = { schemas: [USER], meta }
  for (const [attribute, property] of TABLE) {
    const [, holder, name = ''] = /^(?:(.*)[.:])?(\w+)$/.exec(attribute) ?? []
    const value = user[property]
    if (value === '' || value === null) continue
    if (holder === undefined) shown[name] = value
    else shown[holder] = { ...(shown[holder] as Json), [name]: value }
  }
  shown['emails'] = [{ type: 'work', primary: true, ...(shown['emails'] as Json) }]
  shown['active'] = user['suspended'] !== true && user['password_expired'] !== true
  if (ENTERPRISE in shown) shown['schemas'] = [USER, ENTERPRISE]
  return fault.show?.(shown) ?? shown
}

const scimError = (status: number, detail: string, scimType?: string): Error =>
  Object.assign(new Error(detail), { status, scimType })

async function jumpCloud(method: string, path: string, content?: Json): Promise<Json> {
  const headers = {
    'x-api-key': JUMPCLOUD_API_KEY,
    'content-type': 'application/json',
    'creation-source': 'jumpcloud:scim',
  }
  const body = content === undefined ? null : JSON.stringify(content)
  const response = await fetch(`${JUMPCLOUD_API_URL}/api${path}`, { method, headers, body, redirect: 'manual' })
  const answer = (await response.json().catch(() => ({}))) as Json
  if (response.ok) return answer
  const message = String(answer['message'] ?? `JumpCloud answered ${response.status}`)
  if (/already exists/i.test(message)) throw scimError(409, message, 'uniqueness')
  if (response.status === 400) throw scimError(400, message, 'invalidValue')
  // JumpCloud redirects a request without a key to the login page.
  if (response.status === 302) throw scimError(401, 'the bridge has no API key')
  throw scimError([401, 403, 404].includes(response.status) ? response.status : 502, message)
}

/** Converts Entra's filter, one attribute that equals a string, to a search that ignores letter case. */
function searchOf(filter: string): Json {
  const [, path = '', quoted = ''] =
    /^([\w:.]+(?:\[[^\]]*\][\w.]*)?) eq ("(?:[^"\\]|\\.)*")$/i.exec(filter.trim()) ?? []
  if (quoted === '') throw scimError(400, 'only ATTRIBUTE eq "value" is supported', 'invalidFilter')
  const value = String(JSON.parse(quoted)).replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
  // No user has a value of an unknown property, so the search finds none.
  return { [propertyOf(path) ?? 'unknown']: { $regex: `(?i)^${value}$` } }
}

const MESSAGES = 'urn:ietf:params:scim:api:messages:2.0'
const send = (response: Response, status: number, body: Json): void =>
  void response.status(status).type('application/scim+json').send(JSON.stringify(body))
const list = (response: Response, Resources: readonly Json[], page: Json = { totalResults: Resources.length }): void =>
  send(response, 200, { schemas: [`${MESSAGES}:ListResponse`], itemsPerPage: Resources.length, ...page, Resources })
const pathOf = ({ params }: Request): string => `/systemusers/${encodeURIComponent(String(params['id']))}`
const onError: ErrorRequestHandler = ({ status = 500, message: detail, scimType }, _request, response, _next) =>
  send(response, status, { schemas: [`${MESSAGES}:Error`], status: String(status), detail, scimType })

const scim = express.Router()
scim.get('/ServiceProviderConfig', (_request, response) => send(response, 200, serviceProviderConfig))
scim.get('/ResourceTypes', (_request, response) => list(response, resourceTypes))
scim.get('/Schemas', (_request, response) => list(response, schemas))
scim.get('/Users', async (request, response) => {
  const { filter, startIndex = '1', count = '100' } = request.query as Record<string, string>
  const [first, limit] = [Math.max(1, Number(startIndex)), Math.max(0, Number(count))]
  // JumpCloud treats a limit of 0 as the maximum.
  const page = { sort: '_id', skip: first - 1, limit: Math.max(1, limit) }
  const search = filter === undefined ? page : { ...page, filter: [searchOf(filter)] }
  const { results, totalCount } = await jumpCloud('POST', '/search/systemusers', search)
  const users = (results as Json[]).slice(0, limit).map((user) => scimUser(user, request))
  list(response, users, { totalResults: totalCount, startIndex: first })
})
scim.get('/Users/:id', async (request, response) =>
  send(response, 200, scimUser(await jumpCloud('GET', pathOf(request)), request)),
)
scim.post('/Users', async (request, response) => {
  const user = Object.fromEntries(changesOf('', request.body))
  const created = scimUser(await jumpCloud('POST', '/systemusers', fault.write?.(user) ?? user), request)
  response.location(String((created['meta'] as Json)['location']))
  send(response, 201, created)
})
scim.patch('/Users/:id', async (request, response) => {
  const operations = request.body['Operations'] as { op: string; path?: string; value?: unknown }[]
  const changes = Object.fromEntries(
    operations.flatMap(({ op, path = '', value }) => [...changesOf(path, /^remove$/i.test(op) ? '' : value)]),
  )
  const update = fault.update ?? ((api: typeof jumpCloud, path: string, changed: Json) => api('PUT', path, changed))
  const updated = await update(jumpCloud, pathOf(request), fault.write?.(changes) ?? changes)
  send(response, 200, scimUser(updated, request))
})
scim.delete('/Users/:id', async (request, response) => {
  await jumpCloud('DELETE', pathOf(request))
  response.status(204).end()
})

express()
  .use(({ headers }, _response, next) =>
    next(
      headers.authorization === `Bearer ${SCIM_TOKEN}` ? undefined : scimError(401, 'the token is missing or wrong'),
    ),
  )
  .use(express.json({ type: ['application/scim+json', 'application/json'] }))
  .use('/scim/v2', scim)
  .use((_request, _response, next) => next(scimError(404, 'unknown endpoint')))
  .use(onError)
  .listen(Number(PORT), '127.0.0.1')
