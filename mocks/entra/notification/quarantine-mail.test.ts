import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { SMTPServer } from 'smtp-server'
import type { JobStatus } from '../job/index.ts'
import { MailFailed, sendQuarantineMail } from './index.ts'

const STATUS: JobStatus = {
  id: 'scim.1.2',
  templateId: 'scim',
  schedule: { expiration: null, interval: 'PT40M', state: 'Active' },
  status: {
    code: 'Quarantine',
    countSuccessiveCompleteFailures: 1,
    escrowsPruned: false,
    lastExecution: null,
    lastSuccessfulExecution: null,
    lastSuccessfulExecutionWithExports: null,
    progress: [],
    steadyStateFirstAchievedTime: '0001-01-01T00:00:00Z',
    steadyStateLastAchievedTime: '0001-01-01T00:00:00Z',
    troubleshootingUrl: null,
    quarantine: {
      currentBegan: '2026-01-01T00:00:00.000Z',
      nextAttempt: '2026-01-01T01:20:00.000Z',
      reason: 'EncounteredQuarantineException',
      seriesBegan: '2026-01-01T00:00:00.000Z',
      seriesCount: 1,
      error: {
        code: 'EncounteredQuarantineException',
        message: 'the server rejects the credentials (401)',
        tenantActionable: true,
      },
    },
    synchronizedEntryCountByType: [],
  },
  synchronizationJobSettings: [],
}

describe('the notification of a quarantine', () => {
  it('reaches a real mail server', async () => {
    const received: { from: string; to: string[]; text: string }[] = []
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onData: (stream, session, done) => {
        const chunks: Buffer[] = []
        stream.on('data', (chunk: Buffer) => chunks.push(chunk))
        stream.on('end', () => {
          const { mailFrom, rcptTo } = session.envelope
          received.push({
            from: mailFrom === false ? '' : mailFrom.address,
            to: rcptTo.map(({ address }) => address),
            text: Buffer.concat(chunks).toString('utf8'),
          })
          done()
        })
      },
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
    try {
      const { port } = server.server.address() as AddressInfo
      await sendQuarantineMail({ to: 'admin@contoso.example', via: `smtp://127.0.0.1:${port}` }, STATUS, 'Contoso')
    } finally {
      await new Promise<void>((resolve) => server.close(() => resolve()))
    }
    expect(received).to.have.length(1)
    expect(received[0]).to.deep.include({ from: 'azure-noreply@microsoft.com', to: ['admin@contoso.example'] })
    expect(received[0]?.text).to.include('the server rejects the credentials (401)')
  })

  it('is written to a file that mail programs can open', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'scim-rehearsal-'))
    try {
      const file = join(folder, 'quarantine.eml')
      await sendQuarantineMail({ to: 'admin@contoso.example', via: file }, STATUS, 'Contoso')
      const golden = readFileSync(join(import.meta.dirname, '../fixtures/quarantine.eml'), 'utf8')
      expect(readFileSync(file, 'utf8').replaceAll('\r\n', '\n')).to.equal(golden)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('reports a destination that cannot be reached', async () => {
    const lost = (via: string) =>
      sendQuarantineMail({ to: 'a@b.example', via }, STATUS, 'Contoso').catch((error: unknown) => error)
    expect(await lost('/nowhere/at/all.eml'))
      .to.be.instanceOf(MailFailed)
      .with.property('message')
      .that.includes('/nowhere')
    expect(await lost('smtp://127.0.0.1:1'))
      .to.be.instanceOf(MailFailed)
      .with.property('message')
      .that.includes('sent')
  })
})
