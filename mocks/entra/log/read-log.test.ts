import { expect } from 'chai'
import fc from 'fast-check'
import { entryOf, LOG_FORMS } from '../../../test/support/provisioning-logs.ts'
import { InvalidLog, readProvisioningLog } from './index.ts'

const REASON =
  'StatusCode: Conflict Message: Processing of the HTTP request resulted in an exception. Web Response: {"detail":"userName, \\"jane\\"\nis taken","status":"409"}. This operation was retried 0 times.'
const ENTRIES = [
  entryOf({ errorCode: 'EntryConflict', reason: REASON }),
  entryOf({ errorCode: 'NotEffectivelyEntitled', status: 'skipped', action: 'other', name: 'bob' }),
  entryOf({ errorCode: '', status: 'success', kind: 'group', name: 'Team' }),
]

describe('the reader of provisioning logs', () => {
  for (const [form, write] of Object.entries(LOG_FORMS)) {
    it(`reads ${form}`, () => {
      const read = readProvisioningLog(write(ENTRIES))
      expect(read.form).to.equal(form)
      expect(read.notes).to.deep.equal([])
      const [failed, skipped, created] = read.records
      expect(failed).to.include({
        action: 'create',
        status: 'failure',
        errorCode: 'EntryConflict',
        kind: 'User',
        sourceId: 'source-jane',
      })
      expect(failed?.reason).to.equal(REASON)
      expect(new Date(failed?.at ?? '').toISOString()).to.equal('2026-11-01T08:00:00.000Z')
      expect(skipped).to.include({ status: 'skipped', errorCode: 'NotEffectivelyEntitled' })
      expect(created).to.include({ status: 'success', kind: 'Group' })
      expect(created?.errorCode).to.equal(undefined)
    })
  }

  it('reads a sample of a diagnostic setting that was quoted in public (elastic/beats issue 28550)', () => {
    const { records, form } = readProvisioningLog(
      '{"Level":4,"category":"ProvisioningLogs","correlationId":"aaaaaaaa-6c53-4120-a07d-931236b530fe","durationMs":640,"operationName":"Provisioning activity","properties":{"action":"Create","activityDateTime":"2021-01-22T20:14:33.8948757Z","changeId":"aaaaaaaa-6c53-4120-a07d-931236b530fe","initiatedBy":{"Id":"","Name":"Azure AD Provisioning Service","Type":"system"},"jobId":"scim.eee","sourceIdentity":{"Id":"x","Name":"John Doe","Type":"User"},"statusInfo":{"Status":"Failure","ErrorCode":"EntryConflict","Reason":"taken"}},"resultType":"Failure"}',
    )
    expect(form).to.equal('diagnostic')
    expect(records).to.have.length(1)
    expect(records[0]).to.include({
      action: 'create',
      status: 'failure',
      errorCode: 'EntryConflict',
      reason: 'taken',
      name: 'John Doe',
      sourceId: 'x',
    })
  })

  it('reads a Log Analytics export, whose objects are JSON in strings', () => {
    const csv = [
      'TimeGenerated,ProvisioningAction,ResultType,ResultSignature,ResultDescription,SourceIdentity',
      '2026-11-01T08:00:00Z,create,Failure,Timeout,"no answer","{""id"":""7"",""displayName"":""Jane"",""identityType"":""User""}"',
    ].join('\n')
    expect(readProvisioningLog(csv).records[0]).to.include({
      errorCode: 'Timeout',
      reason: 'no answer',
      sourceId: '7',
      name: 'Jane',
      kind: 'User',
    })
  })

  it('reads semicolons and tabs, and the line that Excel or PowerShell puts in front', () => {
    for (const [front, delimiter] of [
      ['', ';'],
      ['', '\t'],
      ['sep=;\n', ';'],
      ['#TYPE System.Object\n', ','],
    ] as const) {
      const csv = `${front}${['Status', 'Error code', 'Source ID'].join(delimiter)}\n${['Failure', 'Timeout', '7'].join(delimiter)}\n`
      expect(readProvisioningLog(csv).records[0], csv).to.include({
        status: 'failure',
        errorCode: 'Timeout',
        sourceId: '7',
      })
    }
  })

  it('omits a truncated last line, and reports it', () => {
    const text = LOG_FORMS['ndjson']?.(ENTRIES) ?? ''
    const { records, notes } = readProvisioningLog(text.slice(0, -40))
    expect(records).to.have.length(2)
    expect(notes).to.deep.equal(['line 3 is cut off and was left out'])
  })

  it('ignores the summary of `provision --json`, which is not an entry', () => {
    const text = `${LOG_FORMS['ndjson']?.(ENTRIES)}{"cycles":[{"created":1}],"quarantine":null}\n`
    expect(readProvisioningLog(text)).to.deep.include({ notes: [] })
    expect(readProvisioningLog(text).records).to.have.length(3)
  })

  for (const [what, text, says] of [
    ['an empty file', ' \n', /is empty/],
    ['JSON that ends early', '{"value":[{"id":', /ends early/],
    ['other JSON', '[{"a":1}]', /no entry of a provisioning log: 1 object without/],
    ['an empty page', '{"value":[]}', /no entry of a provisioning log$/],
    ['the file of the steps', 'Change ID,Name,Description\n1,EntryImport,x\n', /expected the file ProvisioningLogs/],
    ['a table whose column has a line break', 'A,"Change\nID"\n1,2\n', /its columns are A, Change ID;/],
    ['prose', 'hello\nworld\n', /neither JSON nor a table/],
    ['a line of prose between entries', '{"a":1}\nhello\n{"b":2}\n', /line 2 is not JSON/],
  ] as const)
    it(`rejects ${what}`, () => {
      expect(() => readProvisioningLog(text)).to.throw(InvalidLog, says)
    })

  it('reads any string, or rejects it with InvalidLog', () => {
    const shape = fc.oneof(
      fc.string(),
      fc.json(),
      fc.array(fc.json()).map((lines) => lines.join('\n')),
      fc
        .array(fc.array(fc.string()).map((cells) => cells.join(',')))
        .map((lines) => `Status,Error code\n${lines.join('\n')}`),
      fc
        .record({
          action: fc.jsonValue(),
          statusInfo: fc.jsonValue(),
          sourceIdentity: fc.jsonValue(),
          provisioningSteps: fc.jsonValue(),
        })
        .map((one) => JSON.stringify([one])),
    )
    fc.assert(
      fc.property(shape, (text) => {
        try {
          for (const { status } of readProvisioningLog(text).records) expect(status).to.not.equal('')
        } catch (error) {
          expect(error).to.be.instanceOf(InvalidLog)
          expect(String(error)).to.not.match(/\n/)
        }
      }),
    )
  })
})
