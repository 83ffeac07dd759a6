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
  it('says that Entra can provision the server only if its whole suite ran', () => {
    expect(sentence(entraHolds)).to.equal('Entra can provision this server: no check found a problem.')
    expect(sentence(entraHolds, result('a', { outcome: 'warn' }))).to.match(/no check failed\. 1 warning\.$/)
    const skipped = result('b', { suite: 'entra', outcome: 'skip' })
    expect(sentence(result('a'), skipped)).to.equal('All 1 selected check passed. The Entra suite did not run.')
    const unwritten = result('w', { suite: 'entra', outcome: 'skip', rootCause: 'read-only' })
    expect(sentence(entraHolds, unwritten)).to.equal(
      'All 1 selected check passed. The run was read-only: checks that change the target did not run.',
    )
    expect(sentence(skipped)).to.equal('No check was judged: each was skipped or does not apply.')
  })

  it('names the failures of causes, the gravest first, without the findings that follow', () => {
    const failed = (id: string, gravity: 1 | 3, overrides: Partial<CheckResult> = {}): CheckResult =>
      result(id, { suite: 'entra', outcome: 'fail', gravity, failure: `${id} fails.`, ...overrides })
    expect(sentence(failed('minor', 3), failed('grave', 1), result('c', { outcome: 'skip', cause: 'grave' }))).to.equal(
      'Entra cannot provision this server reliably: grave fails; minor fails.',
    )
  })

  it('says that Entra cannot provision a server if another suite found a grave fault', () => {
    const cause = (gravity: 2 | 3 | 4): CheckResult =>
      result('rfc', { outcome: 'fail', gravity, failure: 'PATCH fails.', verdict: 'breaks-rfc' })
    const follower = (violated: readonly string[]): CheckResult =>
      result('follower', { suite: 'entra', outcome: 'skip', cause: 'rfc', violated })
    const cannot = 'Entra cannot provision this server reliably: PATCH fails.'
    expect(sentence(entraHolds, cause(2), follower([]))).to.equal(cannot)
    expect(sentence(entraHolds, cause(3), follower(['entra.update.attributes']))).to.equal(cannot)
    for (const results of [[cause(2)], [cause(3), follower([])], [cause(4), follower(['entra.x'])]])
      expect(sentence(entraHolds, ...results)).to.match(/^Entra can provision this server, but it violates SCIM/)
  })

  it('counts only violations of the RFC', () => {
    const failed = ['a', 'b', 'c', 'd', 'e'].map((id) => result(id, { outcome: 'fail', failure: `${id} fails.` }))
    expect(sentence(entraHolds, ...failed)).to.equal(
      'Entra can provision this server, but it violates SCIM in 5 places, starting with: a fails; b fails; c fails; and 2 more.',
    )
    expect(sentence(result('a', { outcome: 'fail' }))).to.equal(
      'The server violates SCIM: a holds. The Entra suite did not run.',
    )
  })

  it('names three failures and counts the rest, and what does not affect Entra', () => {
    const failed = (id: string, overrides: Partial<CheckResult> = {}): CheckResult =>
      result(id, { outcome: 'fail', failure: `${id} fails.`, gravity: 4, ...overrides })
    expect(sentence(entraHolds, failed('a'), failed('b'), failed('c'))).to.match(
      /starting with: a fails; b fails; c fails\.$/,
    )
    expect(sentence(entraHolds, failed('a', { verdict: 'breaks-entra' }), failed('b'))).to.equal(
      'Entra cannot provision this server reliably: a fails. It also violates SCIM in 1 other place.',
    )
    expect(sentence(entraHolds, failed('a', { suite: 'jumpcloud' }))).to.match(/^Entra cannot provision/)
  })

  it('includes a grave cause if an Entra check failed with it', () => {
    const follower = (id: string, violated: readonly string[]): CheckResult =>
      result(id, { suite: 'entra', outcome: 'skip', cause: 'rfc', violated })
    const cause = result('rfc', { outcome: 'fail', gravity: 3, failure: 'PATCH fails.', verdict: 'breaks-rfc' })
    expect(sentence(entraHolds, cause, follower('x', []), follower('y', ['rfc7644-1', 'entra.x']))).to.match(
      /^Entra cannot provision/,
    )
  })

  it('counts failed rows of reports, although no check failed', () => {
    const rows = [{ outcome: 'fail' }, { outcome: 'pass' }, { outcome: 'fail' }] as unknown as Parameters<
      typeof summarise
    >[2]
    const misses = (...results: CheckResult[]): string => summarise('nonconformant', results, rows, [])
    expect(misses(entraHolds)).to.equal('2 rows of the mapping and validation reports failed.')
    expect(misses(result('a'))).to.match(/failed\. The Entra suite did not run\.$/)
  })

  it('does not name untested parts if the run is incomplete', () => {
    expect(summarise('incomplete', [result('a'), result('b', { outcome: 'fail' })], [], [])).to.equal(
      'The run was interrupted; results so far: The server violates SCIM: b holds.',
    )
  })

  it('counts a warning as judged, and one failure as nonconformant', () => {
    expect(sentence(result('a', { suite: 'entra', outcome: 'warn' }))).to.equal(
      'Entra can provision this server: no check failed. 1 warning.',
    )
    expect(verdictOf([result('a'), result('b', { outcome: 'fail' })], { isTestable: true, isComplete: true })).to.equal(
      'nonconformant',
    )
  })

  it('says since when the target does not respond', () => {
    const interruption = {
      reason: 'connection refused',
      since: '2026-01-01T00:00:00.000Z',
      requests: 412,
      lastAnswer: 'GET /Users was answered 200',
      notRun: 1,
    }
    const sentenceOf = (more: { readonly unanswered?: readonly string[] } = {}): string =>
      summarise('incomplete', [entraHolds, result('a')], [], [], { interruption: { ...interruption, ...more } })
    const stopped =
      'The target stopped working after 412 requests (connection refused); 1 of 2 checks was not run. Before that, GET /Users was answered 200.'
    expect(sentenceOf()).to.equal(`${stopped} No check failed.`)
    expect(sentenceOf({ unanswered: ['POST /Users', 'GET /Groups'] })).to.equal(
      `${stopped} It did not respond to POST /Users, GET /Groups. No check failed.`,
    )
    expect(summarise('incomplete', [entraHolds], [], [])).to.equal(
      'The run was interrupted; results so far: No check failed.',
    )
  })

  it('begins with an internal error', () => {
    expect(sentence(entraHolds, result('a', { outcome: 'error' }))).to.match(
      /^Internal error in scim-rehearsal in 1 check, please report it\./,
    )
  })

  it('says why nothing could be judged although checks were selected', () => {
    const skipped = result('b', { outcome: 'skip', reason: 'no user can be created', rootCause: 'create.user' })
    expect(whyNothingJudged([skipped, result('c', { outcome: 'inapplicable' })])).to.equal(
      'none of the selected checks could be judged: no user can be created',
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

  it('prefers untestable to incomplete, and incomplete to nonconformant', () => {
    const failed = [result('a', { outcome: 'fail' })]
    expect(verdictOf(failed, { isTestable: false, isComplete: false })).to.equal('untestable')
    expect(verdictOf(failed, { isTestable: true, isComplete: false })).to.equal('incomplete')
    expect(verdictOf(failed, { isTestable: true, isComplete: true })).to.equal('nonconformant')
    expect(verdictOf([result('a', { outcome: 'warn' })], { isTestable: true, isComplete: true })).to.equal('conformant')
    expect(summarise('untestable', [], [], [], { reason: 'it hung' })).to.equal(
      'The target could not be tested: it hung.',
    )
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
