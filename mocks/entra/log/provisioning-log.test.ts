import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { documentedLog } from '../../../test/support/documented-log.ts'
import { type LogContext, type LoggedOutcome, logEntry } from './index.ts'

const CONTEXT: LogContext = {
  id: '0c532ff9-0265-4c76-861e-42e2970a8218',
  changeId: 'ebc6adb1-0000-4000-8000-000000000001',
  jobId: 'scim.0123456789abcdef0123456789abcdef.6a7c1f0e-0000-4000-8000-000000000002',
  cycleId: '44576058-014b-4000-8404-3d220046ed93',
  tenantId: '6a7c1f0e-0000-4000-8000-5c1a5c1a5c1a',
  applicationId: '6a7c1f0e-0000-4000-8000-0000000000a1',
  servicePrincipalId: '6a7c1f0e-0000-4000-8000-0000000000a2',
  application: 'Contoso',
  at: new Date('2026-01-01T00:00:00Z'),
  matching: 'before-scope',
}
const OBJECT = {
  kind: 'user',
  sourceId: 's-1',
  targetId: 't-1',
  displayName: 'Jane Doe',
  source: { userPrincipalName: 'jane@contoso.com', accountEnabled: true, mail: null, businessPhones: ['1'] },
  scoping: { isActive: true, isAssigned: true, isInScope: true },
  durationMs: 12.4,
} as const

/** The outcomes, each with a golden file. */
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
    reason: 'StatusCode: Conflict Message: Processing of the HTTP request resulted in an exception.',
    modified: [],
  },
  skipped: {
    ...OBJECT,
    targetId: undefined,
    action: 'other',
    status: 'skipped',
    scoping: { isActive: true, isAssigned: true, isInScope: false },
    errorCode: 'NotEffectivelyEntitled',
    modified: [],
  },
  redundant: {
    ...OBJECT,
    action: 'other',
    status: 'skipped',
    errorCode: 'RedundantExport',
    reason: 'The state of the user in both the source and target systems already match.',
    modified: [],
  },
  member: {
    ...OBJECT,
    kind: 'group',
    displayName: 'Team A',
    source: { displayName: 'Team A' },
    action: 'update',
    status: 'success',
    modified: [{ displayName: 'members', oldValue: undefined, newValue: 't-2' }],
  },
  staged: { ...OBJECT, action: 'stageddelete', status: 'skipped', errorCode: 'StagedDelete', modified: [] },
}

const FIXTURES = join(import.meta.dirname, '../fixtures')
const read = (name: string): unknown => JSON.parse(readFileSync(join(FIXTURES, name), 'utf8'))

describe("an entry of the provisioning log, in the shape of Graph's provisioningObjectSummary", () => {
  const isDocumented = documentedLog()
  for (const [name, outcome] of Object.entries(OUTCOMES)) {
    it(`is equal to the golden file, and valid: ${name}`, () => {
      const entry = logEntry(outcome, CONTEXT)
      if (process.env['UPDATE_GOLDEN'] !== undefined)
        writeFileSync(join(FIXTURES, `log/${name}.json`), `${JSON.stringify(entry, undefined, 2)}\n`)
      expect(entry).to.deep.equal(read(`log/${name}.json`))
      expect(isDocumented(entry), JSON.stringify(isDocumented.errors)).to.equal(true)
    })
  }

  it('lists the scope before the match if the switch says so', () => {
    const create = OUTCOMES['create'] as LoggedOutcome
    const types = (matching: LogContext['matching']) =>
      (logEntry(create, { ...CONTEXT, matching })['provisioningSteps'] as { provisioningStepType: string }[]).map(
        ({ provisioningStepType }) => provisioningStepType,
      )
    expect(types('before-scope')).to.deep.equal(['import', 'matching', 'scoping', 'export'])
    expect(types('after-scope')).to.deep.equal(['import', 'scoping', 'matching', 'export'])
  })

  it('is not valid if a member is missing, unknown or of another type', () => {
    const entry = logEntry(OUTCOMES['failure'] as LoggedOutcome, CONTEXT)
    const { cycleId: _left, ...without } = entry
    for (const wrong of [
      without,
      { ...entry, skipReason: 'x' },
      { ...entry, durationInMilliseconds: '1' },
      { ...entry, provisioningAction: 'Create' },
      { ...entry, provisioningStatusInfo: { status: 'failure', errorInformation: null } },
    ])
      expect(isDocumented(wrong), JSON.stringify(wrong).slice(0, 100)).to.equal(false)
  })
})
