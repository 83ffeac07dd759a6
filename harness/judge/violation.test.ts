import { expect } from 'chai'
import { expect as words } from '../words/words.ts'
import { asViolation } from './violation.ts'

const violationOf = (assertion: () => unknown): unknown => {
  try {
    assertion()
  } catch (error) {
    return asViolation(error)
  }
  return undefined
}

describe('what a failed assertion says', () => {
  for (const [name, assertion, expected, actual] of [
    ['a value', () => words(2, 'times').to.equal(1), '1', '2'],
    ['another than a value', () => words(500, 'status').to.not.equal(500), 'not equal 500', '500'],
    ['a range', () => words(400, 'answer').to.be.within(200, 299), 'be within 200..299', '400'],
    ['a type', () => words(undefined, 'Location').to.be.a('string'), 'be a string', 'nothing'],
    ['something, where there is nothing', () => words('', 'userName').to.not.be.empty, 'not be empty', '""'],
    [
      'a member that must not be',
      () => words(['a', 'b'], 'schemas').to.not.include('b'),
      "not include 'b'",
      '["a","b"]',
    ],
    ['a whole object', () => words({ a: 1 }).to.deep.equal({ a: 2 }), '{"a":2}', '{"a":1}'],
  ] as const) {
    it(`expected ${name}`, () => {
      expect(violationOf(assertion)).to.include({ expected, actual })
    })
  }

  it('is nothing where the error is no assertion', () => {
    expect(asViolation(new TypeError('expected x to be y'))).to.equal(undefined)
  })
})
