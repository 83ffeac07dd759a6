import { expect } from 'chai'
import { respelt } from './spelling.ts'

describe('spelling', () => {
  it('spells the names of the RFCs as they do, at every depth', () => {
    expect(respelt({ USERNAME: 'x', emails: [{ VALUE: 'x@y', Type: 'work' }] })).to.deep.equal({
      userName: 'x',
      emails: [{ value: 'x@y', type: 'work' }],
    })
  })

  it('leaves other names, and values, as they are', () => {
    const document = { 'urn:Example:Ext': { Badge: 'USERNAME' }, zzUnknown: null }
    expect(respelt(document)).to.equal(document)
  })

  it('takes neither of two spellings for the other', () => {
    expect(respelt({ userName: 'a', USERNAME: 'b' })).to.deep.equal({ userName: 'a', USERNAME: 'b' })
  })
})
