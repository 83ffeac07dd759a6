import { expect } from 'chai'
import { parseHeader } from './parse-option.ts'
import { tokenOf } from './read-secret.ts'

describe('a token that was copied with more than itself', () => {
  for (const [what, token, says] of [
    ['a scheme', 'Bearer abc-4711', /^--token begins with a scheme; give the token alone/],
    ['quotation marks', '"abc-4711"', /^--token is enclosed in quotation marks/],
    ['apostrophes', "'abc-4711'", /^--token is enclosed in quotation marks/],
    ['only blanks', '  ', /^--token is empty: set the variable/],
    ['the name of its variable', '$(SCIM_TOKEN)', /^--token is the name of a variable/],
  ] as const)
    it(`is rejected without its value: ${what}`, () => {
      expect(() => tokenOf({ token }, {}))
        .to.throw(says)
        .with.property('message')
        .that.does.not.include('4711')
      const fromEnvironment = (): unknown => tokenOf({}, { SCIM_TOKEN: token })
      expect(fromEnvironment).to.throw(new RegExp(says.source.replace('--token', 'SCIM_TOKEN')))
    })

  it('is accepted if quotation marks or a scheme are within it, and is absent if the variable is empty', () => {
    for (const token of ['abc"4711"x', 'Bearerabc', '"abc']) expect(tokenOf({ token }, {}), token).to.equal(token)
    expect(tokenOf({}, { SCIM_TOKEN: '' })).to.equal(undefined)
  })
})

describe('a header', () => {
  it('is rejected if the transport sets it, or with two schemes, or without a value', () => {
    for (const [line, says] of [
      ['Transfer-Encoding: chunked', /the transport sets this header/],
      ['expect: 100-continue', /the transport sets this header/],
      ['authorization: Bearer bearer abc-4711', /its value has the scheme twice/],
      ['authorization: Bearer undefined', /a credential after its scheme that is the word undefined/],
      ['x-api-key: ', /"x-api-key" has no value; set the variable/],
      ['x-api-key: null', /its value is the word null/],
    ] as const)
      expect(() => parseHeader(line), line).to.throw(says)
    expect(parseHeader('Authorization: Bearer abc')).to.deep.equal(['authorization', 'Bearer abc'])
    expect(parseHeader('host: other.example')).to.deep.equal(['host', 'other.example'])
  })
})
