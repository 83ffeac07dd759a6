import { expect } from 'chai'
import { jumpCloudDeviations } from '../mocks/jumpcloud-scim/index.ts'
import { allRunnable, isRed, type RunnableChecks, runOnJumpCloud, wordingFaults } from './support/run-deviation.ts'

describe("deviations of JumpCloud's SCIM server", () => {
  let runnable: RunnableChecks
  before(async () => {
    runnable = await allRunnable()
  })

  it('name checks that exist', () => {
    const unknown = jumpCloudDeviations.flatMap(({ name, caughtBy }) =>
      caughtBy
        .filter((id) => !runnable.checks.has(id) && !runnable.invariants.has(id))
        .map((id) => `${name} names ${id}`),
    )
    expect(unknown).to.deep.equal([])
  })

  it('have no findings without a deviation', async () => {
    const outcomes = await runOnJumpCloud({ name: '', caughtBy: [] }, runnable)
    expect([...outcomes].filter(([, { outcome }]) => outcome !== 'pass')).to.deep.equal([])
  })

  for (const deviation of jumpCloudDeviations) {
    it(`${deviation.name} is caught`, async () => {
      const outcomes = await runOnJumpCloud(deviation, runnable)
      const missed = deviation.caughtBy.filter((id) => !isRed(outcomes.get(id)?.outcome))
      expect(missed.map((id) => `${id}: ${outcomes.get(id)?.outcome ?? 'not run'}`)).to.deep.equal([])
      expect(wordingFaults(outcomes), 'reasons that are not plain').to.deep.equal([])
    })
  }
})
