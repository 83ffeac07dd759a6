import { expect as plain } from 'chai'
import { expect } from '../harness/index.ts'
import { asViolation } from '../harness/judge/violation.ts'
import { faultsOfReason } from './support/plain-reason.ts'

/** Former reasons, each with its fault. */
const BAD: readonly (readonly [reason: string, fault: string])[] = [
  ["what still differs: expected [ 'replace active' ] to deeply equal []", "chai's phrasing"],
  ['whether its type is work: expected false to equal true', 'whether'],
  ['The server violates 20 rules: not so: Each value has a type', 'not so'],
  ['Location: expected undefined to be a string', 'undefined'],
  ['meta.lastModified: 1795930460418 is not later', 'milliseconds since 1970'],
  ['counts: 1, +0', '+0'],
  ['emails are [ Array(2) ]', 'an inspected array'],
  ['the value is [object Object]', 'an inspected object'],
  ['the POST was answered 400 {"schemas":["urn:ietf:params:scim:api:messages:2.0:Err', 'JSON that is cut'],
  ['the POST was answered 400 {"schemas":["a"],"detail":"b"', 'JSON that is cut'],
]

/** Assertions of checks, and the reasons that they cause. */
const SAID: readonly (readonly [says: string, assertion: () => unknown])[] = [
  ['`active` after the PATCH is true; expected false', () => expect(true, 'active after the PATCH').to.equal(false)],
  ['`emails[0].type` is absent; expected "work"', () => expect(undefined, 'emails[0].type').to.equal('work')],
  ['Location header: expected a string, got no value', () => expect(undefined, 'Location header').to.be.a('string')],
  [
    '`members` of the group is ["b","c","d"]; expected ["a","b"]; missing: "a"; unexpected: "c", "d"',
    () => expect(['b', 'c', 'd'], 'members of the group').to.have.members(['a', 'b']),
  ],
  [
    'ids: expected ["a","b"], got ["b","a"]; the order differs',
    () => expect(['b', 'a'], 'ids').to.deep.equal(['a', 'b']),
  ],
  ['users found: expected none, got "a", "b"', () => expect(['a', 'b'], 'users found').to.deep.equal([])],
  [
    '`meta.lastModified` is 2026-11-29T02:14:12.860Z; expected a time after that',
    () => expect(1795918452860, 'meta.lastModified').to.be.above(1795918452860),
  ],
  [
    'time between two answers: expected less than 1000 ms, got 3000 ms',
    () => expect(3000, 'milliseconds between two answers').to.be.below(1000),
  ],
  ['`totalResults` is the string "0"; expected the number 0', () => expect('0', 'totalResults').to.equal(0)],
  [
    'the POST was answered 400 invalidSyntax: "no"; expected 200 or 201',
    () =>
      expect({ status: 400, text: '{"scimType":"invalidSyntax","detail":"no"}' }, 'the POST').to.be.answered(200, 201),
  ],
]

describe('the reasons of findings', () => {
  for (const [reason, fault] of BAD)
    it(`must not say ${JSON.stringify(reason)}`, () => {
      plain(faultsOfReason(reason)).to.include(fault)
    })

  for (const [says, assertion] of SAID)
    it(`say ${says}`, () => {
      plain(messageOf(assertion)).to.equal(says)
      plain(faultsOfReason(says)).to.deep.equal([])
    })

  it('may quote a server, in any words', () => {
    const reason = 'POST /Users answered 500 "Cannot read properties of undefined"; expected 201'
    plain(faultsOfReason(reason)).to.deep.equal([])
  })
})

function messageOf(assertion: () => unknown): string | undefined {
  try {
    assertion()
  } catch (error) {
    return asViolation(error)?.message
  }
  return undefined
}
