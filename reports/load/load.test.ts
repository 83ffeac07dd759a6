import { expect } from 'chai'
import fc from 'fast-check'
import { loadOfSamples } from '../../harness/load-test/fixtures/load-of-samples.ts'
import { compareLoads, type LoadResult, readLoadResult, renderLoadHtml, renderLoadText } from './index.ts'

const sampled = (service: number): LoadResult =>
  loadOfSamples(
    Array.from({ length: 20 }, (_, index) => ({ endpoint: 'POST /Users', service, wait: 0, interval: index % 4 })),
  )

const HOSTILE = '"><script>alert(1)</script><img src=x>'

describe('the result of a load test', () => {
  it('is valid by its JSON Schema', () => {
    const read = readLoadResult(JSON.parse(JSON.stringify(sampled(5))))
    expect(read).to.have.property('kind', 'load')
  })

  it('is rejected with a reason if a member is missing or has the wrong type', () => {
    const result = sampled(5)
    for (const name of Object.keys(result)) {
      expect(readLoadResult({ ...result, [name]: undefined }), name).to.be.a('string')
      expect(readLoadResult({ ...result, [name]: 'x' }), name).to.be.a('string')
    }
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(readLoadResult(value)).to.be.a('string')
      }),
      { numRuns: 100 },
    )
  })

  it('is compared with an earlier one', () => {
    const comparison = compareLoads(sampled(10), sampled(20))
    expect(comparison.rows.map(({ endpoint }) => endpoint)).to.deep.equal(['all', 'POST /Users'])
    expect(comparison.rows[0]?.p99.before).to.be.closeTo(10, 0.02)
    expect(comparison.differences).to.deep.equal([])
    expect(renderLoadText(sampled(20), comparison)).to.match(/10 ms → 20 ms \(\+100%\)/)
    expect(renderLoadHtml(sampled(20), comparison)).to.include('<td>+100%</td>')
  })

  it('lists the differences between the settings of two compared tests', () => {
    const other = { ...sampled(1), target: { baseUrl: 'https://other', dialect: 'legacy' } }
    expect(compareLoads(other, sampled(1)).differences).to.deep.equal(['target'])
  })

  it('shows charts on a page without scripts, and markup as text', () => {
    const result = sampled(5)
    const hostile: LoadResult = {
      ...result,
      target: { baseUrl: HOSTILE, dialect: 'legacy' },
      total: { ...result.total, errorsByClass: { [HOSTILE]: 1 } },
      endpoints: result.endpoints.map((row) => ({ ...row, endpoint: HOSTILE })),
      thresholds: [{ threshold: HOSTILE, actual: 1, unit: 'ms', passed: false }],
    }
    const page = renderLoadHtml(hostile)
    expect(page.match(/<svg/g)).to.have.length(3)
    expect(page.match(/<polyline/g)).to.have.length(6)
    expect(page).to.not.match(/<script|<img|NaN|undefined|Infinity/)
  })

  it('can be shown if nothing was measured', () => {
    const nothing = { ...loadOfSamples([]), run: { ...loadOfSamples([]).run, durationMs: 0 } }
    for (const text of [renderLoadHtml(nothing), renderLoadText(nothing)])
      expect(text).to.not.match(/NaN|undefined|Infinity/)
  })
})
