import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { type LogContext, type LoggedOutcome, logEntry } from './index.ts'

const CONTEXT: LogContext = {
  id: 'gc532ff9-r265-ec76-861e-42e2970a8218',
  changeId: 'ebc6adb1-0000-4000-8000-000000000001',
  jobId: 'scim.6a7c1f0e',
  cycleId: '44576n58-v14b-70fj-8404-3d22tt46ed93',
  tenantId: '6a7c1f0e-0000-4000-8000-5c1a5c1a5c1a',
  application: 'Contoso',
  at: new Date('2026-01-01T00:00:00Z'),
}
const OBJECT = { kind: 'user', sourceId: 's-1', targetId: 't-1', displayName: 'Jane Doe', durationMs: 12.4 } as const

/** One outcome a golden file. */
const OUTCOMES: Readonly<Record<string, LoggedOutcome>> = {
  create: {
    ...OBJECT,
    action: 'create',
    status: 'success',
    modified: [
      { displayName: 'userName', oldValue: undefined, newValue: 'jane' },
      { displayName: 'active', oldValue: undefined, newValue: true },
    ],
  },
  failure: {
    ...OBJECT,
    targetId: undefined,
    action: 'other',
    status: 'failure',
    errorCode: 'EntryConflict',
    reason: 'StatusCode: 409 Web Response: {}. This operation was retried 0 times.',
    modified: [],
  },
  skipped: {
    ...OBJECT,
    targetId: undefined,
    action: 'other',
    status: 'skipped',
    skipReason: 'NotEffectivelyEntitled',
    modified: [],
  },
}

describe("an entry of the provisioning log, in the shape of Graph's provisioningObjectSummary", () => {
  for (const [name, outcome] of Object.entries(OUTCOMES)) {
    it(`is as the golden file shows it: ${name}`, () => {
      const golden: unknown = JSON.parse(
        readFileSync(join(import.meta.dirname, `../fixtures/log/${name}.json`), 'utf8'),
      )
      expect(logEntry(outcome, CONTEXT)).to.deep.equal(golden)
    })
  }
})
