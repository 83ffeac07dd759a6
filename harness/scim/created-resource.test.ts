import { expect } from 'chai'
import type { HttpRequest, HttpResponse } from '../../mocks/transport/index.ts'
import { askedIn, outcomesOf, removedByBulk, showsAnotherName } from './created-resource.ts'

const base = 'http://host/scim'

const post = (path: string, body: unknown, method = 'POST'): HttpRequest => ({
  method,
  url: base + path,
  headers: {},
  body: JSON.stringify(body),
})
const answer = (status: number, body: unknown = ''): HttpResponse => ({
  status,
  headers: {},
  body: JSON.stringify(body),
})

describe('the resource that a POST asks to create', () => {
  it('has the first name of the body', () => {
    for (const attribute of ['userName', 'displayName', 'externalId'] as const)
      expect(askedIn(post('/Users', { [attribute]: 'rh1' }), '/Users')).to.deep.equal([
        { collection: '/Users', name: { attribute, value: 'rh1' } },
      ])
    const body = { externalId: 'c', displayName: 'b', userName: 'a' }
    expect(askedIn(post('/Users', body), '/Users/')[0]?.name?.value).to.equal('a')
    expect(askedIn(post('/Users', { userName: '', externalId: 'c' }), '/Users')[0]?.name?.value).to.equal('c')
  })

  it('is nothing in an operation of a Bulk request without a path', () => {
    const operations = [
      { method: 'POST', data: { userName: 'rh1' } },
      { method: 'POST', path: 7 },
    ]
    expect(askedIn(post('/Bulk', { Operations: operations }), '/Bulk')).to.deep.equal([])
  })
})

describe('the outcome of a create', () => {
  const outcomeOf = (response: HttpResponse | undefined) =>
    outcomesOf(post('/Users', { userName: 'rh1' }), '/Users', response, base)[0]

  it('is a rejection from 300 to 499', () => {
    for (const status of [300, 302, 400, 409, 499])
      expect(outcomeOf(answer(status, { id: '7' })), String(status)).to.deep.equal({ kind: 'rejected' })
  })

  it('is unknown without a response, and for a status from 500, even with an id', () => {
    expect(outcomeOf(undefined)).to.deep.equal({ kind: 'unknown', reason: 'was not answered' })
    for (const status of [500, 503])
      expect(outcomeOf(answer(status, { id: '7' }))).to.deep.equal({
        kind: 'unknown',
        reason: `was answered ${status}`,
      })
  })

  it('has no id if a programming language wrote that there is none', () => {
    for (const id of ['undefined', 'null', 'None', 'nil', 'NaN', '[object Object]', '.', '..', '', ' '])
      expect(outcomeOf(answer(201, { id })), id).to.deep.equal({ kind: 'unknown', reason: 'returned no id' })
    expect(outcomeOf(answer(200))).to.deep.equal({ kind: 'unknown', reason: 'was answered 200 without an id' })
    for (const id of ['nullable', '0', 'n/a'])
      expect(outcomeOf(answer(201, { id })), id).to.include({ path: `/Users/${encodeURIComponent(id)}` })
  })

  it('depends on the status of the operation in a Bulk request', () => {
    const request = post('/Bulk', { Operations: [{ method: 'POST', path: '/Users', data: { userName: 'rh1' } }] })
    const kindOf = (status: unknown) =>
      outcomesOf(request, '/Bulk', answer(200, { Operations: [{ method: 'POST', status }] }), base)[0]?.kind
    for (const status of [300, '400', { code: 499 }]) expect(kindOf(status)).to.equal('rejected')
    for (const status of [500, '201', {}]) expect(kindOf(status)).to.equal('unknown')
  })
})

describe('the resources that a Bulk request removes', () => {
  const remove = { method: 'DELETE', path: '/Users/7' }
  const removed = (sent: readonly unknown[], answers: readonly unknown[], path = '/Bulk', method = 'POST') =>
    removedByBulk(post(path, { Operations: sent }, method), path, answer(200, { Operations: answers }))

  it('are those of the deletions that succeeded', () => {
    for (const status of [200, '204', { code: 299 }])
      expect(removed([{ ...remove, method: 'delete' }], [{ status }])).to.deep.equal(['/Users/7'])
    for (const status of [100, 300, '404', { code: 500 }, undefined])
      expect(removed([remove], [{ status }]), String(status)).to.deep.equal([])
    expect(removed([remove], [])).to.deep.equal([])
  })

  it('are not those of other operations', () => {
    for (const method of ['PATCH', 'PUT', 'POST', undefined])
      expect(removed([{ ...remove, method }], [{ status: 200 }]), method).to.deep.equal([])
    expect(removed([{ method: 'DELETE' }], [{ status: 204 }])).to.deep.equal([])
  })

  it('are unknown if there are more results than operations', () => {
    expect(removed([remove], [{ status: 204 }, { status: 204 }])).to.deep.equal([])
  })

  it('are none in another request', () => {
    expect(removed([remove], [{ status: 204 }], '/Users')).to.deep.equal([])
    expect(removed([remove], [{ status: 204 }], '/Bulk', 'PATCH')).to.deep.equal([])
  })
})

describe('the name of a resource that was returned', () => {
  const given = { attribute: 'userName', value: 'Rh1abcdefghijx0001' } as const

  it('differs if it lacks the unique part of the given name', () => {
    expect(showsAnotherName({ userName: 'ada@home.example' }, given)).to.equal(true)
    expect(showsAnotherName({ USERNAME: 'rh1abcdefghijx0002' }, given)).to.equal(true)
  })

  it('is the same if the server changed it and preserved that part', () => {
    for (const userName of ['RH1ABCDEFGHIJX0001', 'rh1abcdefghijx0001@x.example', 'rh1.abcdefghij.x0001'])
      expect(showsAnotherName({ userName }, given), userName).to.equal(false)
  })

  it('does not differ without a unique part, without a name, or without a resource', () => {
    expect(showsAnotherName({ userName: 'ada' }, { attribute: 'userName', value: 'jane' })).to.equal(false)
    expect(showsAnotherName({ userName: 'ada' }, undefined)).to.equal(false)
    for (const resource of [undefined, {}, { userName: 7 }, 'ada'])
      expect(showsAnotherName(resource, given)).to.equal(false)
  })
})
