import { expect } from 'chai'
import type { RehearsalRow, TrafficRow } from '../../harness/console/format/page-format.ts'
import type { RunningConsole } from '../../harness/console/index.ts'
import { deviations, listenScimServer } from '../../mocks/scim-server/index.ts'
import { askConsole, startTestConsole } from '../support/console.ts'

const TOKEN = 'token-of-the-target'
const CHECK = 'entra.disable.legacy-string'

describe('a rehearsal from the console', () => {
  it('runs against the target, has a report, and shows the exchanges of a check that is run again', async () => {
    const name = deviations.find(({ caughtBy }) => caughtBy.includes(CHECK))?.name ?? ''
    await using scim = await listenScimServer({ token: TOKEN, deviation: [name] })
    await using running = await startTestConsole({
      target: { kind: 'own', url: scim.url, token: TOKEN },
      runOptions: ['--target', scim.url, '--token', TOKEN],
    })
    const begun = await askConsole(running, 'POST', 'rehearsals', { checks: [CHECK] })
    expect(begun.status).to.equal(202)
    expect((await askConsole(running, 'POST', 'rehearsals', { checks: [CHECK] })).status, 'one at a time').to.equal(409)
    const row = await ended(running, begun.body.id)
    expect(row).to.include({ verdict: 'nonconformant', hasReport: true, isRunning: false })
    expect(row.findings.map(({ id }) => id)).to.deep.equal([CHECK])
    const report = await askConsole(running, 'GET', `rehearsals/${row.id}/report`)
    expect(report.status).to.equal(200)
    expect(report.body).to.include('<title>nonconformant')
    const { body } = await askConsole(running, 'GET', 'exchanges')
    const rows = (body.rows as TrafficRow[]).filter(({ check }) => check === CHECK)
    expect(rows.map(({ method }) => method)).to.include.members(['POST', 'PATCH'])
    expect((await askConsole(running, 'POST', `exchanges/${rows[0]?.id}/resend`)).status).to.equal(409)
  })

  it('ends on request, and does not accept an option as the name of a check', async () => {
    await using running = await startTestConsole({ users: 1 })
    const begun = await askConsole(running, 'POST', 'rehearsals', { checks: ['--out=/', 'no-such-check'], suites: [1] })
    expect(begun.body.checks).to.deep.equal(['no-such-check'])
    expect((await ended(running, begun.body.id)).error).to.match(/no-such-check/)
    const { body } = await askConsole(running, 'POST', 'rehearsals', {})
    await askConsole(running, 'DELETE', 'rehearsals')
    expect((await ended(running, body.id)).verdict).to.not.equal('conformant')
  })
})

/** Waits for the end of a run, whose changes the stream reports. */
async function ended(running: RunningConsole, id: string): Promise<RehearsalRow> {
  for (;;) {
    const { body } = await askConsole(running, 'GET', 'rehearsals')
    const row = (body.rehearsals as RehearsalRow[]).find((one) => one.id === id)
    if (row?.isRunning === false) return row
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
