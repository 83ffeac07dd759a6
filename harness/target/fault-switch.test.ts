import { expect } from 'chai'
import fc from 'fast-check'
import { createFaultSwitch, type UserFault } from './fault-switch.ts'

const PORTAL = 'jca_portal'
const ID = '5f0000000000000000000001'

type ApiRequest = Parameters<ReturnType<typeof createFaultSwitch>['faultFor']>[0]

const request = (method: string, url: string, body?: unknown, key = 'jca_target'): ApiRequest => ({
  method,
  url,
  headers: { 'x-api-key': key },
  address: '127.0.0.1',
  ...(body === undefined ? {} : { body }),
})

describe('faults of the JumpCloud API for one user', () => {
  const rule: UserFault = { fault: '503', user: [ID, 'Jane.Doe', 'jane.doe@contoso.example'] }

  it('affect requests that contain the id, the username or the email address in any place', () => {
    const faults = createFaultSwitch(PORTAL)
    const active = faults.begin(rule)
    const about: readonly ApiRequest[] = [
      request('GET', `/api/systemusers/${ID}`),
      request('PUT', `/api/systemusers/${ID.toUpperCase()}`, {}),
      request('GET', '/api/systemusers?filter=username%3A%24eq%3Ajane.doe'),
      request('POST', '/api/search/systemusers', { filter: [{ username: { $regex: '(?i)^jane\\.doe$' } }] }),
      request('POST', '/api/systemusers', { username: 'JANE.DOE', email: 'x@contoso.example' }),
    ]
    for (const one of about) expect(faults.faultFor(one), one.url).to.equal('503')
    expect(active.hits).to.equal(about.length)
    active.end()
    for (const one of about) expect(faults.faultFor(one), one.url).to.equal(undefined)
  })

  it('affect neither other users nor the portal', () => {
    const faults = createFaultSwitch(PORTAL)
    faults.begin(rule)
    expect(faults.faultFor(request('GET', '/api/systemusers/5f0000000000000000000002'))).to.equal(undefined)
    expect(faults.faultFor(request('GET', '/api/systemusers?limit=100'))).to.equal(undefined)
    expect(faults.faultFor(request('GET', `/api/systemusers/${ID}`, undefined, PORTAL))).to.equal(undefined)
  })

  it('affect only reads or only writes, and a limited number of them', () => {
    const faults = createFaultSwitch(PORTAL)
    const [get, search, put] = [
      request('GET', `/api/systemusers/${ID}`),
      request('POST', '/api/search/systemusers', { filter: ID }),
      request('PUT', `/api/systemusers/${ID}`, {}),
    ]
    const judge = (more: Partial<UserFault>): boolean[] => {
      const active = faults.begin({ ...rule, ...more })
      const hits = [get, search, put].map((one) => faults.faultFor(one) !== undefined)
      active.end()
      return hits
    }
    expect(judge({ on: 'reads' })).to.deep.equal([true, true, false])
    expect(judge({ on: 'writes' })).to.deep.equal([false, false, true])
    expect(judge({ times: 1 })).to.deep.equal([true, false, false])
  })

  it('are decided without an exception, for any request', () => {
    const faults = createFaultSwitch(PORTAL)
    faults.begin(rule)
    fc.assert(
      fc.property(fc.string(), fc.string({ unit: 'binary' }), fc.jsonValue(), (method, url, body) => {
        expect([undefined, '503']).to.include(faults.faultFor(request(method, url, body)))
      }),
    )
  })
})
