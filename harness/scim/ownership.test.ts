import { expect } from 'chai'
import type { HttpResponse } from '../../mocks/transport/index.ts'
import { createOwnership } from './ownership.ts'

const base = 'http://host/scim'

function exchange(
  cause: string,
  method: string,
  path: string,
  status: number,
  body: unknown = '',
  headers: Record<string, string> = {},
) {
  const response: HttpResponse = { status, headers, body: typeof body === 'string' ? body : JSON.stringify(body) }
  return { id: 'x1', cause, request: { method, url: base + path, headers: {} }, response }
}

describe('ownership', () => {
  it('owns what a POST created, by id or by Location, until it is deleted', () => {
    const ownership = createOwnership(base, 'rh1')
    ownership.observe(exchange('a', 'POST', '/Users', 201, { id: '1 2' }))
    ownership.observe(exchange('a', 'POST', '/Groups', 201, '', { location: `${base}/Groups/g` }))
    ownership.observe(exchange('b', 'POST', '/Users', 201, { id: 'other' }))
    expect(ownership.ownedBy('a')).to.deep.equal(['/Groups/g', '/Users/1%202'])
    ownership.observe(exchange('b', 'DELETE', '/Groups/g', 204))
    expect(ownership.ownedBy('a')).to.deep.equal(['/Users/1%202'])
    expect(ownership.all()).to.have.members(['/Users/1%202', '/Users/other'])
  })

  it('tells users from groups whose ids are alike', () => {
    const ownership = createOwnership(base, 'rh1')
    ownership.observe(exchange('a', 'POST', '/Users', 201, { id: '7' }))
    const group = exchange('a', 'POST', '/Groups', 201, { id: '7', displayName: 'rh1 team' })
    ownership.observe({ ...group, request: { ...group.request, body: '{"displayName":"rh1 team"}' } })
    expect(ownership.pathOf('7', '/Groups')).to.equal('/Groups/7')
    expect(ownership.pathOf('7', '/Users')).to.equal('/Users/7')
    ownership.observe(exchange('a', 'DELETE', '/Groups/7', 204))
    expect(ownership.pathOf('7', '/Groups'), 'the group is gone, the user is none').to.equal(undefined)
    ownership.observe(exchange('a', 'POST', '/People', 201, { id: '8' }))
    expect(ownership.pathOf('8', '/Users'), 'elsewhere by the name of its type').to.equal('/People/8')
    expect(ownership.pathOf('8')).to.equal('/People/8')
  })

  it('takes no id for one that its server does not have', () => {
    const ownership = createOwnership(base, 'rh1')
    const nameless = { userName: 'jane', meta: { location: `${base}/Users/undefined` } }
    ownership.observe(exchange('a', 'POST', '/Users', 201, nameless, { location: `${base}/Users/undefined` }))
    expect(ownership.all()).to.deep.equal([])
    expect(ownership.nameless()).to.deep.equal([{ collection: '/Users', name: undefined, reason: 'returned no id' }])
  })

  const named = (name: string, id: string) => ({
    ...exchange('a', 'POST', '/Users', 201, { id, userName: name }),
    request: { method: 'POST', url: `${base}/Users`, headers: {}, body: JSON.stringify({ userName: name }) },
  })
  const change = { method: 'DELETE', url: `${base}/Users/7`, headers: {} }

  it('owns no id that two of its resources have, and lets nobody change it', () => {
    const ownership = createOwnership(base, 'rh1abcdefghij')
    ownership.observe(named('rh1abcdefghijx0001', '7'))
    expect(ownership.all()).to.deep.equal(['/Users/7'])
    ownership.observe(named('rh1abcdefghijx0002', '7'))
    expect(ownership.all()).to.deep.equal([])
    ownership.own('a', '/Users/7')
    expect(ownership.all()).to.deep.equal([])
    expect(() => ownership.guard(change)).to.throw(/was not sent/)
    expect(ownership.nameless().map(({ name }) => name?.value)).to.have.members([
      'rh1abcdefghijx0001',
      'rh1abcdefghijx0002',
    ])
  })

  it("owns no id that is shown with somebody else's name", () => {
    const ownership = createOwnership(base, 'rh1abcdefghij')
    ownership.observe(named('rh1abcdefghijx0001', '7'))
    ownership.observe(exchange('a', 'GET', '/Users/7', 200, { id: '7', userName: 'RH1ABCDEFGHIJx0001@x.example' }))
    expect(ownership.all()).to.deep.equal(['/Users/7'])
    ownership.observe(exchange('a', 'GET', '/Users/7', 200, { id: '7', userName: 'ada@home.example' }))
    expect(ownership.all()).to.deep.equal([])
    expect(() => ownership.guard(change)).to.throw(/was not sent/)
  })

  it('owns what a bulk request created', () => {
    const ownership = createOwnership(base, 'rh1')
    const body = {
      Operations: [
        { method: 'POST', location: `${base}/Users/9` },
        { method: 'DELETE', location: `${base}/Users/8` },
      ],
    }
    ownership.observe(exchange('a', 'POST', '/Bulk', 200, body))
    expect(ownership.all()).to.deep.equal(['/Users/9'])
  })

  it('owns nothing of a refusal, a search or a failed delete', () => {
    const ownership = createOwnership(base, 'rh1')
    ownership.observe(exchange('a', 'POST', '/Users', 409, { id: '1' }))
    ownership.observe(exchange('a', 'POST', '/Users/.search', 200, { id: '1' }))
    ownership.observe(exchange('a', 'POST', '/Users', 201, { id: '2' }))
    ownership.observe(exchange('a', 'DELETE', '/Users/2', 500))
    expect(ownership.all()).to.deep.equal(['/Users/2'])
  })
})
