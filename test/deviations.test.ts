import { expect } from 'chai'
import { jumpCloudDeviations } from '../mocks/jumpcloud-scim/index.ts'
import { deviations } from '../mocks/scim-server/index.ts'
import { everyPlayable, isRed, type Playable, playDeviation, playOnJumpCloud } from './support/play-deviation.ts'

describe('deviations of the reference server', () => {
  let playable: Playable
  before(async () => {
    playable = await everyPlayable()
  })

  it('name checks that exist', () => {
    const unknown = [...deviations, ...jumpCloudDeviations].flatMap(({ name, caughtBy }) =>
      caughtBy
        .filter((id) => !playable.checks.has(id) && !playable.invariants.has(id))
        .map((id) => `${name} names ${id}`),
    )
    expect(unknown).to.deep.equal([])
  })

  for (const deviation of deviations.filter(({ caughtBy }) => caughtBy.length > 0)) {
    it(`${deviation.name} is caught`, async () => {
      const outcomes = await playDeviation(deviation, playable, deviation.caughtBy)
      const missed = deviation.caughtBy.filter((id) => !isRed(outcomes.get(id)?.outcome))
      expect(
        missed.map((id) => `${id}: ${outcomes.get(id)?.outcome ?? 'not played'}`),
        'checks that did not notice',
      ).to.deep.equal([])
    })
  }

  it('of JumpCloud are none while it is right', async () => {
    const outcomes = await playOnJumpCloud({ name: '', caughtBy: [] }, playable)
    expect([...outcomes].filter(([, { outcome }]) => outcome !== 'pass')).to.deep.equal([])
  })

  for (const deviation of jumpCloudDeviations) {
    it(`${deviation.name} of JumpCloud is caught`, async () => {
      const outcomes = await playOnJumpCloud(deviation, playable)
      const missed = deviation.caughtBy.filter((id) => !isRed(outcomes.get(id)?.outcome))
      expect(missed.map((id) => `${id}: ${outcomes.get(id)?.outcome ?? 'not played'}`)).to.deep.equal([])
    })
  }
})
