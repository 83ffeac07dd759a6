import { expect } from 'chai'
import fc from 'fast-check'
import type { Exchange } from '../../reports/index.ts'
import { concurrentWrites } from './concurrent-writes.ts'

const BASE = 'https://scim.example/v2'
const START = Date.parse('2026-11-02T08:00:00.000Z')

const exchange = (id: string, method: string, path: string, from: number, to: number, body = ''): Exchange =>
  ({
    id,
    startedDateTime: new Date(START + from).toISOString(),
    time: to - from,
    request: { method, url: BASE + path, headers: [], body: '' },
    response: { status: 200, headers: [], body },
  }) as unknown as Exchange

const changes = (...exchanges: Exchange[]): Record<string, string[]> =>
  Object.fromEntries([...concurrentWrites(exchanges, BASE)].map(([id, ids]) => [id, [...ids]]))

describe('concurrent writes of a recording', () => {
  it('are those of other requests during an exchange', () => {
    expect(
      changes(
        exchange('a', 'PATCH', '/Users/1', 0, 10),
        exchange('b', 'PATCH', '/Users/1?attributes=id', 5, 15),
        exchange('c', 'GET', '/Users?filter=active+eq+true', 12, 20),
        exchange('d', 'DELETE', '/Users/2', 20, 30),
      ),
    ).to.deep.equal({ a: ['1'], b: ['1'], c: ['1'] })
  })

  it('include what a POST created, and no read', () => {
    expect(
      changes(
        exchange('a', 'POST', '/Users', 0, 10, '{"id":"7"}'),
        exchange('b', 'GET', '/Users', 5, 8),
        exchange('c', 'HEAD', '/Users/7', 9, 12),
      ),
    ).to.deep.equal({ b: ['7'], c: ['7'] })
  })

  it('do not exist in a recording of requests one after another', () => {
    expect(
      changes(exchange('a', 'PATCH', '/Users/1', 0, 10), exchange('b', 'PATCH', '/Users/1', 10, 15)),
    ).to.deep.equal({})
  })

  it('are the same as those of each pair, for any recording', () => {
    const one = fc.record({
      method: fc.constantFrom('GET', 'PATCH', 'DELETE'),
      resource: fc.integer({ min: 1, max: 3 }),
      from: fc.integer({ min: 0, max: 50 }),
      duration: fc.integer({ min: 1, max: 20 }),
    })
    fc.assert(
      fc.property(fc.array(one, { maxLength: 12 }), (list) => {
        const exchanges = list.map(({ method, resource, from, duration }, index) =>
          exchange(String(index), method, `/Users/${resource}`, from, from + duration),
        )
        const expected: Record<string, string[]> = {}
        list.forEach((mine, index) => {
          const ids = list.flatMap((other, at) =>
            at !== index &&
            other.method !== 'GET' &&
            other.from < mine.from + mine.duration &&
            mine.from < other.from + other.duration
              ? [String(other.resource)]
              : [],
          )
          if (ids.length > 0) expected[index] = [...new Set(ids)].toSorted()
        })
        const found = changes(...exchanges)
        expect(Object.fromEntries(Object.entries(found).map(([id, ids]) => [id, ids.toSorted()]))).to.deep.equal(
          expected,
        )
      }),
    )
  })
})
