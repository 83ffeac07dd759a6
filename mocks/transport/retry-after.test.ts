import { expect } from 'chai'
import fc from 'fast-check'
import { retryAfter } from './retry-after.ts'

const NOW = new Date('2026-01-01T00:00:00Z')
const read = (value: string): number | undefined => retryAfter({ headers: { 'retry-after': value } }, NOW)

describe('Retry-After', () => {
  for (const [value, seconds] of [
    ['0', 0],
    ['120', 120],
    [' 86400 ', 86_400],
    ['Thu, 01 Jan 2026 00:00:30 GMT', 30],
    ['Thursday, 01-Jan-26 00:00:30 GMT', 30],
    ['Wed, 31 Dec 2025 00:00:00 GMT', 0],
    ['9'.repeat(400), Number.POSITIVE_INFINITY],
    ['', undefined],
    ['-5', undefined],
    ['1.5', undefined],
    ['1e3', undefined],
    ['soon', undefined],
    ['Thu, no date', undefined],
  ] as const)
    it(`${value.slice(0, 40)} is ${seconds}`, () => expect(read(value)).to.equal(seconds))

  it('is undefined without the header', () => expect(retryAfter({ headers: {} }, NOW)).to.equal(undefined))

  it('is never negative and never NaN', () => {
    const day = fc.constantFrom('Mon', 'Tuesday,', 'Sun,')
    const text = fc.oneof(
      fc.string(),
      fc.tuple(day, fc.string()).map((parts) => parts.join(' ')),
      fc.date({ noInvalidDate: false }).map(String),
    )
    fc.assert(fc.property(text, (value) => void expect(read(value) ?? 0).to.be.at.least(0)))
  })
})
