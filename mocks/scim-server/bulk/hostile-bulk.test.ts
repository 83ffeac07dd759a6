import { expect } from 'chai'
import {
  BULK_REQUEST_MESSAGE,
  GROUP_SCHEMA,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  USER_SCHEMA,
} from '../../protocol/index.ts'
import { listenScimServer, type RunningServer } from '../index.ts'

const user = (userName: string, bulkId: string, more: JsonObject = {}): JsonObject => ({
  method: 'POST',
  path: '/Users',
  bulkId,
  data: { schemas: [USER_SCHEMA], userName, ...more },
})
const group = (displayName: string, bulkId: string, ...members: string[]): JsonObject => ({
  method: 'POST',
  path: '/Groups',
  bulkId,
  data: { schemas: [GROUP_SCHEMA], displayName, members: members.map((id) => ({ value: `bulkId:${id}` })) },
})
const message = (...Operations: JsonValue[]): string => JSON.stringify({ schemas: [BULK_REQUEST_MESSAGE], Operations })

interface Answer {
  readonly status: number
  readonly body: JsonObject
}

async function send(server: RunningServer, path: string, method: string, body?: string): Promise<Answer> {
  const response = await fetch(`${server.url}${path}`, {
    method,
    headers: { 'content-type': 'application/scim+json' },
    ...(body === undefined ? {} : { body }),
  })
  return { status: response.status, body: (await response.json()) as JsonObject }
}

const statusesOf = ({ body }: Answer): JsonValue[] =>
  (body['Operations'] as JsonObject[]).map(({ status = null }) => status)

async function totalOf(server: RunningServer, path: string): Promise<unknown> {
  return (await send(server, `${path}?count=0`, 'GET')).body['totalResults']
}

describe('a malicious bulk request', () => {
  it('is rejected with a SCIM error if it is too long, too large or too deep, and changes nothing', async () => {
    const faults: unknown[] = []
    await using server = await listenScimServer({ onFault: (error) => void faults.push(error) })
    const many = Array.from({ length: 5000 }, (_, index) => user(`many${index}`, `b${index}`))
    const deep = `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`
    const rows: readonly (readonly [status: number, body: string])[] = [
      [
        413,
        message(...many.map(({ method, path }) => ({ method: 'DELETE', path: `${String(path)}/${String(method)}` }))),
      ],
      [413, message(user('x'.repeat(10 * 1024 * 1024), 'b'))],
      [400, `{"schemas":["${BULK_REQUEST_MESSAGE}"],"Operations":[${deep}]}`],
      [400, message(user('deep', 'b')).replace('"deep"', '['.repeat(100_000) + ']'.repeat(100_000))],
      [400, message(user('first', '__proto__'), user('second', '__proto__'))],
      [400, `{"schemas":["${BULK_REQUEST_MESSAGE}"],"__proto__":{"Operations":[]}}`],
    ]
    for (const [status, body] of rows) {
      const answer = await send(server, '/Bulk', 'POST', body)
      expect(answer.status, body.slice(0, 80)).to.equal(status)
      expect(answer.body['schemas']).to.deep.equal(['urn:ietf:params:scim:api:messages:2.0:Error'])
    }
    expect(faults.map(String)).to.deep.equal([])
    expect(await totalOf(server, '/Users')).to.equal(0)
  })

  it('has no effect through names of JavaScript properties', async () => {
    await using server = await listenScimServer()
    const operations: readonly (readonly [status: string, operation: JsonObject])[] = [
      ['400', group('proto', 'a', '__proto__')],
      ['400', group('constructor', 'b', 'constructor')],
      ['404', { method: 'DELETE', path: '/Users/__proto__' }],
      ['400', { method: 'DELETE', path: '/__proto__/constructor' }],
      ['400', { method: 'PATCH', path: '/Users/bulkId:toString', data: {} }],
      ['400', { method: 'constructor', path: '/Users' }],
    ]
    const answer = await send(server, '/Bulk', 'POST', message(...operations.map(([, operation]) => operation)))
    expect(answer.status).to.equal(200)
    expect(statusesOf(answer)).to.deep.equal(operations.map(([status]) => status))
    expect(await totalOf(server, '/Groups')).to.equal(0)
    // A name of this form that a client sends is an ordinary name.
    const named = await send(
      server,
      '/Bulk',
      'POST',
      message(user('eve', '__proto__'), group('eves', 'c', '__proto__')),
    )
    expect(statusesOf(named)).to.deep.equal(['201', '201'])
    expect({}).to.not.have.property('members')
  })

  it('resolves a thousand references to later operations', async () => {
    await using server = await listenScimServer()
    const count = 1000
    const chain = Array.from({ length: count }, (_, index) =>
      index === count - 1 ? user('last', `b${index}`) : group(`g${index}`, `b${index}`, `b${index + 1}`),
    )
    const answer = await send(server, '/Bulk', 'POST', message(...chain))
    expect(new Set(statusesOf(answer))).to.deep.equal(new Set(['201']))
  })

  it('resolves a cycle of five hundred groups, and a group that refers to itself', async () => {
    await using server = await listenScimServer()
    const count = 500
    const circle = Array.from({ length: count }, (_, index) =>
      group(`g${index}`, `b${index}`, `b${(index + 1) % count}`),
    )
    const answer = await send(server, '/Bulk', 'POST', message(...circle, group('alone', 'self', 'self')))
    expect(new Set(statusesOf(answer))).to.deep.equal(new Set(['201']))
    const { body } = await send(server, '/Groups?filter=displayName%20eq%20%22alone%22', 'GET')
    const [alone = {}] = body['Resources'] as JsonObject[]
    const members = Array.isArray(alone['members']) ? alone['members'].filter(isJsonObject) : []
    expect(members.map(({ value }) => value)).to.deep.equal([alone['id']])
  })

  it('removes all resources of a cycle that cannot be resolved', async () => {
    await using server = await listenScimServer()
    const broken = group('broken', 'b', 'a')
    const data = isJsonObject(broken['data']) ? broken['data'] : {}
    const answer = await send(
      server,
      '/Bulk',
      'POST',
      message(group('whole', 'a', 'b'), { ...broken, data: { ...data, displayName: null } }),
    )
    expect(statusesOf(answer)).to.deep.equal(['409', '400'])
    expect(await totalOf(server, '/Groups')).to.equal(0)
  })
})
