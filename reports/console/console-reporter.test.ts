import { stripVTControlCharacters } from 'node:util'
import { expect } from 'chai'
import { playReporter } from '../fixtures/play-reporter.ts'
import { redResult } from '../fixtures/red-result.ts'
import type { ReporterEnvironment } from '../model/index.ts'
import { consoleReporter } from './console-reporter.ts'

async function played(environment: Partial<ReporterEnvironment>): Promise<string> {
  return (await playReporter(consoleReporter, { environment })).printed
}

describe('the console', () => {
  it('writes plain lines where there is no terminal, and no control character of a hostile server', async () => {
    const printed = await played({})
    expect(printed.replaceAll('\n', '')).to.not.match(/[\p{Cc}\u202e]/u)
    expect(printed).to.include(
      'NONCONFORMANT  Entra could not provision this server reliably: leavers keep their access.',
    )
  })

  it('colours on a terminal, unless NO_COLOR is set', async () => {
    expect(await played({ isTerminal: true })).to.include('\u001b[31m')
    expect(await played({ isTerminal: true, environment: { NO_COLOR: '1' } })).to.not.include('\u001b[31m')
  })

  it('renews one line of progress with rate and time left, no wider than the terminal', async () => {
    let now = 0
    const clock = { isTerminal: true, columns: 70, now: () => (now += 500) }
    const lines = (await played(clock)).split('\r\u001b[2K').map((line) => stripVTControlCharacters(line))
    expect(
      lines.some((line) => /\d+\/6 {2}\d+\/s {2}\d+ s left {2}1 failed {2}rfc7644 \d\/5/.test(line)),
      lines.join('|'),
    ).to.equal(true)
    for (const line of lines.filter((text) => text.startsWith('█') || text.startsWith('░')))
      expect(line.split('\n')[0]?.length).to.be.at.most(69)
  })

  it('annotates on GitHub Actions and appends to the job summary', async () => {
    const environment = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: '/summary.md' }
    const { printed, files } = await playReporter(consoleReporter, { environment: { environment } })
    expect(printed).to.match(
      /^::error title=entra\.disable%3A entra\.disable holds::it did not: .*%0Ain production: leavers/m,
    )
    expect(printed).to.match(/^::warning title=scim\.filter/m)
    expect(files['/summary.md']).to.include('SCIM rehearsal: nonconformant')
    expect(await played({})).to.not.include('::error')
  })

  it('annotates ten failures and ten warnings, which is what GitHub shows, wherever they stand', async () => {
    const [first] = redResult.checks.filter(({ outcome }) => outcome === 'fail')
    const checks = Array.from({ length: 40 }, (_, index) => ({
      ...first,
      id: `c${index}`,
      outcome: index < 25 ? 'warn' : 'fail',
    })) as typeof redResult.checks
    const { printed } = await playReporter(consoleReporter, {
      result: { ...redResult, checks },
      environment: { environment: { GITHUB_ACTIONS: 'true' } },
    })
    expect(printed.match(/^::error title=c2[5-9]|^::error title=c3[0-4]/gm)).to.have.length(10)
    expect(printed.match(/^::error/gm)).to.have.length(10)
    expect(printed.match(/^::warning/gm)).to.have.length(10)
  })

  it('ends with the gravest findings first', async () => {
    const [first] = redResult.checks.filter(({ outcome }) => outcome === 'fail')
    const { impact, verdict, ...mild } = first ?? {}
    const checks = [{ ...mild, id: 'mild', title: 'mild' }, first] as typeof redResult.checks
    const { printed } = await playReporter(consoleReporter, { result: { ...redResult, checks } })
    const summary = printed.slice(printed.lastIndexOf('entra.disable  '))
    expect(summary.indexOf('entra.disable holds')).to.be.within(0, summary.indexOf('mild —'))
  })

  it('tells which rows of the mapping were left out, and counts them nowhere', async () => {
    const [row] = redResult.mapping
    if (row === undefined) throw new Error('the example has a row')
    const outcomes = ['pass', 'fail', 'skip', 'inapplicable', 'inapplicable'] as const
    const mapping = outcomes.map((outcome) => ({ ...row, outcome }))
    const { printed } = await playReporter(consoleReporter, { result: { ...redResult, mapping } })
    expect(printed).to.include('mapping: 1 of 2 rows hold (1 could not be followed, 2 the target does not keep)')
  })

  it('fits one screen, however much was found', async () => {
    const [first] = redResult.checks.filter(({ outcome }) => outcome === 'fail')
    const checks = Array.from({ length: 300 }, (_, index) => ({ ...first, id: `c${index}` })) as typeof redResult.checks
    const { printed } = await playReporter(consoleReporter, { result: { ...redResult, checks } })
    expect(printed.slice(printed.lastIndexOf('c299')).split('\n').length).to.be.at.most(40)
  })

  it('fits one screen', async () => {
    expect((await played({})).split('\n').length).to.be.at.most(40)
  })
})
