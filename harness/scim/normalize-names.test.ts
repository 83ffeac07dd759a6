import { expect } from 'chai'
import { normalizeNames } from './normalize-names.ts'

describe('the letter case of names', () => {
  it('is that of the RFCs, at every depth', () => {
    expect(normalizeNames({ USERNAME: 'x', emails: [{ VALUE: 'x@y', Type: 'work' }] })).to.deep.equal({
      userName: 'x',
      emails: [{ value: 'x@y', type: 'work' }],
    })
  })

  it('is unchanged for other names, and for values', () => {
    const document = { 'urn:Example:Ext': { Badge: 'USERNAME' }, zzUnknown: null }
    expect(normalizeNames(document)).to.equal(document)
  })

  it('is unchanged if both forms of a name occur', () => {
    expect(normalizeNames({ userName: 'a', USERNAME: 'b' })).to.deep.equal({ userName: 'a', USERNAME: 'b' })
  })
})
