import { expect } from 'chai'
import type { CheckResult } from '../../reports/index.ts'
import { countOutcomes, summarise, verdictOf, whyNothingJudged } from './summary.ts'

const result = (id: string, overrides: Partial<CheckResult> = {}): CheckResult => ({
  id,
  suite: 'rfc7644',
  title: `${id} holds`,
  outcome: 'pass',
  requirements: [],
  durationMs: 1,
  evidence: [],
  ...overrides,
})
const entraHolds = result('entra', { suite: 'entra' })
const sentence = (...results: CheckResult[]): string =>
  summarise(verdictOf(results, { isTestable: true, isComplete: true }), results, [], [])

describe('the summary', () => {
  it('is green where nothing failed, and mentions warnings', () => {
    expect(sentence(entraHolds)).to.equal('Entra could provision this server: nothing that was played would break.')
    expect(sentence(entraHolds, result('a', { outcome: 'warn' }))).to.match(/one point deserves a look\.$/)
  })

  it('tells what breaks Entra before what breaks the RFC, each impact once', () => {
    const impact = 'leavers keep their access'
    expect(
      sentence(
        result('rfc', { outcome: 'fail' }),
        result('a', { suite: 'entra', outcome: 'fail', impact }),
        result('b', { suite: 'entra', outcome: 'fail', impact }),
        result('c', { suite: 'entra', outcome: 'fail' }),
      ),
    ).to.equal('Entra could not provision this server reliably: leavers keep their access; not so: c holds.')
  })

  it('counts what departs from the RFC alone', () => {
    const failed = ['a', 'b', 'c', 'd', 'e'].map((id) => result(id, { outcome: 'fail' }))
    expect(sentence(entraHolds, ...failed)).to.equal(
      'Entra could provision this server, but it departs from SCIM in 5 points: not so: a holds; not so: b holds; not so: c holds; and 2 more.',
    )
  })

  it('promises nothing of Entra where its suite was not played', () => {
    const skipped = result('b', { suite: 'entra', outcome: 'skip' })
    const unasked = 'whether Entra could provision this server was not asked.'
    expect(sentence(result('a'), skipped)).to.equal(`All that was played holds; ${unasked}`)
    expect(sentence(result('a', { outcome: 'fail' }))).to.equal(
      `The server departs from SCIM in one point: not so: a holds; ${unasked}`,
    )
    expect(sentence(skipped)).to.match(/^Nothing was judged/)
  })

  it('promises nothing of Entra where a run only read, or was interrupted', () => {
    const unwritten = result('w', { suite: 'entra', outcome: 'skip', rootCause: 'read-only' })
    expect(sentence(entraHolds, unwritten)).to.equal(
      'All that was played holds; whether Entra could provision this server was not asked.',
    )
    expect(summarise('incomplete', [entraHolds], [], [])).to.equal(
      'The run was interrupted; so far: all that was played holds.',
    )
  })

  it('tells why nothing could be judged, where something was to be', () => {
    const skipped = result('b', { outcome: 'skip', reason: 'nobody can be created', rootCause: 'create-user' })
    expect(whyNothingJudged([skipped, result('c', { outcome: 'inapplicable' })])).to.equal(
      'nothing that was chosen could be judged: nobody can be created',
    )
    for (const results of [
      [],
      [skipped, result('a')],
      [skipped, result('a', { outcome: 'error' })],
      [result('a', { outcome: 'inapplicable' })],
      [result('a', { outcome: 'skip', rootCause: 'read-only' })],
    ])
      expect(whyNothingJudged(results)).to.equal(undefined)
  })

  it('lets untestable beat incomplete, and incomplete beat nonconformant', () => {
    const failed = [result('a', { outcome: 'fail' })]
    expect(verdictOf(failed, { isTestable: false, isComplete: false })).to.equal('untestable')
    expect(verdictOf(failed, { isTestable: true, isComplete: false })).to.equal('incomplete')
    expect(verdictOf(failed, { isTestable: true, isComplete: true })).to.equal('nonconformant')
    expect(verdictOf([result('a', { outcome: 'warn' })], { isTestable: true, isComplete: true })).to.equal('conformant')
    expect(summarise('untestable', [], [], [], 'it hung')).to.equal('The target could not be tested: it hung.')
    expect(summarise('incomplete', failed, [], [])).to.match(/^The run was interrupted; so far: /)
  })

  it('counts each outcome', () => {
    expect(countOutcomes([result('a'), result('b', { outcome: 'skip' })], 7)).to.deep.equal({
      pass: 1,
      fail: 0,
      warn: 0,
      skip: 1,
      inapplicable: 0,
      error: 0,
      exchanges: 7,
    })
  })
})
