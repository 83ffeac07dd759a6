import { expect } from 'chai'
import { loadShardOf, planOf } from './load-plan.ts'
import { UsageError } from './usage-error.ts'

const usual = { model: 'open', stage: [], lanes: 8 } as const

describe('the plan of a load test', () => {
  it("has the stages of the gallery's requirement by default", () => {
    const { stages, isPaced } = planOf(usual)
    expect(stages.map(({ from, durationMs }) => [from, durationMs])).to.deep.equal([
      [25, 10_000],
      [50, 10_000],
      [100, 10_000],
    ])
    expect(isPaced).to.equal(true)
  })

  it('has the given rate, lanes or stages', () => {
    const one = (flags: object): unknown => planOf({ ...usual, ...flags })
    const level = (durationMs: number, from: number, isPaced: boolean): unknown => ({
      stages: [{ durationMs, from, to: from }],
      isPaced,
    })
    expect(one({ rate: 40 })).to.deep.equal(level(30_000, 40, true))
    expect(one({ duration: '5s' })).to.deep.equal(level(5000, 25, true))
    expect(one({ model: 'closed' })).to.deep.equal(level(30_000, 8, false))
    expect(one({ model: 'closed', rate: 40 })).to.deep.equal(level(30_000, 40, true))
    expect(one({ model: 'entra' })).to.deep.equal(level(600_000, 8, false))
    expect(one({ model: 'closed', stage: ['2s:3'] })).to.deep.equal(level(2000, 3, false))
  })

  it('rejects values that it cannot parse', () => {
    for (const flags of [{ duration: 'x' }, { stage: ['x'] }, { model: 'entra', stage: ['1s:2'] } as const])
      expect(() => planOf({ ...usual, ...flags })).to.throw(UsageError)
    for (const shard of ['3/2', '0/2', '1', 'x/y', '1/99999'])
      expect(() => loadShardOf(shard), shard).to.throw(UsageError, '2/4')
    expect(loadShardOf('2/4')).to.deep.equal({ index: 2, count: 4 })
    expect(loadShardOf(undefined)).to.deep.equal({ index: 1, count: 1 })
  })
})
