import { expect } from 'chai'
import type { Exchange } from '../../reports/index.ts'
import { activityMarker } from './activity.ts'

const EMPTY = '{"totalResults":0,"Resources":[]}'
const GUID = '3e4c397e-33cc-48ff-b5d9-fd7dfd7b4528'

function exchange(seconds: number, method: string, path: string, body = EMPTY): Exchange {
  return {
    id: '1',
    cause: '',
    leg: 'scim',
    startedDateTime: new Date(seconds * 1000).toISOString(),
    time: 10,
    request: { method, url: `http://host/scim${path}`, httpVersion: 'HTTP/1.1', headers: [] },
    response: { status: 200, headers: [], body },
  }
}
const probe = (seconds: number, attribute = 'userName'): Exchange =>
  exchange(seconds, 'GET', `/Users?filter=${attribute}+eq+%22${GUID}%22`)
const query = (seconds: number, name: string, id?: string): Exchange =>
  exchange(
    seconds,
    'GET',
    `/Users?filter=userName+eq+%22${name}%22`,
    id === undefined ? EMPTY : `{"totalResults":1,"Resources":[{"id":"${id}"}]}`,
  )
const patch = (seconds: number, id: string): Exchange => exchange(seconds, 'PATCH', `/Users/${id}`, `{"id":"${id}"}`)

describe('activities', () => {
  it('are separated by probes and by gaps', () => {
    const marker = activityMarker()
    const marks = [
      probe(0),
      probe(1),
      // The first activity is on-demand provisioning of one user (OneUptime issue 2134).
      probe(300),
      query(301, 'jane', '7'),
      patch(301, '7'),
      // The next activity is a cycle without another probe.
      probe(320),
      query(321, 'jane', '7'),
      query(321, 'bob', '8'),
      patch(322, '8'),
      // The last activity is a cycle whose probe was not recorded.
      query(3000, 'eve', '9'),
    ].map((one) => marker.mark(one))
    expect(marks).to.deep.equal([
      'activity 1 probe',
      'activity 1 probe',
      'activity 2 probe',
      'activity 2',
      'activity 2',
      'activity 3 probe',
      'activity 3',
      'activity 3',
      'activity 3',
      'activity 4',
    ])
    expect(marker.activities().map(({ kind, objects }) => [kind, objects])).to.deep.equal([
      ['test connection', 0],
      ['on-demand or a cycle with one object', 1],
      ['cycle', 2],
      ['on-demand or a cycle with one object', 1],
    ])
  })

  it('do not count a query by a GUID as a probe if users are matched by externalId', () => {
    const marker = activityMarker()
    expect(marker.mark(probe(0, 'externalId'))).to.equal('activity 1 probe')
    marker.mark(query(1, 'jane'))
    expect(marker.mark(probe(2, 'externalId'))).to.equal('activity 1')
  })

  it('recognize a user that is created after a query', () => {
    const marker = activityMarker()
    const post = exchange(2, 'POST', '/Users', '{"id":"7"}')
    for (const one of [
      probe(0),
      query(1, 'Jane'),
      { ...post, request: { ...post.request, body: '{"userName":"jane"}' } },
      patch(3, '7'),
    ])
      marker.mark(one)
    expect(marker.activities()).to.have.length(1)
    expect(marker.activities()[0]).to.include({ kind: 'on-demand or a cycle with one object', objects: 1, requests: 4 })
  })

  it('recognize a probe only by its empty response', () => {
    const marker = activityMarker()
    expect(marker.mark(query(0, GUID, '7'))).to.equal('activity 1')
  })
})
