import { expect } from 'chai'
import fc from 'fast-check'
import { endpointOf } from '../../../model/timing.ts'
import { endpointTimes } from './endpoints.ts'

describe('endpoints', () => {
  const cases: readonly (readonly [method: string, url: string, endpoint: string])[] = [
    ['GET', '/Users', 'GET /Users'],
    ['GET', '/Users?filter=userName%20eq%20%22jane%22', 'GET /Users?filter'],
    ['GET', '/Users?startIndex=2&count=1', 'GET /Users'],
    ['PATCH', '/Users/1%2F2', 'PATCH /Users/{id}'],
    ['POST', '/Users/.search', 'POST /Users/.search'],
    ['GET', '/Schemas/urn:ietf:params:scim:schemas:core:2.0:User', 'GET /Schemas/{id}'],
    ['GET', 'https://other.example/scim/v2/Groups/7', 'GET /Groups/{id}'],
    ['GET', '', 'GET /'],
    ['GET', '/Devices/7', 'GET /Devices/{id}'],
  ]
  for (const [method, url, endpoint] of cases)
    it(`${method} ${url} is ${endpoint}`, () => {
      expect(endpointOf(method, url)).to.equal(endpoint)
    })

  it('are short, for any URL', () => {
    fc.assert(
      fc.property(fc.oneof(fc.webUrl(), fc.string()), (url) => {
        expect(endpointOf('GET', url).length).to.be.lessThan(80)
      }),
    )
  })

  it('have percentiles, the slowest first', () => {
    const times = [...Array.from({ length: 100 }, (_, place) => place + 1), 500]
    const index = {
      total: 101,
      base: '',
      ids: [],
      methods: times.map(() => 0),
      methodNames: ['GET'],
      paths: times.map((_, place) => (place === 100 ? '/Groups' : `/Users/${place}`)),
      statuses: [],
      starts: [],
      times,
      causes: [],
      causeNames: [],
      blocks: [],
      errors: {},
    }
    expect(endpointTimes(index)).to.deep.equal([
      { endpoint: 'GET /Groups', requests: 1, p50: 500, p95: 500, p99: 500, slowest: 500 },
      { endpoint: 'GET /Users/{id}', requests: 100, p50: 50, p95: 95, p99: 99, slowest: 100 },
    ])
  })
})
