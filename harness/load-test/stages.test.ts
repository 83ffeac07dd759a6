import { expect } from 'chai'
import fc from 'fast-check'
import { createSchedule, InvalidLoadOption, parseDuration, parseStage, shardOf } from './stages.ts'
import { parseThreshold } from './thresholds.ts'

const stage = fc
  .record({
    durationMs: fc.integer({ min: 1, max: 20_000 }),
    from: fc.integer({ min: 0, max: 60 }),
    to: fc.integer({ min: 0, max: 60 }),
  })
  .filter(({ from, to }) => from + to > 0)
const stages = fc.array(stage, { minLength: 1, maxLength: 4 })

describe('a schedule', () => {
  it('has each arrival at the time when the area below its levels reaches it', () => {
    fc.assert(
      fc.property(stages, (list) => {
        const schedule = createSchedule(list)
        let before = 0
        for (let index = 0; index < schedule.arrivals; index += 1) {
          const due = schedule.dueAt(index) ?? Number.NaN
          expect(due).to.be.within(before, schedule.durationMs)
          expect(schedule.dueBefore(due - 1e-3)).to.be.at.most(index)
          expect(schedule.dueBefore(due + 1)).to.be.above(index)
          before = due
        }
        expect(schedule.dueAt(schedule.arrivals)).to.equal(undefined)
        const area = list.reduce((all, { durationMs, from, to }) => all + ((from + to) / 2) * (durationMs / 1000), 0)
        expect(schedule.arrivals).to.be.closeTo(area, 1)
      }),
      { numRuns: 50 },
    )
  })

  it('is the sum of its shards', () => {
    fc.assert(
      fc.property(stages, fc.integer({ min: 1, max: 5 }), (list, count) => {
        const whole = createSchedule(list)
        const all = Array.from({ length: whole.arrivals }, (_, index) => whole.dueAt(index))
        const parts = Array.from({ length: count }, (_, index) => shardOf(whole, index + 1, count))
        const merged = parts.flatMap((part) => Array.from({ length: part.arrivals }, (_, index) => part.dueAt(index)))
        expect(merged.toSorted((a = 0, b = 0) => a - b)).to.deep.equal(all)
      }),
      { numRuns: 50 },
    )
  })

  it('spaces a constant rate evenly', () => {
    const { arrivals, dueAt } = createSchedule([{ durationMs: 1000, from: 4, to: 4 }])
    expect(arrivals).to.equal(4)
    expect([0, 1, 2, 3].map(dueAt)).to.deep.equal([0, 250, 500, 750])
  })
})

describe('options of a load test', () => {
  for (const [text, wanted] of [
    ['500ms', 500],
    ['30s', 30_000],
    ['1.5m', 90_000],
    ['24h', 86_400_000],
  ] as const)
    it(`reads the duration ${text}`, () => expect(parseDuration(text)).to.equal(wanted))

  it('reads steps and ramps', () => {
    expect(parseStage('30s:25')).to.deep.equal({ durationMs: 30_000, from: 25, to: 25 })
    expect(parseStage('1m:0..100')).to.deep.equal({ durationMs: 60_000, from: 0, to: 100 })
  })

  it('reads thresholds', () => {
    expect(parseThreshold('p99<500ms')).to.deep.include({ metric: { kind: 'percentile', percent: 99 }, bound: 500 })
    expect(parseThreshold(' POST /Users p99.9 <= 2s ')).to.deep.include({ endpoint: 'POST /Users', bound: 2000 })
    expect(parseThreshold('errors<0.1%')).to.deep.include({ metric: { kind: 'errors' }, operator: '<', bound: 0.1 })
    expect(parseThreshold('rate>=25/s')).to.deep.include({ metric: { kind: 'rate' }, bound: 25 })
  })

  for (const [read, texts] of [
    [parseDuration, ['', '30', 's', '-1s', '0s', '25h', '1e3s', '30 s', '1.2345s']],
    [parseStage, ['', '30s', ':25', '30s:', '30s:0', '30s:0..0', '30s:1..', '30s:-1', '30:25', '30s:1..2..3']],
    [
      parseThreshold,
      [
        '',
        'p99',
        'p99<500',
        'p99<500%',
        'errors<5',
        'errors<5ms',
        'rate>25',
        'p100<1s',
        'p99=1s',
        'p99<1h',
        'HEAD / p99<1s',
      ],
    ],
  ] as const)
    for (const text of texts)
      it(`${read.name} rejects ${JSON.stringify(text)}`, () => expect(() => read(text)).to.throw(InvalidLoadOption))

  it('are parsed or rejected, for any string', () => {
    const near = fc.stringMatching(/^[0-9pmsu%<>=.:/ a-z]{0,20}$/)
    fc.assert(
      fc.property(fc.oneof(fc.string(), near), (text) => {
        for (const read of [parseDuration, parseStage, parseThreshold]) {
          try {
            read(text)
          } catch (error) {
            expect(error).to.be.instanceOf(InvalidLoadOption)
          }
        }
      }),
      { numRuns: 300 },
    )
  })
})
