import { expect } from 'chai'
import fc from 'fast-check'
import type { HttpRequest } from '../../mocks/transport/index.ts'
import { createAnsweredTraits, traitsOf } from './request-traits.ts'

const query = (parameters: Record<string, string>): HttpRequest => ({
  method: 'GET',
  url: `http://host/Users?${new URLSearchParams(parameters)}`,
  headers: {},
})
const patch = (body: unknown): HttpRequest => ({
  method: 'PATCH',
  url: 'http://host/Users/1',
  headers: {},
  body: typeof body === 'string' ? body : JSON.stringify(body),
})
const operation = (one: object): HttpRequest => patch({ schemas: ['x'], Operations: [one] })

describe('the traits of a request', () => {
  for (const [what, request, traits] of [
    [
      'a plain filter',
      query({ filter: 'userName eq "a"' }),
      ['`filter`', '`eq` in `filter`', '`userName` in `filter`'],
    ],
    [
      'parentheses',
      query({ filter: '(userName eq "a(" or id EQ "b")' }),
      [
        'an operator in capitals in `filter`',
        'parentheses in `filter`',
        'several conditions in parentheses in `filter`',
        '`or` in `filter`',
      ],
    ],
    ['square brackets', query({ filter: 'emails[type eq "work"]' }), ['square brackets in `filter`']],
    [
      'a URN',
      query({ filter: 'urn:ietf:params:scim:schemas:core:2.0:User:name.givenName pr' }),
      ['a schema URN in `filter`', '`name.givenName` in `filter`'],
    ],
    ['an escape', query({ filter: 'userName eq "a\\"b"' }), ['an escape in `filter`']],
    ['numbers', query({ count: '0', startIndex: '-1' }), ['`count`', 'a `count` of 0', 'a negative `startIndex`']],
    ['no number', query({ count: 'abc' }), ['a `count` that is not a number']],
    [
      'an operation',
      operation({ op: 'Add', path: 'emails[type eq "work"].value', value: ['x'] }),
      ['the op `Add`', 'a value path', 'the path `emails[type eq "…"].value`'],
    ],
    ['no path', operation({ op: 'add', value: {} }), ['no path']],
    ['no schemas', patch({ Operations: [] }), ['no `schemas`', 'no operations']],
    ['no list', patch({ schemas: ['x'], Operations: {} }), ['`Operations` that are not a list']],
    ['no JSON', patch('<x>'), ['a body that is not a JSON object']],
  ] as const)
    it(`name ${what}`, () => {
      expect(traitsOf(request)).to.include.members([...traits])
    })

  it('are new if no answered request has them, the most basic one first', () => {
    const answered = createAnsweredTraits()
    answered.add(query({ filter: 'userName eq "a" and id ne "b"' }))
    expect(answered.firstNew(query({ filter: '(id eq "a") and userName sw "b"' }))).to.equal('parentheses in `filter`')
    expect(answered.firstNew(query({ filter: 'id ne "x" and userName eq "y"' }))).to.equal(undefined)
  })

  it('are new together if no answered request has both', () => {
    const answered = createAnsweredTraits()
    answered.add(query({ filter: 'id pr', count: '1' }))
    answered.add(query({ filter: 'userName pr' }))
    expect(answered.firstNew(query({ filter: 'userName pr', count: '1' }))).to.equal(undefined)
    expect(answered.firstNewPair(query({ filter: 'userName pr', count: '1' }))).to.equal(
      '`count` and `userName` in `filter`',
    )
    expect(answered.firstNewPair(query({ count: '2', filter: 'id pr' }))).to.equal(undefined)
  })

  it('never contain a value', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{12}$/), (secret) => {
        const all = [
          ...traitsOf(query({ filter: `userName eq "${secret}" and emails[value eq "${secret}"]`, count: secret })),
          ...traitsOf(operation({ op: 'add', path: `members[value eq "${secret}"]`, value: secret })),
          ...traitsOf(patch({ userName: secret })),
        ]
        expect(all.join(' ')).to.not.include(secret)
      }),
    )
  })

  it('exist for any query and any body', () => {
    fc.assert(
      fc.property(fc.string(), fc.oneof(fc.string(), fc.json()), (filter, body) => {
        const all = [...traitsOf(query({ filter })), ...traitsOf(patch(body))]
        expect(new Set(all).size).to.be.greaterThan(0)
      }),
    )
  })
})
