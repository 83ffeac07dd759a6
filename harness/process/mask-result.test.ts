import { expect } from 'chai'
import { maskHeader } from './mask.ts'
import { isPartOfOwnWord, maskDeep } from './mask-result.ts'

describe('masking of results', () => {
  it('preserves the variable of a command, even if the token is a common word', () => {
    for (const token of ['SCIM', 'TOKEN', 'SCIM_TOKEN', 'curl'])
      expect(maskDeep({ remove: `-H "authorization: Bearer $SCIM_TOKEN" ${token} end` }, [token]).remove).to.equal(
        '-H "authorization: Bearer $SCIM_TOKEN" *** end',
      )
  })

  it('preserves commands that are composed of masked parts', () => {
    expect(maskDeep({ curl: 'curl -i', script: 'curl -s', reason: 'by curl' }, ['curl'])).to.deep.equal({
      curl: 'curl -i',
      script: 'curl -s',
      reason: 'by ***',
    })
  })

  it('preserves values that are not strings', () => {
    const value = { nothing: null, number: 12_345_678, flag: true, date: new Date(0) }
    expect(maskDeep(value, ['12345678', '1970-01-01'])).to.deep.equal(value)
  })

  it('masks every string, also in a value that contains itself', () => {
    const shared = { note: 'has planted-token' }
    const circle: Record<string, unknown> = { first: shared, list: [shared] }
    circle['self'] = circle
    const masked = maskDeep(circle, ['planted-token'])
    expect(masked['first']).to.deep.equal({ note: 'has ***' })
    expect(masked['list']).to.deep.equal([{ note: 'has ***' }])
  })

  it('preserves the names and the fixed values of a result', () => {
    expect(maskDeep({ outcome: 'inapplicable', note: 'an outcome' }, ['outcome', 'inapplicable'])).to.deep.equal({
      outcome: 'inapplicable',
      note: 'an ***',
    })
    for (const word of ['outcome', 'inapplic']) expect(isPartOfOwnWord(word), word).to.equal(true)
    for (const word of ['planted-token', 'additionalProperties']) expect(isPartOfOwnWord(word), word).to.equal(false)
  })

  it('preserves the scheme of a credential, and a token that a check invented', () => {
    expect(maskHeader('Authorization', 'Basic YTpi', [])).to.equal('Basic ***')
    expect(maskHeader('authorization', 'secret words', [])).to.equal('***')
    expect(maskHeader('authorization', 'Bearer rhmx1f2v1jx000pnevergiven', [])).to.equal(
      'Bearer rhmx1f2v1jx000pnevergiven',
    )
    expect(maskHeader('x-api-key', 'abc', [])).to.equal('***')
    expect(maskHeader('x-other', 'has abcd', ['abcd'])).to.equal('has ***')
  })
})
