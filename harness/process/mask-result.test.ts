import { expect } from 'chai'
import { maskHeader } from './mask.ts'
import { maskDeep } from './mask-result.ts'

describe('masking of results', () => {
  it('keeps the variable of a command, whatever common word the token is', () => {
    for (const token of ['SCIM', 'TOKEN', 'SCIM_TOKEN', 'curl'])
      expect(maskDeep({ remove: `-H "authorization: Bearer $SCIM_TOKEN" ${token} end` }, [token]).remove).to.equal(
        '-H "authorization: Bearer $SCIM_TOKEN" *** end',
      )
  })

  it('leaves commands alone that are composed of masked parts', () => {
    expect(maskDeep({ curl: 'curl -i', reason: 'by curl' }, ['curl'])).to.deep.equal({
      curl: 'curl -i',
      reason: 'by ***',
    })
  })

  it('keeps the scheme of a credential, and a token that a check invented', () => {
    expect(maskHeader('Authorization', 'Basic YTpi', [])).to.equal('Basic ***')
    expect(maskHeader('authorization', 'secret words', [])).to.equal('***')
    expect(maskHeader('authorization', 'Bearer rhmx1f2v1jx000pnevergiven', [])).to.equal(
      'Bearer rhmx1f2v1jx000pnevergiven',
    )
    expect(maskHeader('x-api-key', 'abc', [])).to.equal('***')
    expect(maskHeader('x-other', 'has abcd', ['abcd'])).to.equal('has ***')
  })
})
