import { expect } from 'chai'
import { redResult } from '../fixtures/red-result.ts'
import type { ReporterEnvironment } from '../model/index.ts'
import { consoleReporter } from './console-reporter.ts'

function played(overrides: Partial<ReporterEnvironment>): string {
  let printed = ''
  const reporter = consoleReporter({
    print: (text) => {
      printed += text
    },
    writeFile: async () => {},
    tape: async function* () {},
    isTerminal: false,
    columns: 80,
    environment: {},
    now: () => 0,
    ...overrides,
  })
  reporter.onBegin?.({
    target: 'https://host.example/scim',
    seed: 7,
    concurrency: 8,
    startedAt: '',
    suites: { rfc7644: 5, entra: 1 },
  })
  for (const check of redResult.checks) reporter.onCheck?.(check)
  reporter.onEnd?.(redResult)
  return printed
}

describe('the console', () => {
  it('writes plain lines where there is no terminal, and no control character of a hostile server', () => {
    const printed = played({})
    expect(printed.replaceAll('\n', '')).to.not.match(/[\p{Cc}\u202e]/u)
    expect(printed).to.include(
      'NONCONFORMANT  Entra could not provision this server reliably: leavers keep their access.',
    )
  })

  it('colours on a terminal, unless NO_COLOR is set', () => {
    expect(played({ isTerminal: true })).to.include('\u001b[31m')
    expect(played({ isTerminal: true, environment: { NO_COLOR: '1' } })).to.not.include('\u001b[31m')
  })

  it('fits one screen', () => {
    expect(played({}).split('\n').length).to.be.at.most(40)
  })
})
