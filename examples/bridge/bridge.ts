/**
 * A SCIM server that keeps its users in JumpCloud, as one would write it: Entra speaks SCIM to it, and it speaks to the JumpCloud API.
 * It listens on PORT, takes SCIM_TOKEN, and writes to JUMPCLOUD_API_URL with JUMPCLOUD_API_KEY. FAULT makes it wrong on purpose.
 */
import { setTimeout } from 'node:timers/promises'
import express, { type Request, type Response } from 'express'
import { listOf, resourceTypes, schemas, serviceProviderConfig } from './discovery.ts'
import { type Json, readChanges, readUser, showUser } from './mapping.ts'

const { PORT = '4020', SCIM_TOKEN = '', JUMPCLOUD_API_URL = '', JUMPCLOUD_API_KEY = '', FAULT = '' } = process.env
const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error'

/** What is answered when something is refused. */
class Refusal extends Error {
  readonly status: number
  readonly scimType: string | undefined

  constructor(status: number, message: string, scimType?: string) {
    super(message)
    this.status = status
    this.scimType = scimType
  }
}

async function jumpCloud(method: string, path: string, body?: Json): Promise<Json> {
  const response = await fetch(`${JUMPCLOUD_API_URL}/api${path}`, {
    method,
    redirect: 'manual',
    headers: {
      'x-api-key': JUMPCLOUD_API_KEY,
      'content-type': 'application/json',
      'creation-source': 'jumpcloud:scim',
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const answer = (await response.json().catch(() => ({}))) as Json
  const message = String(answer['message'] ?? `JumpCloud answered ${response.status}`)
  if (response.ok) return answer
  if (response.status === 404) throw new Refusal(404, 'there is no such user')
  if (/already exists/i.test(message)) throw new Refusal(409, message, 'uniqueness')
  if (response.status === 400) throw new Refusal(400, message, 'invalidValue')
  if (response.status === 401 || response.status === 302) throw new Refusal(401, 'JumpCloud does not know the API key')
  throw new Refusal(response.status === 403 ? 403 : 502, message)
}

/** All users, page by page and sorted, since unsorted pages repeat and skip some. */
async function everyone(): Promise<Json[]> {
  const users: Json[] = []
  for (;;) {
    const page = await jumpCloud('GET', `/systemusers?sort=_id&limit=100&skip=${users.length}`)
    const results = page['results'] as Json[]
    users.push(...results)
    if (results.length === 0 || users.length >= Number(page['totalCount'])) return users
  }
}

/** Understands what Entra asks: one attribute that equals a value. */
function matcher(filter: string | undefined): (user: Json) => boolean {
  if (filter === undefined) return () => true
  const [, name = '', quoted = ''] = /^([\w.:[\] "]+?) eq ("(?:[^"\\]|\\.)*")$/i.exec(filter.trim()) ?? []
  if (quoted === '') throw new Refusal(400, 'only ATTRIBUTE eq "value" is supported', 'invalidFilter')
  const [[property, value] = ['', '']] = readChanges([{ op: 'replace', path: name, value: JSON.parse(quoted) }])
  return (user) => String(user[property] ?? '').toLowerCase() === String(value).toLowerCase()
}

const app = express()
app.disable('x-powered-by')
app.use((request, _response, next) =>
  next(request.headers.authorization === `Bearer ${SCIM_TOKEN}` ? undefined : new Refusal(401, 'who are you?')),
)
app.use(express.json({ type: ['application/scim+json', 'application/json'] }))

const send = (response: Response, status: number, body: Json): void =>
  void response.status(status).type('application/scim+json').send(JSON.stringify(body))
const base = (request: Request): string => `http://${request.headers.host}/scim/v2`
const show = (request: Request, user: Json): Json => showUser(user, base(request), FAULT)
const pathOf = (request: Request): string => `/systemusers/${encodeURIComponent(String(request.params['id']))}`
const users = express.Router()

users.get('/ServiceProviderConfig', (_request, response) => send(response, 200, serviceProviderConfig))
users.get('/ResourceTypes', (_request, response) => send(response, 200, listOf(resourceTypes)))
users.get('/Schemas', (_request, response) => send(response, 200, listOf(schemas)))
users.get('/Users', async (request, response) => {
  const { filter, startIndex = '1', count = '100' } = request.query as Record<string, string | undefined>
  const found = (await everyone()).filter(matcher(filter)).map((user) => show(request, user))
  const first = Math.max(1, Number(startIndex))
  send(response, 200, listOf(found, first, Math.max(0, Number(count))))
})
users.get('/Users/:id', async (request, response) =>
  send(response, 200, show(request, await jumpCloud('GET', pathOf(request)))),
)
users.post('/Users', async (request, response) => {
  const created = await jumpCloud('POST', '/systemusers', readUser(request.body, FAULT))
  const shown = show(request, created)
  response.setHeader('location', `${base(request)}/Users/${created['_id']}`)
  send(response, 201, shown)
})
users.patch('/Users/:id', async (request, response) => {
  const changes: Json = Object.fromEntries(readChanges(request.body['Operations'], FAULT))
  const before = await jumpCloud('GET', pathOf(request))
  if (FAULT === 'late-write') {
    const written = setTimeout(200).then(() => jumpCloud('PUT', pathOf(request), changes))
    written.catch(() => undefined)
    return send(response, 200, show(request, { ...before, ...changes }))
  }
  if (FAULT === 'lost-update') {
    await setTimeout(50)
    const { username, email, firstname, lastname, displayname, jobTitle, department, suspended } = before
    const whole = { username, email, firstname, lastname, displayname, jobTitle, department, suspended }
    return send(response, 200, show(request, await jumpCloud('PUT', pathOf(request), { ...whole, ...changes })))
  }
  send(response, 200, show(request, await jumpCloud('PUT', pathOf(request), changes)))
})
users.delete('/Users/:id', async (request, response) => {
  await jumpCloud('DELETE', pathOf(request))
  response.status(204).end()
})
app.use('/scim/v2', users)
app.use((_request, _response, next) => next(new Refusal(404, 'there is no such endpoint')))
app.use(
  (error: Error & { status?: number; scimType?: string }, _request: Request, response: Response, _next: unknown) => {
    const { status = 500, message, scimType } = error
    send(response, status, { schemas: [ERROR], status: String(status), detail: message, ...(scimType && { scimType }) })
  },
)
app.listen(Number(PORT), '127.0.0.1')
