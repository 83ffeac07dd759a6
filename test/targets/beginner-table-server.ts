/**
 * A SCIM server like that of a beginner in front of a table of users: fixed columns, each mapped by hand. It accepts
 * `op` in any letter case and returns SCIM errors, but `active` is true for any string, DELETE only disables, and
 * PATCH ignores attributes without a column. It listens on PORT and accepts SCIM_TOKEN as Bearer; its base URL ends
 * with `/scim`.
 */
import { createServer, type IncomingMessage } from 'node:http'

interface Row {
  readonly id: number
  readonly login: string
  readonly first: string
  readonly last: string
  readonly display: string
  readonly mail: string
  readonly enabled: boolean
}

type Body = Readonly<Record<string, unknown>>

interface Answer {
  readonly status: number
  readonly body?: unknown
}

const rows = new Map<number, Row>()
const token = process.env['SCIM_TOKEN'] ?? ''
let last = 0
const MESSAGES = 'urn:ietf:params:scim:api:messages:2.0'

const failure = (status: number, detail: string, scimType?: string): Answer => ({
  status,
  body: { schemas: [`${MESSAGES}:Error`], status: String(status), detail, ...(scimType && { scimType }) },
})

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

function resourceOf({ id, login, first, last: family, display, mail, enabled }: Row): object {
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
    id: String(id),
    userName: login,
    name: { givenName: first, familyName: family },
    displayName: display,
    emails: [{ type: 'work', primary: true, value: mail }],
    active: enabled,
    meta: { resourceType: 'User', location: `/scim/Users/${id}` },
  }
}

function columnsOf(body: Body, row: Omit<Row, 'id'>): Omit<Row, 'id'> {
  const name = Object(body['name']) as Body
  const [mail] = Array.isArray(body['emails']) ? (body['emails'] as Body[]) : []
  return {
    login: textOf(body['userName'] ?? row.login),
    first: textOf(name['givenName'] ?? row.first),
    last: textOf(name['familyName'] ?? row.last),
    display: textOf(body['displayName'] ?? row.display),
    mail: textOf(mail?.['value'] ?? row.mail),
    enabled: body['active'] === undefined ? row.enabled : Boolean(body['active']),
  }
}

const EMPTY: Omit<Row, 'id'> = { login: '', first: '', last: '', display: '', mail: '', enabled: true }

function route(method: string, url: URL, body: Body): Answer {
  const [, , kind, name] = url.pathname.split('/')
  if (kind !== 'Users') return failure(404, `${url.pathname} does not exist`)
  if (name === undefined) return method === 'POST' ? create(body) : list(url.searchParams)
  const row = rows.get(Number(name))
  if (row === undefined) return failure(404, `user ${name} does not exist`)
  if (method === 'GET') return { status: 200, body: resourceOf(row) }
  if (method === 'PUT') return save({ id: row.id, ...columnsOf(body, EMPTY) })
  if (method === 'PATCH') return patch(row, body)
  save({ ...row, enabled: false })
  return { status: 204 }
}

function create(body: Body): Answer {
  const columns = columnsOf(body, EMPTY)
  if (columns.login === '') return failure(400, 'userName is required', 'invalidValue')
  const isTaken = [...rows.values()].some(({ login }) => login.toLowerCase() === columns.login.toLowerCase())
  if (isTaken) return failure(409, 'userName is taken', 'uniqueness')
  last += 1
  return { ...save({ id: last, ...columns }), status: 201 }
}

function list(query: URLSearchParams): Answer {
  const filter = query.get('filter')
  const [, wanted] = /^userName eq "(.*)"$/i.exec(filter ?? '') ?? []
  if (filter !== null && wanted === undefined) return failure(400, 'this filter is not supported', 'invalidFilter')
  const found = [...rows.values()].filter(
    ({ login }) => wanted === undefined || login.toLowerCase() === wanted.toLowerCase(),
  )
  const body = { schemas: [`${MESSAGES}:ListResponse`], totalResults: found.length, startIndex: 1 }
  return { status: 200, body: { ...body, itemsPerPage: found.length, Resources: found.map(resourceOf) } }
}

function patch(row: Row, body: Body): Answer {
  let changed: Row = row
  for (const { op, path, value } of body['Operations'] as Body[]) {
    if (String(op).toLowerCase() === 'remove') continue
    const [, sub] = /^name\.(givenName|familyName)$/.exec(textOf(path)) ?? []
    const change =
      sub !== undefined ? { name: { [sub]: value } } : path === undefined ? value : { [textOf(path)]: value }
    changed = { id: row.id, ...columnsOf(Object(change) as Body, changed) }
  }
  return save(changed)
}

function save(row: Row): Answer {
  rows.set(row.id, row)
  return { status: 200, body: resourceOf(row) }
}

async function bodyOf(request: IncomingMessage): Promise<Body> {
  let text = ''
  for await (const chunk of request) text += String(chunk)
  return text === '' ? {} : (JSON.parse(text) as Body)
}

createServer(async (request, response) => {
  let answer: Answer
  try {
    const isAllowed = request.headers.authorization === `Bearer ${token}`
    answer = isAllowed
      ? route(request.method ?? 'GET', new URL(request.url ?? '/', 'http://localhost'), await bodyOf(request))
      : failure(401, 'the token is wrong')
  } catch (error) {
    answer = failure(400, String(error), 'invalidSyntax')
  }
  response.writeHead(answer.status, { 'content-type': 'application/scim+json' })
  response.end(answer.body === undefined ? undefined : JSON.stringify(answer.body))
}).listen(Number(process.env['PORT']), '127.0.0.1')
