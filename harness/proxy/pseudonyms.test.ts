import { expect } from 'chai'
import fc from 'fast-check'
import type { Exchange } from '../../reports/index.ts'
import { pseudonymiser } from './pseudonyms.ts'

const KEY = Buffer.alloc(32, 7)
const pseudonymise = pseudonymiser(KEY, '/scim/v2')

const NAMES = ['Zoëlle', 'Quintessa', 'zq.planted', 'Plantville', '0047110815', 'Ünïqueham', "O'Plantagenet"]

function exchange(more: {
  url?: string
  sent?: unknown
  body?: unknown
  headers?: Exchange['request']['headers']
}): Exchange {
  return {
    id: '1',
    cause: '',
    leg: 'scim',
    startedDateTime: '2026-11-29T08:00:00.000Z',
    time: 1,
    request: {
      method: 'POST',
      url: `https://host.example/scim/v2${more.url ?? '/Users'}`,
      httpVersion: 'HTTP/1.1',
      headers: more.headers ?? [],
      ...(more.sent === undefined
        ? {}
        : { body: typeof more.sent === 'string' ? more.sent : JSON.stringify(more.sent) }),
    },
    response: {
      status: 200,
      headers: more.headers ?? [],
      body: more.body === undefined ? '' : typeof more.body === 'string' ? more.body : JSON.stringify(more.body),
    },
  }
}
const bodyOf = (one: Exchange): Record<string, unknown> => JSON.parse(one.response.body) as Record<string, unknown>

describe('pseudonyms', () => {
  it('leave no planted name in any byte', () => {
    const places: ((name: string) => Exchange)[] = [
      (name) => exchange({ url: `/Users?filter=userName+eq+%22${encodeURIComponent(name)}%22` }),
      (name) =>
        exchange({ url: `/Users?filter=id eq ${encodeURIComponent(name)} and manager eq ${encodeURIComponent(name)}` }),
      (name) => exchange({ url: `/Users/${encodeURIComponent(name)}` }),
      (name) => exchange({ url: `/Users?x=${encodeURIComponent(name)}` }),
      (name) =>
        exchange({
          sent: {
            userName: `${name}@${name}.example`,
            name: { givenName: name },
            emails: [{ type: 'work', value: name, display: name }],
          },
        }),
      (name) => exchange({ sent: { Operations: [{ op: 'Replace', path: 'name.givenName', value: name }] } }),
      (name) =>
        exchange({ sent: { Operations: [{ op: 'remove', path: `members[value eq ${JSON.stringify(name)}]` }] } }),
      (name) =>
        exchange({
          sent: { Operations: [{ op: 'add', value: { 'name.givenName': name, 'urn:x:User:manager': name } }] },
        }),
      (name) => exchange({ sent: { roles: [{ value: JSON.stringify({ displayName: name }) }] } }),
      (name) => exchange({ sent: `not JSON: ${name}` }),
      (name) => exchange({ body: { detail: `User ${name} is taken by '${name}'`, status: '409' } }),
      (name) => exchange({ body: `<html>${name}</html>` }),
      (name) => exchange({ body: { 'urn:contoso:custom': { badge: [name, { deep: name }] } } }),
      (name) => exchange({ body: { [`${name} of jane@x`]: 1 } }),
      (name) =>
        exchange({
          headers: [
            { name: 'X-User', value: name },
            { name: 'Location', value: `https://host.example/scim/v2/Users/${encodeURIComponent(name)}` },
          ],
        }),
    ]
    for (const name of NAMES)
      for (const place of places) {
        const written = decodeURIComponent(JSON.stringify(pseudonymise(place(name))))
          .normalize('NFC')
          .toLowerCase()
        for (const part of name
          .toLowerCase()
          .split(/[^\p{L}\p{N}]+/u)
          .filter((one) => one.length > 2))
          expect(written, place.toString()).to.not.include(part)
      }
  })

  it('are the same for the same value, in a filter, a path, a body and a message, in any letter case', () => {
    const value = bodyOf(pseudonymise(exchange({ body: { userName: 'Jane.Doe@contoso.com' } })))['userName']
    expect(value).to.match(/^[a-z]{10}\.[a-z]{10}@[a-z]{10}\.example$/)
    expect(bodyOf(pseudonymise(exchange({ body: { userName: 'JANE.DOE@CONTOSO.COM' } })))['userName']).to.equal(value)
    const { request } = pseudonymise(exchange({ url: '/Users?filter=userName+eq+%22jane.doe%40contoso.com%22' }))
    expect(new URL(request.url).searchParams.get('filter')).to.equal(`userName eq "${value}"`)
    expect(request.url).to.include('filter=userName+eq+%22')
    const [first] = String(value).split('.')
    expect(bodyOf(pseudonymise(exchange({ body: { name: { givenName: 'Jane' } } })))['name']).to.deep.equal({
      givenName: first,
    })
    expect(bodyOf(pseudonymise(exchange({ body: { detail: 'the user Jane exists' } })))['detail']).to.equal(
      `the user ${first} exists`,
    )
  })

  it('match as ids and references', () => {
    const made = pseudonymise(
      exchange({
        url: '/Users/jane',
        sent: { Operations: [{ op: 'Add', path: 'members', value: [{ value: 'jane' }] }] },
        body: { id: 'jane', meta: { location: 'https://host.example/scim/v2/Users/jane', resourceType: 'User' } },
      }),
    )
    const { id, meta } = bodyOf(made) as { id: string; meta: { location: string; resourceType: string } }
    expect(made.request.url.endsWith(`/Users/${id}`)).to.equal(true)
    expect(meta).to.deep.equal({ location: `https://host.example/scim/v2/Users/${id}`, resourceType: 'User' })
    expect(made.request.body).to.include(`"value":[{"value":"${id}"}]`)
  })

  it('preserve the words of the protocol', () => {
    const sent = {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
      Operations: [
        { op: 'Replace', path: 'active', value: 'False' },
        { op: 'Add', path: 'emails[type eq "work"].value', value: '' },
        { op: 'remove', path: 'members[value eq "2819c223-7f76-453a-919d-413861904646"]' },
      ],
    }
    expect(JSON.parse(pseudonymise(exchange({ sent })).request.body ?? '')).to.deep.equal(sent)
  })

  it('differ with the key', () => {
    const other = pseudonymiser(Buffer.alloc(32, 8), '/scim/v2')
    const one = exchange({ body: { userName: 'jane' } })
    expect(other(one)).to.not.deep.equal(pseudonymise(one))
  })

  it('are equal if and only if the values are', () => {
    const value = (text: string): unknown => bodyOf(pseudonymise(exchange({ body: { title: `x ${text}` } })))['title']
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{1,12}$/), fc.stringMatching(/^[a-z]{1,12}$/), (a, b) => {
        expect(value(a) === value(b)).to.equal(a === b)
      }),
    )
  })

  it('are created for any exchange', () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true }), fc.jsonValue(), fc.string(), (url, sent, body) => {
        const one = exchange({ sent, body })
        const made = pseudonymise({ ...one, request: { ...one.request, url } })
        expect(URL.canParse(made.request.url)).to.equal(true)
      }),
    )
  })
})
