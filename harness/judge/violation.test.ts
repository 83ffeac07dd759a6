import { AssertionError, expect } from 'chai'
import fc from 'fast-check'
import { expect as words } from '../assertions/scim-assertions.ts'
import { asViolation, type Violation } from './violation.ts'

const violationOf = (assertion: () => unknown): Violation | undefined => {
  try {
    assertion()
  } catch (error) {
    return asViolation(error)
  }
  return undefined
}
const NOTHING: unknown = undefined
const LONG = 'z'.repeat(400)

/** Assertions, each with the expected sentence and the expected and actual values. */
const SENTENCES: readonly (readonly [assertion: () => unknown, says: string, expected?: string, actual?: string])[] = [
  [() => words(2, 'times').to.equal(1), 'times: expected 1, got 2', '1', '2'],
  [() => words(0, 'times').to.equal(1), 'times: expected 1, got 0'],
  [() => words(500, 'status').to.not.equal(500), 'status: expected a value other than 500, got 500'],
  [() => words(400, 'answer').to.be.within(200, 299), 'answer: expected 200 to 299, got 400', '200 to 299', '400'],
  [() => words(NOTHING, 'Location').to.be.a('string'), 'Location: expected a string, got no value', 'a string'],
  [() => words(7, 'title').to.be.a('string'), '`title` is the number 7; expected a string'],
  [() => words('', 'userName').to.not.be.empty, '`userName` is ""; expected a string that is not empty'],
  [() => words([], 'ids').to.not.be.empty, 'ids: expected at least one element, got an empty list'],
  [() => words(['a', 'b'], 'schemas').to.not.include('b'), '`schemas` is ["a","b"]; expected a list without "b"'],
  [() => words(['a'], 'schemas').to.include('c'), '`schemas` is ["a"]; expected a list with "c"'],
  [() => words(NOTHING, 'schemas').to.include('c'), '`schemas` is absent; expected a list or a string'],
  [() => words('2026', 'hiredAt').to.include('T'), '`hiredAt` is "2026"; expected a string that contains "T"'],
  [() => words({ a: 1 }).to.deep.equal({ a: 2 }), 'expected {"a":2}, got {"a":1}', '{"a":2}', '{"a":1}'],
  [
    () => words({ a: LONG, b: 1 }, 'the user').to.deep.equal({ a: LONG, b: 2 }),
    'the user: expected "b": 2, got "b": 1',
  ],
  [() => words('True', 'active').to.equal(true), '`active` is the string "True"; expected true'],
  [() => words(501, 'status').to.be.oneOf([200, 201]), 'status: expected 200 or 201, got 501'],
  [
    () => words(NOTHING, 'bulk.supported').to.not.be.oneOf([undefined, null]),
    '`bulk.supported` is absent; expected a value',
  ],
  [() => words('x', 'type').to.match(/^y/), 'type: expected a string that matches /^y/, got "x"'],
  [() => words([1, 2], 'ids').to.have.length(1), 'ids: expected 1 element, got 2: [1,2]'],
  [() => words({ a: 1 }, 'name').to.have.property('b'), '`name` is {"a":1}; expected the member "b"'],
  [() => words('a', 'totalResults').to.be.above(3), '`totalResults` is "a"; expected a number'],
  [
    () => words(1795918452860, 'meta.created').to.be.a('string'),
    '`meta.created` is a number (2026-11-29T02:14:12.860Z as milliseconds since 1970); expected a string',
  ],
  [
    () => words(new Date(0), 'the time').to.equal(1),
    'the time: expected the number 1, got the object 1970-01-01T00:00:00.000Z',
  ],
  [
    () => words(5, 'its status').to.fit(() => false, 'a whole number'),
    'its status: expected a whole number, got the number 5',
  ],
  [() => words('x', 'emails').to.not.fit(() => true, 'a value'), '`emails` is "x"; expected no value'],
  [() => words(2, '2 of 5 users differ: a, b').to.equal(0), '2 of 5 users differ: a, b'],
  [
    () => words(817624275797, 'milliseconds between two times').to.be.below(1000),
    'time between two times: expected less than 1000 ms, got 9463.2 d',
  ],
  [() => words([1], 'x').to.be.frozen, 'x: expected frozen, got [1]'],
  [() => words(1, 'x').to.satisfy(() => false), "x: expected a value that passes the check's own test, got 1"],
  [() => words(NOTHING, 'a member of the list').to.exist, 'a member of the list: expected a value, got no value'],
]

describe('the sentence of a failed assertion', () => {
  for (const [assertion, says, expected, actual] of SENTENCES) {
    it(says, () => {
      const violation = violationOf(assertion)
      expect(violation?.message).to.equal(says)
      if (expected !== undefined) expect(violation?.expected).to.equal(expected)
      if (actual !== undefined) expect(violation?.actual).to.equal(actual)
    })
  }

  it('is the message, if that is already a sentence', () => {
    expect(violationOf(() => words.fail('a', 'b', 'the server has no groups'))).to.deep.equal({
      message: 'the server has no groups',
      expected: 'b',
      actual: 'a',
    })
    expect(asViolation(new AssertionError('the id is missing'))).to.deep.equal({ message: 'the id is missing' })
  })

  it('never contains a notation of JavaScript, for any values', () => {
    const values = fc.anything({
      withDate: true,
      withMap: true,
      withSet: true,
      withBigInt: true,
      withNullPrototype: true,
    })
    fc.assert(
      fc.property(values, values, (one, other) => {
        for (const assertion of [
          () => words(one, 'a value').to.equal(other),
          () => words(one, 'a value').to.deep.equal(other),
          () => words(one, 'a value').to.be.a('string'),
          () => words([one], 'a value').to.have.members([other]),
          () => words([one], 'a value').to.deep.equal([]),
          () => words(one, 'a value').to.be.oneOf([other]),
        ]) {
          const message = (violationOf(assertion)?.message ?? '').replaceAll(/"(?:[^"\\]|\\.)*"/g, '""')
          expect(message).to.not.match(/\bundefined\b|\[object|to (?:deeply )?equal/)
          // The list as Node prints it.
          expect(message).to.not.match(/(?:expected|got) \[ /)
        }
      }),
    )
  })

  it('is undefined for an error that is not from an assertion', () => {
    expect(asViolation(new TypeError('expected x to be y'))).to.equal(undefined)
  })
})
