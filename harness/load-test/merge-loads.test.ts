import { expect } from 'chai'
import fc from 'fast-check'
import { loadOfSamples, type Sample } from './fixtures/load-of-samples.ts'
import { LatencyHistogram } from './latency-histogram.ts'
import { IncompatibleLoads, mergeLoads } from './merge-loads.ts'
import { parseThreshold } from './thresholds.ts'

const sample: fc.Arbitrary<Sample> = fc.record({
  endpoint: fc.constantFrom('GET /Users?filter', 'POST /Users', 'PATCH /Users/{id}'),
  // The range is from a microsecond to more than the hour at which the histogram ends.
  service: fc.oneof(fc.double({ min: 0, max: 100, noNaN: true }), fc.double({ min: 0, max: 4_000_000, noNaN: true })),
  wait: fc.double({ min: 0, max: 10_000, noNaN: true }),
  error: fc.option(fc.constantFrom('HTTP 429', 'HTTP 500', 'timeout'), { nil: undefined }),
  interval: fc.nat(5),
})

describe('merged shards', () => {
  it('equal the whole test, for any distribution of the requests', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(sample, fc.nat(3)), { maxLength: 60 }),
        fc.integer({ min: 1, max: 4 }),
        (assigned, count) => {
          const whole = loadOfSamples(assigned.map(([one]) => one))
          const shards = Array.from({ length: count }, (_, index) =>
            loadOfSamples(
              assigned.filter(([, shard]) => shard % count === index).map(([one]) => one),
              `${index + 1}/${count}`,
            ),
          )
          // The values have the form of values read from files.
          const merged = mergeLoads(JSON.parse(JSON.stringify(shards)), [])
          expect(merged.total).to.deep.equal(whole.total)
          expect(merged.endpoints).to.deep.equal(whole.endpoints)
          expect(merged.stages).to.deep.equal(whole.stages)
          expect(merged.intervals).to.deep.equal(whole.intervals)
        },
      ),
      { numRuns: 25 },
    )
  })

  it('are judged by thresholds like the whole test', () => {
    const fast = { endpoint: 'POST /Users', service: 10, wait: 0, interval: 0 }
    const shards = [
      loadOfSamples(
        Array.from({ length: 99 }, () => fast),
        '1/2',
      ),
      loadOfSamples(
        Array.from({ length: 99 }, () => ({ ...fast, service: 1000 })),
        '2/2',
      ),
    ]
    const { thresholds } = mergeLoads(shards, [parseThreshold('p50<11ms'), parseThreshold('p51<11ms')])
    expect(thresholds.map(({ passed }) => passed)).to.deep.equal([true, false])
  })

  it('must be different parts of the same test', () => {
    const one = loadOfSamples([], '1/2')
    const other = loadOfSamples([], '2/2')
    const refused = (...results: Parameters<typeof mergeLoads>[0]) =>
      expect(() => mergeLoads(results, []), JSON.stringify(results.map(({ run }) => run.shard)))
    refused(one, loadOfSamples([], '1/2')).to.throw(IncompatibleLoads, 'the same shard 1/2')
    refused(loadOfSamples([]), loadOfSamples([])).to.throw(IncompatibleLoads, 'not of shards')
    refused(one, { ...other, target: { baseUrl: 'https://other', dialect: 'legacy' } }).to.throw('target differs')
    refused(one, { ...other, run: { ...other.run, model: 'closed' } }).to.throw('model differs')
    refused(one, { ...other, stages: [] }).to.throw('stages differs')
    refused().to.throw('no result')
  })
})

describe('a histogram', () => {
  it('has the same value after encoding and decoding', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 5_000_000, noNaN: true }), { maxLength: 50 }), (values) => {
        const histogram = LatencyHistogram.empty()
        for (const value of values) histogram.record(value)
        expect(LatencyHistogram.decode(histogram.encode()).summarize()).to.deep.equal(histogram.summarize())
      }),
      { numRuns: 30 },
    )
  })

  it('has three significant digits for any latency up to an hour', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 3_600_000, noNaN: true }), (value) => {
        const histogram = LatencyHistogram.empty()
        histogram.record(value)
        expect(histogram.percentile(50)).to.be.closeTo(value, value / 1000 + 0.001)
      }),
      { numRuns: 100 },
    )
  })

  it('rejects strings that are not its encoding', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String()), (text) => {
        expect(() => LatencyHistogram.decode(text)).to.throw('histogram')
      }),
      { numRuns: 100 },
    )
  })

  it('is corrected by the samples that a waiting client did not send', () => {
    const histogram = LatencyHistogram.empty()
    histogram.record(100)
    const corrected = histogram.corrected(10)
    expect(corrected.count).to.equal(10)
    expect(corrected.summarize().p50).to.be.closeTo(50, 0.1)
    expect(histogram.corrected(0).count).to.equal(1)
  })
})
