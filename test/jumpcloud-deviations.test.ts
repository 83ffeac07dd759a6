import { expect } from 'chai'
import { jumpCloudDeviations } from '../mocks/jumpcloud-scim/index.ts'
import { everyPlayable, faultsOfPlayed, isRed, type Playable, playOnJumpCloud } from './support/play-deviation.ts'

/**
 * Deviations that jumpcloud.side-effect.* misses today: requests under way beside the write name `active` or the
 * property too, so the write counts as explained. Shown as pending until acts are told apart by the user they are about.
 */
const KNOWN_GAPS: ReadonlySet<string> = new Set([
  'email-change-enables',
  'department-ends-suspension',
  'short-titles-suspend',
  'disable-clears-department',
  'disable-marks-name',
  'enable-resets-title',
  'suspended-in-passing',
  'copy-written-on-disable',
])

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

  it('are none while it is right', async () => {
    const outcomes = await playOnJumpCloud({ name: '', caughtBy: [] }, playable)
    expect([...outcomes].filter(([, { outcome }]) => outcome !== 'pass')).to.deep.equal([])
  })

  for (const deviation of jumpCloudDeviations) {
    it(`${deviation.name} is caught`, async function () {
      if (KNOWN_GAPS.has(deviation.name)) this.skip()
      const outcomes = await playOnJumpCloud(deviation, playable)
      const missed = deviation.caughtBy.filter((id) => !isRed(outcomes.get(id)?.outcome))
      expect(missed.map((id) => `${id}: ${outcomes.get(id)?.outcome ?? 'not played'}`)).to.deep.equal([])
      expect(faultsOfPlayed(outcomes), 'reasons that are not plain').to.deep.equal([])
    })
  }
})
