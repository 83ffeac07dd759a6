/**
 * A SCIM server like that of a beginner after a tutorial: a CRUD API with SCIM's member names. PATCH supports only
 * `replace` in lower case with a simple path, filters compare strings exactly, errors are not SCIM errors. It listens
 * on PORT and accepts SCIM_TOKEN as Bearer; its base URL ends with `/scim`.
 */
import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'

type User = Record<string, unknown> & { id: string }

const users = new Map<string, User>()
const token = process.env['SCIM_TOKEN'] ?? ''
const LIST = 'urn:ietf:params:scim:api:messages:2.0:ListResponse'
const USER = 'urn:ietf:params:scim:schemas:core:2.0:User'

interface Answer {
  readonly status: number
  readonly body?: unknown
}

interface Operation {
  readonly op: string
  readonly path?: string
  readonly value?: unknown
}

function route(method: string, url: URL, body: Record<string, unknown>): Answer {
  const [, scim, kind, id] = url.pathname.split('/')
  if (scim !== 'scim') return { status: 404, body: { message: 'not found' } }
  if (kind === 'ServiceProviderConfig')
    return { status: 200, body: { patch: { supported: true }, filter: { supported: true, maxResults: 200 } } }
  if (kind !== 'Users') return { status: 404, body: { message: 'not found' } }
  if (id === undefined) return method === 'POST' ? create(body) : list(url.searchParams.get('filter') ?? '')
  const user = users.get(id)
  if (user === undefined) return { status: 404, body: { message: 'no such user' } }
  if (method === 'GET') return { status: 200, body: user }
  if (method === 'PUT') return save({ ...body, id })
  if (method === 'PATCH') return patch(user, body['Operations'] as readonly Operation[])
  users.delete(id)
  return { status: 200, body: { message: 'deleted' } }
}

function create(body: Record<string, unknown>): Answer {
  if ([...users.values()].some(({ userName }) => userName === body['userName']))
    return { status: 400, body: { message: 'userName is taken' } }
  return { ...save({ schemas: [USER], ...body, id: randomUUID() }), status: 201 }
}

function list(filter: string): Answer {
  const [, name = '', value = ''] = /^(\w+) eq "(.*)"$/.exec(filter) ?? []
  const found = [...users.values()].filter((user) => filter === '' || user[name] === value)
  return { status: 200, body: { schemas: [LIST], totalResults: found.length, Resources: found } }
}

function patch(user: User, operations: readonly Operation[]): Answer {
  for (const { op, path, value } of operations)
    if (op === 'replace' && path !== undefined) user[path] = value
    else if (op === 'replace') Object.assign(user, value)
  return save(user)
}

function save(user: User): Answer {
  users.set(user.id, user)
  return { status: 200, body: user }
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = ''
  for await (const chunk of request) text += String(chunk)
  return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>)
}

createServer(async (request, response) => {
  let answer: Answer
  try {
    const isAllowed = request.headers.authorization === `Bearer ${token}`
    answer = isAllowed
      ? route(request.method ?? 'GET', new URL(request.url ?? '/', 'http://localhost'), await bodyOf(request))
      : { status: 401, body: { message: 'unauthorized' } }
  } catch (error) {
    answer = { status: 500, body: { message: String(error) } }
  }
  response.writeHead(answer.status, { 'content-type': 'application/json' })
  response.end(answer.body === undefined ? undefined : JSON.stringify(answer.body))
}).listen(Number(process.env['PORT']), '127.0.0.1')
