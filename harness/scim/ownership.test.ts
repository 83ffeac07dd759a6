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
  it('includes what a POST created, by id or by Location, until it is deleted', () => {
    const ownership = createOwnership(base, 'rh1')
    ownership.observe(exchange('a', 'POST', '/Users', 201, { id: '1 2' }))
    ownership.observe(exchange('a', 'POST', '/Groups', 201, '', { location: `${base}/Groups/g` }))
    ownership.observe(exchange('b', 'POST', '/Users', 201, { id: 'other' }))
    expect(ownership.ownedBy('a')).to.deep.equal(['/Groups/g', '/Users/1%202'])
    ownership.observe(exchange('b', 'DELETE', '/Groups/g', 204))
    expect(ownership.ownedBy('a')).to.deep.equal(['/Users/1%202'])
    expect(ownership.all()).to.have.members(['/Users/1%202', '/Users/other'])
  })

  it('stays with the cause that created a resource that several causes share', () => {
    const ownership = createOwnership(base, 'rh1')
    ownership.observe(exchange('a', 'POST', '/Users', 201, { id: '7' }))
    ownership.own('b', '/Users/7')
    ownership.observe(exchange('b', 'POST', '/Users', 201, { id: '7' }))
    expect(ownership.ownedBy('b')).to.deep.equal([])
    expect(ownership.ownedBy('a')).to.deep.equal(['/Users/7'])
    ownership.observe(exchange('b', 'DELETE', '/Users/7', 204))
    ownership.own('b', '/Users/7')
    expect(ownership.ownedBy('b'), 'after it was deleted').to.deep.equal(['/Users/7'])
  })

  it('distinguishes users from groups with the same ids', () => {
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

  it('ignores an id that the server cannot have assigned', () => {
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

  it('excludes an id that two resources have, and blocks changes of it', () => {
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

  it('excludes an id that was returned with another name', () => {
    const ownership = createOwnership(base, 'rh1abcdefghij')
    ownership.observe(named('rh1abcdefghijx0001', '7'))
    ownership.observe(exchange('a', 'GET', '/Users/7', 200, { id: '7', userName: 'RH1ABCDEFGHIJx0001@x.example' }))
    expect(ownership.all()).to.deep.equal(['/Users/7'])
    ownership.observe(exchange('a', 'GET', '/Users/7', 200, { id: '7', userName: 'ada@home.example' }))
    expect(ownership.all()).to.deep.equal([])
    expect(() => ownership.guard(change)).to.throw(/was not sent/)
  })

  const bulk = (sent: readonly object[], status: number, body: unknown) => ({
    ...exchange('a', 'POST', '/Bulk', status, body),
    request: { method: 'POST', url: `${base}/Bulk`, headers: {}, body: JSON.stringify({ Operations: sent }) },
  })
  const child = (count: number) => ({
    method: 'POST',
    path: '/Users',
    bulkId: `b${count}`,
    data: { userName: `rh1abcdefghijx000${count}` },
  })

  it('includes what a bulk request created, until a bulk request removes it', () => {
    const ownership = createOwnership(base, 'rh1')
    const answer = {
      Operations: [
        { method: 'POST', location: `${base}/Users/9`, status: '201' },
        { method: 'DELETE', location: `${base}/Users/8`, status: '204' },
      ],
    }
    ownership.observe(
      bulk(
        [
          { method: 'POST', path: '/Users' },
          { method: 'DELETE', path: '/Users/8' },
        ],
        200,
        answer,
      ),
    )
    expect(ownership.all()).to.deep.equal(['/Users/9'])
    const removed = { Operations: [{ method: 'DELETE', location: `${base}/Users/9`, status: { code: 204 } }] }
    ownership.observe(bulk([{ method: 'DELETE', path: '/Users/9' }], 200, removed))
    expect(ownership.all()).to.deep.equal([])
  })

  it('searches each child of a bulk request by name if the response does not have its result', () => {
    const named = (ownership: ReturnType<typeof createOwnership>) =>
      ownership.nameless().map(({ name, reason }) => `${name?.value} ${reason}`)
    for (const [status, body] of [
      [503, ''],
      [200, 'not JSON'],
      [200, { Operations: [] }],
    ] as const) {
      const ownership = createOwnership(base, 'rh1abcdefghij')
      ownership.observe(bulk([child(1), child(2)], status, body))
      expect(named(ownership), String(status)).to.have.lengthOf(2)
      expect(named(ownership)[1]).to.match(/^rh1abcdefghijx0002 was (?:not )?answered/)
    }
    const ownership = createOwnership(base, 'rh1abcdefghij')
    const Operations = [
      { method: 'POST', bulkId: 'b3', status: '201', location: `${base}/Users/undefined` },
      { method: 'POST', bulkId: 'b2', status: '409' },
      { method: 'POST', bulkId: 'b1', status: '500' },
    ]
    ownership.observe(bulk([child(1), child(2), child(3)], 200, { Operations }))
    expect(named(ownership)).to.deep.equal([
      'rh1abcdefghijx0001 was answered 500 as an operation of a Bulk request',
      'rh1abcdefghijx0003 returned no id',
    ])
    expect(ownership.all()).to.deep.equal([])
  })

  it('assigns the results of operations with the same bulkId in their order', () => {
    const ownership = createOwnership(base, 'rh1abcdefghij')
    const Operations = [
      { method: 'POST', bulkId: 'b1', status: 201, location: `${base}/Users/7` },
      { method: 'POST', bulkId: 'b1', status: 400, location: `${base}/Users` },
    ]
    ownership.observe(bulk([child(1), { ...child(2), bulkId: 'b1' }], 200, { Operations }))
    expect(ownership.nameless()).to.deep.equal([])
    expect(ownership.all()).to.deep.equal(['/Users/7'])
  })

  it('distinguishes a foreign user from its own group with the same id', () => {
    const ownership = createOwnership(base, 'rh1abcdefghij')
    ownership.observe(exchange('x', 'GET', '/Users', 200, { Resources: [{ id: '22', userName: 'ada' }] }))
    const body = JSON.stringify({ displayName: 'rh1abcdefghijx0001' })
    const group = exchange('a', 'POST', '/Groups', 201, { id: '22', displayName: 'rh1abcdefghijx0001' })
    ownership.observe({ ...group, request: { ...group.request, body } })
    const change = (method: string, path: string) => () =>
      ownership.guard({ method, url: `${base}${path}`, headers: {} })
    expect(ownership.all()).to.deep.equal(['/Groups/22'])
    expect(change('PATCH', '/Groups/22')).to.not.throw()
    for (const path of ['/Users/22', '/users/22', '/Users/%32%32'])
      expect(change('DELETE', path), path).to.throw(/was not sent/)
  })

  it('uses any collection for a resource without a location and a type', () => {
    const ownership = createOwnership(base, 'rh1')
    ownership.observe(exchange('x', 'GET', '/?filter=a', 200, { Resources: [{ id: '5' }] }))
    for (const path of ['/Users/5', '/Groups/5', '/Devices/5'])
      expect(() => ownership.guard({ method: 'DELETE', url: base + path, headers: {} }), path).to.throw(/was not sent/)
  })

  it('excludes the id of a removed group that belongs to others by now', () => {
    const ownership = createOwnership(base, 'rh1abcdefghij')
    const body = JSON.stringify({ displayName: 'rh1abcdefghijx0001' })
    const group = exchange('a', 'POST', '/Groups', 201, { id: '3', displayName: 'rh1abcdefghijx0001' })
    ownership.observe({ ...group, request: { ...group.request, body } })
    ownership.observe(exchange('a', 'DELETE', '/Groups/3', 204))
    ownership.observe(exchange('x', 'GET', '/Groups/3', 200, { id: '3', displayName: 'Staff' }))
    expect(() => ownership.guard({ method: 'DELETE', url: `${base}/Groups/3`, headers: {} })).to.throw(/was not sent/)
  })

  it('blocks requests to an id that leads to another path', () => {
    const ownership = createOwnership(base, 'rh1')
    ownership.observe(exchange('a', 'POST', '/Users', 201, { id: '..', userName: 'rh1' }))
    expect(ownership.all()).to.deep.equal([])
    for (const id of ['..', '.', '%2e%2E'])
      expect(() => ownership.guard({ method: 'DELETE', url: `${base}/Users/${id}`, headers: {} })).to.throw(
        /leads to another path/,
      )
  })

  it('ignores rejected requests, searches and failed deletions', () => {
    const ownership = createOwnership(base, 'rh1')
    ownership.observe(exchange('a', 'POST', '/Users', 409, { id: '1' }))
    ownership.observe(exchange('a', 'POST', '/Users/.search', 200, { id: '1' }))
    ownership.observe(exchange('a', 'POST', '/Users', 201, { id: '2' }))
    ownership.observe(exchange('a', 'DELETE', '/Users/2', 500))
    expect(ownership.all()).to.deep.equal(['/Users/2'])
  })
})
