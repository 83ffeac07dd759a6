import { expect } from 'chai'
import { FORMER_NAMES } from './former-names.ts'
import { findJumpCloudDeviation, jumpCloudDeviations } from './index.ts'

describe("former names of deviations of JumpCloud's SCIM server", () => {
  it('find the deviation, and no other deviation has them', () => {
    for (const [former, current] of Object.entries(FORMER_NAMES)) {
      expect(findJumpCloudDeviation(former)?.name, former).to.equal(current)
      expect(jumpCloudDeviations.map(({ name }) => name)).to.not.include(former)
    }
  })

  it('do not include names that every object inherits', () => {
    expect(findJumpCloudDeviation('constructor')).to.equal(undefined)
  })
})
