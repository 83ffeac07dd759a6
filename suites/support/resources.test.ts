import { expect } from 'chai'
import { undeclaredReason } from './resources.ts'

describe('the reason for an attribute that a target does not have', () => {
  it('names /Schemas only if the target has it', () => {
    expect(undeclaredReason({ hasSchemaDocuments: true }, 'title')).to.equal('title is not declared in /Schemas')
    expect(undeclaredReason({ hasSchemaDocuments: false }, 'title')).to.equal(
      'the server has no /Schemas and does not store title',
    )
  })
})
