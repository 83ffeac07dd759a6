import { expect } from 'chai'
import fc from 'fast-check'
import type { JsonValue } from '../../mocks/protocol/index.ts'
import { attributeWrites, type TimedExchange } from './attribute-writes.ts'
import { downstreamExchanges } from './downstream-exchanges.ts'
import type { ObservedExchange } from './observed-exchange.ts'
import type { TimedCall, TimedWrite } from './write-journal.ts'

let count = 0

function exchange(
  [began, ended]: readonly [number, number],
  method: string,
  url: string,
  requestBody?: JsonValue,
  body?: JsonValue,
): TimedExchange {
  count += 1
  const { pathname: path, searchParams: query } = new URL(`http://x${url}`)
  const seen: ObservedExchange = {
    id: `x${count}`,
    method,
    url,
    path,
    query,
    requestHeaders: {},
    requestText: '',
    requestBody,
    status: 200,
    headers: {},
    text: '',
    body,
  }
  return { exchange: seen, began, ended }
}

const write = (at: number, ...users: readonly string[]): TimedWrite => ({
  at,
  call: 'PUT /api/systemusers/x',
  kind: 'update',
  before: { sudo: false },
  after: { sudo: true },
  users,
})

/** Returns the reason of the only write, and the paths of its acts. */
function attributed(exchanges: readonly TimedExchange[], writes: readonly TimedWrite[]) {
  const found = [...attributeWrites(exchanges, writes, {})].flatMap(([id, listed]) =>
    listed.map(({ reason, acts }) => ({ id, reason, acts: acts.map(({ method, path }) => `${method} ${path}`) })),
  )
  return found
}

describe('writes of a target', () => {
  const created = exchange([0, 10], 'POST', '/Users', { userName: 'Jane' }, { id: 'u1', userName: 'jane' })
  /** A write before the response, like all writes of a server that is not late. */
  const inTime = write(5, 'aaa', 'jane')

  it('belong to the request about their user during which they happen', () => {
    const patch = exchange([20, 30], 'PATCH', '/Users/u1', {})
    const other = exchange([20, 30], 'PATCH', '/Users/u2', {})
    const second = exchange([20, 30], 'PATCH', '/Users/u1', {})
    const writes = [inTime, write(25, 'aaa', 'jane')]
    expect(attributed([created, patch], writes).at(-1)).to.deep.equal({
      id: patch.exchange.id,
      reason: 'act',
      acts: ['PATCH /Users/u1'],
    })
    expect(attributed([created, patch, other, second], writes).at(-1)?.acts).to.deep.equal([
      'PATCH /Users/u1',
      'PATCH /Users/u1',
    ])
  })

  it('may belong to all requests of the last seconds, if the server writes late', () => {
    const [first, next] = [exchange([20, 30], 'PATCH', '/Users/u1', {}), exchange([40, 50], 'PATCH', '/Users/u1', {})]
    const writes = [inTime, write(45, 'aaa', 'jane')]
    const more = [60, 70, 80].map((began) => exchange([began, began + 1], 'PATCH', '/Users/u1', {}))
    expect(attributed([created, first, next, ...more], writes).at(-1)).to.deep.include({
      reason: 'act',
      acts: ['PATCH /Users/u1', 'PATCH /Users/u1', 'POST /Users'],
    })
  })

  it('belong to the request before, if they come late', () => {
    const patch = exchange([20, 30], 'PATCH', '/Users/u1', {})
    expect(attributed([created, patch], [write(2000, 'aaa', 'jane')])).to.deep.equal([
      { id: patch.exchange.id, reason: 'late', acts: ['PATCH /Users/u1', 'POST /Users'] },
    ])
  })

  it('belong to a read if nothing else is about the user at that moment', () => {
    const read = exchange([40, 50], 'GET', '/Users/u1')
    const query = exchange([60, 70], 'GET', '/Users?filter=userName eq "JANE"')
    const [first, second] = attributed([created, read, query], [write(45, 'aaa', 'jane'), write(65, 'aaa', 'jane')])
    expect(first).to.deep.include({ id: read.exchange.id, reason: 'read' })
    expect(second).to.deep.include({ id: query.exchange.id, reason: 'read' })
  })

  it('belong to no request about their user, if there is none', () => {
    const other = exchange([20, 30], 'PATCH', '/Users/u2', {})
    expect(attributed([created, other], [write(25, 'bbb', 'joe')])).to.deep.equal([
      { id: other.exchange.id, reason: 'none', acts: [] },
    ])
  })

  it('belong to a user, although an administrator has renamed the user', () => {
    const patch = exchange([20, 30], 'PATCH', '/Users/u1', {})
    expect(attributed([created, patch], [inTime, write(25, 'aaa', 'renamed')]).at(-1)).to.deep.include({
      id: patch.exchange.id,
      reason: 'act',
    })
  })

  it('are assigned without an exception, for any requests and responses', () => {
    const path = fc.oneof(fc.constantFrom('/Users', '/Users/u1', '/Users/%zz', '/Bulk', '/Users/.search'), fc.webPath())
    fc.assert(
      fc.property(path, fc.jsonValue(), fc.jsonValue(), fc.nat(100), (url, sent, answer, at) => {
        const one = exchange([0, 50], 'PATCH', url, sent as JsonValue, answer as JsonValue)
        for (const { id } of attributed([one], [write(at, 'aaa', 'jane')])) expect(id).to.equal(one.exchange.id)
      }),
    )
  })
})

describe('the calls of the target as exchanges', () => {
  const called = (at: number, status: number, username: string, more: object = {}): TimedCall => ({
    ...write(at, username),
    recorded: {
      sequence: at,
      time: new Date(at).toISOString(),
      operation: 'systemusers_post',
      admin: 'bridge@contoso.example',
      method: 'POST',
      path: '/api/systemusers',
      status,
      body: { username },
      before: undefined,
      after: status === 200 ? { username } : undefined,
      rule: undefined,
      fault: undefined,
      ...more,
    },
  })

  it('belong to the request about their user, rejected ones included, and are numbered', () => {
    const jane = exchange([0, 100], 'POST', '/Users', { userName: 'jane' }, { id: '1', userName: 'jane' })
    const john = exchange([0, 100], 'POST', '/Users', { userName: 'john' }, { id: '2', userName: 'john' })
    const refusal = { message: 'username is taken' }
    const calls = [called(10, 400, 'jane', { refusal }), called(20, 200, 'john'), called(30, 200, 'jane')]
    const place = { apiUrl: 'http://127.0.0.1:1', causeOf: (id: string) => `cause of ${id}` }
    const exchanges = downstreamExchanges([jane, john], calls, place)
    expect(exchanges.map(({ id, cause, leg }) => [id, cause, leg])).to.deep.equal([
      [`${jane.exchange.id}.1`, `cause of ${jane.exchange.id}`, 'jumpcloud'],
      [`${john.exchange.id}.1`, `cause of ${john.exchange.id}`, 'jumpcloud'],
      [`${jane.exchange.id}.2`, `cause of ${jane.exchange.id}`, 'jumpcloud'],
    ])
    expect(exchanges[0]?.request).to.include({ url: 'http://127.0.0.1:1/api/systemusers', body: '{"username":"jane"}' })
    expect(exchanges[0]?.response).to.include({ status: 400, body: JSON.stringify(refusal) })
    expect(exchanges[1]?.response.body).to.equal('{"username":"john"}')
    expect(downstreamExchanges([], calls, place)).to.deep.equal([])
  })
})
