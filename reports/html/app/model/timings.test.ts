import { expect } from 'chai'
import fc from 'fast-check'
import { percentile } from '../../../model/timing.ts'
import { histogramOf, lanesOf } from './timings.ts'

describe('the histogram', () => {
  it('counts in buckets that grow as 1, 2, 5, 10', () => {
    expect(histogramOf([0, 0.9, 1, 4.9, 5, 19])).to.deep.equal([
      { from: 0, to: 1, count: 2 },
      { from: 1, to: 2, count: 1 },
      { from: 2, to: 5, count: 1 },
      { from: 5, to: 10, count: 1 },
      { from: 10, to: 20, count: 1 },
    ])
  })

  it('begins and ends with a bucket that is not empty, and counts all durations', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1e7, noNaN: true }), { minLength: 1 }), (times) => {
        const buckets = histogramOf(times)
        expect(buckets.reduce((sum, { count }) => sum + count, 0)).to.equal(times.length)
        expect(buckets[0]?.count).to.be.greaterThan(0)
        expect(buckets.at(-1)?.count).to.be.greaterThan(0)
      }),
    )
  })

  it('is empty without times', () => {
    expect(histogramOf([])).to.deep.equal([])
  })
})

describe('a percentile', () => {
  it('is the duration that this share does not exceed', () => {
    const times = Array.from({ length: 100 }, (_, index) => 100 - index)
    expect([0.5, 0.9, 0.99, 1].map((share) => percentile(times, share))).to.deep.equal([50, 90, 99, 100])
    expect(percentile([], 0.5)).to.equal(0)
  })
})

describe('lanes', () => {
  it('are as few as possible without overlaps', () => {
    expect(lanesOf([0, 1, 10], [5, 5, 5])).to.deep.equal([0, 1, 0])
  })

  it('never contain two overlapping intervals, as long as there are enough lanes', () => {
    const stretch = fc.tuple(fc.integer({ min: 0, max: 1000 }), fc.integer({ min: 1, max: 50 }))
    fc.assert(
      fc.property(fc.array(stretch, { maxLength: 60 }), (stretches) => {
        const lanes = lanesOf(
          stretches.map(([start]) => start),
          stretches.map(([, time]) => time),
        )
        for (const [place, [start, time]] of stretches.entries())
          for (const [other, [otherStart, otherTime]] of stretches.entries())
            if (place !== other && lanes[place] === lanes[other])
              expect(start >= otherStart + otherTime || otherStart >= start + time).to.equal(true)
      }),
    )
  })

  it('stay bounded if everything happens at once', () => {
    expect(Math.max(...lanesOf(new Array(500).fill(0), new Array(500).fill(9)))).to.be.lessThan(64)
  })
})
