import { expect } from 'chai'
import fc from 'fast-check'
import { decodeQuery, decodeUrl } from './decode-url.ts'

describe('decoding a part of a URL', () => {
  it('returns what was encoded', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(decodeUrl(encodeURIComponent(text))).to.equal(text)
        expect(decodeQuery(encodeURIComponent(text).replaceAll('%20', '+'))).to.equal(text)
      }),
    )
  })

  it('returns a malformed part unchanged, and never throws', () => {
    for (const part of ['%', '%zz', '%E4', 'a%2'] as const) expect(decodeUrl(part)).to.equal(part)
    expect(decodeQuery('a+%zz')).to.equal('a+%zz')
    fc.assert(
      fc.property(fc.string(), (text) => {
        decodeQuery(text)
      }),
    )
  })
})
