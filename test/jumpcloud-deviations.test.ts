import { expect } from 'chai'
import { jumpCloudDeviations } from '../mocks/jumpcloud-scim/index.ts'
import { everyPlayable, faultsOfPlayed, isRed, type Playable, playOnJumpCloud } from './support/play-deviation.ts'

describe("deviations of JumpCloud's SCIM server", () => {
  let playable: Playable
  before(async () => {
    playable = await everyPlayable()
  })

  it('name checks that exist', () => {
    const unknown = jumpCloudDeviations.flatMap(({ name, caughtBy }) =>
      caughtBy
        .filter((id) => !playable.checks.has(id) && !playable.invariants.has(id))
        .map((id) => `${name} names ${id}`),
    )
    expect(unknown).to.deep.equal([])
  })

  it('have no findings without a deviation', async () => {
    const outcomes = await playOnJumpCloud({ name: '', caughtBy: [] }, playable)
    expect([...outcomes].filter(([, { outcome }]) => outcome !== 'pass')).to.deep.equal([])
  })

  for (const deviation of jumpCloudDeviations) {
    it(`${deviation.name} is caught`, async () => {
      const outcomes = await playOnJumpCloud(deviation, playable)
      const missed = deviation.caughtBy.filter((id) => !isRed(outcomes.get(id)?.outcome))
      expect(missed.map((id) => `${id}: ${outcomes.get(id)?.outcome ?? 'not run'}`)).to.deep.equal([])
      expect(faultsOfPlayed(outcomes), 'reasons that are not plain').to.deep.equal([])
    })
  }
})
