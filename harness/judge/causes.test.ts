import { expect } from 'chai'
import fc from 'fast-check'
import { type CheckResult, OUTCOMES } from '../../reports/index.ts'
import { rankedCauses, withCauses } from './causes.ts'

const result = (id: string, overrides: Partial<CheckResult> = {}): CheckResult => ({
  id,
  suite: 'rfc7644',
  title: id,
  outcome: 'pass',
  requirements: [],
  durationMs: 1,
  evidence: [],
  ...overrides,
})
const failed = (id: string, overrides: Partial<CheckResult> = {}): CheckResult =>
  result(id, { outcome: 'fail', ...overrides })
const skipped = (id: string, rootCause: string): CheckResult => result(id, { outcome: 'skip', rootCause })
const causes = (results: readonly CheckResult[], deciders: Record<string, readonly string[]> = {}) =>
  Object.fromEntries(
    withCauses(results, { deciders: new Map(Object.entries(deciders)) }).map(({ id, cause }) => [id, cause]),
  )

describe('causes', () => {
  it('lead from a skip to the finding that it names, also through other skips', () => {
    expect(causes([failed('a'), skipped('b', 'a'), skipped('c', 'b')])).to.deep.equal({ a: undefined, b: 'a', c: 'a' })
  })

  it('lead from an ability to the first finding that decides it', () => {
    const results = [result('x'), failed('y'), skipped('b', 'patch')]
    expect(causes(results, { patch: ['x', 'y'] })['b']).to.equal('y')
  })

  it('are absent where nothing that was found explains a skip', () => {
    expect(causes([result('a'), skipped('b', 'a'), skipped('c', 'no-schemas')])).to.deep.equal({
      a: undefined,
      b: undefined,
      c: undefined,
    })
  })

  it('rank by gravity, then by what follows; a failure before a warning, and a closed connection before all', () => {
    const results = withCauses(
      [
        failed('rfc', { gravity: 5 }),
        result('hint', { outcome: 'warn', gravity: 1 }),
        failed('less', { gravity: 2 }),
        failed('more', { gravity: 2 }),
        failed('closed', { gravity: 3, actual: 'reset' }),
        skipped('s', 'more'),
      ],
      { deciders: new Map() },
    )
    expect(rankedCauses(results)).to.deep.equal(['closed', 'more', 'less', 'rfc', 'hint'])
  })

  it('never lead in a circle, nor to what is not a finding', () => {
    const ids = ['a', 'b', 'c', 'd', 'e']
    const anyResult = fc.record({
      id: fc.constantFrom(...ids),
      outcome: fc.constantFrom(...OUTCOMES),
      rootCause: fc.constantFrom(...ids, 'patch'),
    })
    fc.assert(
      fc.property(fc.uniqueArray(anyResult, { selector: ({ id }) => id }), fc.subarray(ids), (rows, deciders) => {
        const results = withCauses(
          rows.map(({ id, ...rest }) => result(id, rest)),
          { deciders: new Map([['patch', deciders]]) },
        )
        const ranked = rankedCauses(results)
        for (const { cause } of results) if (cause !== undefined) expect(ranked).to.include(cause)
      }),
    )
  })
})
