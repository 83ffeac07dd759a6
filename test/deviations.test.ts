import { expect } from 'chai'
import { deviations } from '../mocks/scim-server/index.ts'
import { everyPlayable, type Playable, playDeviation } from './support/play-deviation.ts'

describe('deviations of the reference server', () => {
  let playable: Playable
  before(async () => {
    playable = await everyPlayable()
  })

  it('name checks that exist', () => {
    const unknown = deviations.flatMap(({ name, caughtBy }) =>
      caughtBy
        .filter((id) => !playable.checks.has(id) && !playable.invariants.has(id))
        .map((id) => `${name} names ${id}`),
    )
    expect(unknown).to.deep.equal([])
  })

  for (const deviation of deviations.filter(({ caughtBy }) => caughtBy.length > 0)) {
    it(`${deviation.name} is caught`, async () => {
      const outcomes = await playDeviation(deviation, playable, deviation.caughtBy)
      const missed = deviation.caughtBy.filter((id) => !['fail', 'warn'].includes(outcomes.get(id) ?? ''))
      expect(
        missed.map((id) => `${id}: ${outcomes.get(id) ?? 'not played'}`),
        'checks that did not notice',
      ).to.deep.equal([])
    })
  }
})
