import { expect } from 'chai'
import { playReporter } from '../fixtures/play-reporter.ts'
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

  it('fits one screen', async () => {
    expect((await played({})).split('\n').length).to.be.at.most(40)
  })
})
