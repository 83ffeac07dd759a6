import { stripVTControlCharacters } from 'node:util'
import { expect } from 'chai'
import { markAccepted } from '../baseline/accepted-findings.ts'
import { causesResult } from '../fixtures/causes-result.ts'
import { expectGolden } from '../fixtures/expect-golden.ts'
import { redResult } from '../fixtures/red-result.ts'
import { runReporter } from '../fixtures/run-reporter.ts'
import type { CheckResult, FailOn, RehearsalResult, ReporterEnvironment } from '../model/index.ts'
import { consoleReporter } from './console-reporter.ts'

async function printed(
  environment: Partial<ReporterEnvironment>,
  result: RehearsalResult = redResult,
): Promise<string> {
  return (await runReporter(consoleReporter, { result, environment })).printed
}

const isFailed = ({ outcome }: CheckResult): boolean => outcome === 'fail'

describe('the console', () => {
  for (const verbosity of ['normal', 'verbose', 'quiet'] as const)
    it(`shows causes, an interruption, leftovers and the verdict: ${verbosity}`, async () => {
      expectGolden(`console-${verbosity}.txt`, await printed({ verbosity }, causesResult))
    })

  it('has four lines for each of the three gravest causes, and no line for other failures', async () => {
    const lines = (await printed({}, causesResult)).split('\n')
    const from = lines.indexOf('Fix these three first; that unblocks 17 checks')
    expect(lines.slice(from + 1, from + 13).map((line) => line.slice(0, 9))).to.deep.equal([
      '  1 The s',
      '    Seen:',
      '    Impac',
      '    Fix: ',
      '  2 `Repl',
      '    Seen:',
      '    Impac',
      '    Fix: ',
      '  3 Attri',
      '    Seen:',
      '    Impac',
      '    Fix: ',
    ])
    expect(lines.join('\n')).to.not.match(/✗|PATCH was answered 400 in case/)
  })

  it('uses the singular for one cause, and does not mention followers if there are none', async () => {
    const checks = redResult.checks.filter(isFailed)
    expect(await printed({}, { ...redResult, checks })).to.include('\nFix this first\n  1 entra.disable holds')
  })

  it('shows the title, the reason and the impact of a result of an earlier version', async () => {
    expect(await printed({})).to.match(
      / {2}1 entra\.disable holds {2}entra\.disable\n {4}Seen: it did not.*\n {4}Impact: leavers/,
    )
  })

  it('does not repeat a reason that equals the failure', async () => {
    const [check] = causesResult.checks.filter(isFailed)
    if (check === undefined) throw new Error('there is no failed check')
    const tolerated = { ...check, reason: 'PUT is accepted: 200', failure: 'PUT is accepted: 200.' }
    expect(await printed({}, { ...causesResult, checks: [tolerated] })).to.match(
      /1 PUT is accepted: 200\..*\n {4}Impact/,
    )
  })

  it('writes no control character of a hostile server', async () => {
    for (const verbosity of ['normal', 'verbose', 'quiet'] as const)
      expect((await printed({ verbosity })).replaceAll('\n', '')).to.not.match(/[\p{Cc}\u202e]/u)
    expect(await printed({})).to.include(
      'NONCONFORMANT  Entra could not provision this server reliably: leavers keep their access.',
    )
  })

  const colours: readonly (readonly [
    name: string,
    isTerminal: boolean,
    Record<string, string>,
    isColoured: boolean,
  ])[] = [
    ['a terminal', true, {}, true],
    ['no terminal', false, {}, false],
    ['NO_COLOR', true, { NO_COLOR: '1' }, false],
    ['an empty NO_COLOR', true, { NO_COLOR: '' }, true],
    ['a dumb terminal', true, { TERM: 'dumb' }, false],
    ['FORCE_COLOR without a terminal', false, { FORCE_COLOR: '1' }, true],
    ['FORCE_COLOR against NO_COLOR', false, { FORCE_COLOR: '1', NO_COLOR: '1' }, true],
    ['FORCE_COLOR=0', true, { FORCE_COLOR: '0' }, false],
    ['FORCE_COLOR=false', true, { FORCE_COLOR: 'false' }, false],
  ]
  for (const [name, isTerminal, environment, isColoured] of colours)
    it(`${isColoured ? 'colours' : 'does not colour'} with ${name}`, async () => {
      expect((await printed({ isTerminal, environment })).includes('\u001b[31m')).to.equal(isColoured)
    })

  it('redraws one line of progress with rate and time left, no wider than the terminal', async () => {
    for (const columns of [30, 70, 200]) {
      let now = 0
      const clock = { isTerminal: true, columns, now: () => (now += 500) }
      const suites = { rfc7644: 9, entra: 1 }
      const { printed: text } = await runReporter(consoleReporter, { suites, environment: clock })
      const lines = text
        .split('\u001b[1G')
        .map((line) => stripVTControlCharacters(line))
        .filter((line) => /^[█░]/.test(line))
      if (columns === 200)
        expect(
          lines.some((line) => /6\/10 {2}\d+\/s {2}\d+ s left {2}1 failed {2}rfc7644 5\/9 {2}entra 1\/1$/.test(line)),
          lines.join('|'),
        ).to.equal(true)
      expect(lines).to.not.have.lengthOf(0)
      for (const line of lines) expect(line.length).to.be.at.most(columns - 1)
    }
  })

  it('removes the bar, and prints findings above it', async () => {
    const text = await printed({ isTerminal: true, verbosity: 'verbose', environment: { NO_COLOR: '1' } })
    const clear = '\u001b[2K\u001b[1G'
    expect(text.slice(text.lastIndexOf('░'))).to.include(clear)
    const [, above = ''] = text.split(`${clear}✗ entra.disable  it did not: `)
    expect(above.split('\n')[1]).to.match(/^[█░]{16} /)
  })

  it('annotates on GitHub Actions and appends to the job summary', async () => {
    const environment = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: '/summary.md' }
    const { printed: text, files } = await runReporter(consoleReporter, {
      result: causesResult,
      environment: { environment },
    })
    expect(text).to.match(
      /^::error title=entra\.disable\.legacy-string%3A The string "False".*::Entra sent .*%0AImpact: Leavers.*%0AFix: Read the.*%0A1 check follows from it$/m,
    )
    expect(text).to.match(/^::warning title=scim\.create\.location/m)
    expect(text.match(/^::error/gm)).to.have.length(3)
    expect(files['/summary.md']).to.include('SCIM rehearsal: incomplete')
    expect(await printed({})).to.not.include('::error')
  })

  it('annotates the first ten failures and ten warnings, because GitHub shows no more', async () => {
    const [first] = redResult.checks.filter(isFailed)
    const { violated, ...rest } = first ?? {}
    const checks = Array.from({ length: 40 }, (_, index) => ({
      ...rest,
      id: `c${index}`,
      outcome: index < 25 ? 'warn' : 'fail',
    })) as typeof redResult.checks
    const text = await printed({ environment: { GITHUB_ACTIONS: 'true' } }, { ...redResult, checks })
    expect(text.match(/^::error title=c2[5-9]|^::error title=c3[0-4]/gm)).to.have.length(10)
    expect(text.match(/^::error/gm)).to.have.length(10)
    expect(text.match(/^::warning/gm)).to.have.length(10)
  })

  it('says which findings count again because their acceptance has expired', async () => {
    const known = [{ id: 'entra.disable', reason: 'ticket 7', until: '2020-01-01' }]
    expect(await printed({}, markAccepted(redResult, known, '2026-11-24'))).to.include(
      'entra.disable: it was accepted until 2020-01-01 (ticket 7), and counts again',
    )
  })

  it('counts the resources left behind, and prints the command for one or two of them', async () => {
    expect(await printed({}, causesResult)).to.include(
      '134 users and 1 group left behind; remove them with: scim-rehearsal cleanup --target https://host.example/scim',
    )
    const leftovers = causesResult.leftovers?.slice(0, 1) ?? []
    expect(await printed({}, { ...causesResult, leftovers })).to.include(
      "left behind (connection refused); remove it with: curl -i -X DELETE 'https://host.example/scim/Users/1'",
    )
  })

  it('counts mapping rows that were judged, and says how many were not', async () => {
    const [row] = redResult.mapping
    if (row === undefined) throw new Error('the example has a row')
    const outcomes = ['pass', 'fail', 'skip', 'inapplicable', 'inapplicable'] as const
    const mapping = outcomes.map((outcome) => ({ ...row, outcome }))
    expect(await printed({}, { ...redResult, mapping })).to.include(
      'mapping: 1 of 2 rows correct (1 could not be judged, 2 not stored by the server)',
    )
  })

  const red = redResult.checks.filter(isFailed)
  const warned = redResult.checks.filter(({ outcome }) => outcome === 'warn')
  const counts = { ...redResult.counts, error: 0 }
  const comparison = {
    baseline: { startedAt: '2026-11-20T08:00:00.000Z', target: '', version: '0.1.0' },
    added: [],
    mended: [],
    remaining: ['entra.disable'],
    unjudged: [],
  }
  const known = red.map((check) => ({ ...check, accepted: { reason: 'ticket 7' } }))
  const run = (failOn: FailOn) => ({ ...redResult.run, failOn })
  const exits: readonly (readonly [name: string, Partial<RehearsalResult>, note: string | undefined])[] = [
    ['a finding', { checks: red, counts }, undefined],
    ['known findings', { checks: known, counts }, 'exit 0: all findings are accepted'],
    ['findings of the baseline', { checks: red, counts, comparison }, 'exit 0: all findings are in the baseline'],
    [
      '--fail-on never',
      { checks: red, counts, run: run('never') },
      'exit 0 in spite of 1 failed check: --fail-on never',
    ],
    ['--fail-on should', { checks: warned, counts, run: run('should') }, 'exit 1: --fail-on should counts 1 warning'],
    ['a warning', { checks: warned, counts }, undefined],
    ['a fault of ours', { checks: known }, undefined],
  ]
  for (const [name, changes, note] of exits)
    it(`${note === undefined ? 'does not explain' : 'explains'} the exit code of ${name}`, async () => {
      for (const verbosity of ['normal', 'quiet'] as const) {
        const text = await printed({ verbosity }, { ...redResult, ...changes })
        if (note === undefined) expect(text).to.not.match(/^exit /m)
        else expect(text).to.match(new RegExp(`^${note}$`, 'm'))
      }
    })

  it('fits on one screen, for any number of findings', async () => {
    const [first] = red
    const checks = Array.from({ length: 300 }, (_, index) => ({ ...first, id: `c${index}` })) as typeof redResult.checks
    for (const result of [redResult, causesResult, { ...redResult, checks }])
      expect((await printed({}, result)).split('\n').length).to.be.at.most(40)
  })
})
