import { expect } from 'chai'
import fc from 'fast-check'
import { unknownIdLike } from './unknown-id.ts'

describe('an id that no resource has', () => {
  for (const [what, sample, form] of [
    [
      'a UUID',
      '2819c223-7f76-453a-919d-413861904646',
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-9[0-9a-f]{3}-[0-9a-f]{12}$/,
    ],
    ['a UUID in capitals', '2819C223-7F76-453A-919D-413861904646', /^[0-9A-F-]{36}$/],
    ['an ObjectId', '507f1f77bcf86cd799439011', /^[0-9a-f]{24}$/],
    ['a small number', '7', /^2147[0-3]\d{5}$/],
    ['a snowflake', '1541815603606036480', /^91\d{17}$/],
    ['an id with a prefix', 'usr_1AbC', /^usr_\d[A-Z][a-z][A-Z]$/],
    ['an address', 'jane.doe@contoso.com', /^[a-z]{4}\.[a-z]{3}@contoso\.com$/],
    ['a ULID', '01ARZ3NDEKTSV4RRFFQ69G5FAV', /^[0-9A-Z]{26}$/],
  ] as const)
    it(`has the form of ${what}`, () => {
      expect(unknownIdLike(sample, 'rhm1')).to.match(form).and.not.equal(sample)
    })

  it('has the length and the punctuation of any id, and depends on its token alone', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z][\w.:-]{3,40}$/), fc.string({ minLength: 1 }), (sample, token) => {
        const made = unknownIdLike(sample, token)
        expect(made).to.have.length(sample.length)
        expect(made.replaceAll(/[A-Za-z0-9]/g, 'x')).to.equal(sample.replaceAll(/[A-Za-z0-9]/g, 'x'))
        expect(unknownIdLike(sample, token)).to.equal(made)
      }),
    )
  })

  it('fits into 32 bits, or into 64 if the sample needs more', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 2n ** 63n - 1n }), fc.string({ minLength: 1 }), (sample, token) => {
        const made = BigInt(unknownIdLike(String(sample), token))
        expect(made < (String(sample).length <= 10 ? 2n ** 31n : 2n ** 63n)).to.equal(true)
      }),
    )
  })
})
