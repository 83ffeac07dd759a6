import { expect } from 'chai'
import fc from 'fast-check'
import type { JsonValue } from '../../mocks/protocol/index.ts'
import type { ObservedExchange } from '../check/invariant.ts'
import { attributeWrites, type TimedExchange } from './attribute-writes.ts'
import type { TimedWrite } from './write-journal.ts'

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

/** The reason of the only write, and the paths of its acts. */
function attributed(exchanges: readonly TimedExchange[], writes: readonly TimedWrite[]) {
  const found = [...attributeWrites(exchanges, writes, {})].flatMap(([id, listed]) =>
    listed.map(({ reason, acts }) => ({ id, reason, acts: acts.map(({ method, path }) => `${method} ${path}`) })),
  )
  return found
}

describe('writes of a target', () => {
  const created = exchange([0, 10], 'POST', '/Users', { userName: 'Jane' }, { id: 'u1', userName: 'jane' })
  /** Written before the response, as everything of a server that is in time. */
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

  it('are of a user whatever an administrator has renamed the user to', () => {
    const patch = exchange([20, 30], 'PATCH', '/Users/u1', {})
    expect(attributed([created, patch], [inTime, write(25, 'aaa', 'renamed')]).at(-1)).to.deep.include({
      id: patch.exchange.id,
      reason: 'act',
    })
  })

  it('are attributed without an exception, whatever requests and responses look like', () => {
    const path = fc.oneof(fc.constantFrom('/Users', '/Users/u1', '/Users/%zz', '/Bulk', '/Users/.search'), fc.webPath())
    fc.assert(
      fc.property(path, fc.jsonValue(), fc.jsonValue(), fc.nat(100), (url, sent, answer, at) => {
        const one = exchange([0, 50], 'PATCH', url, sent as JsonValue, answer as JsonValue)
        for (const { id } of attributed([one], [write(at, 'aaa', 'jane')])) expect(id).to.equal(one.exchange.id)
      }),
    )
  })
})
