import { expect } from 'chai'
import { causesResult } from '../../../fixtures/causes-result.ts'
import { redResult } from '../../../fixtures/red-result.ts'
import { microsoftHeadline, microsoftRuns } from './microsoft-tests.ts'

describe("Microsoft's tests", () => {
  it('have a headline with the number of passed tests of each run', () => {
    expect(microsoftHeadline(microsoftRuns(causesResult.checks))).to.equal('Gallery 2 of 4, Validator 1 of 3')
  })

  it("have Microsoft's names", () => {
    const [gallery] = microsoftRuns(causesResult.checks)
    expect(gallery?.tests[0]).to.include({ name: 'Gallery_Test_1', does: 'PATCH of a user answers 200 or 204' })
  })

  it('are left out if they did not run', () => {
    expect(microsoftRuns(redResult.checks)).to.deep.equal([])
    expect(microsoftRuns(causesResult.checks.filter(({ id }) => !id.startsWith('gallery.')))).to.have.lengthOf(1)
  })
})
