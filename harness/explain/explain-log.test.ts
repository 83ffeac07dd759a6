import { expect } from 'chai'
import fc from 'fast-check'
import MarkdownIt from 'markdown-it'
import { defaultSchema, readProvisioningLog } from '../../mocks/entra/index.ts'
import { entryOf, LOG_FORMS } from '../../test/support/provisioning-logs.ts'
import { listedChecks } from '../cli/listed-checks.ts'
import { loadSuites, shippedSuites } from '../load/suites.ts'
import { answerHints } from './answer-hints.ts'
import type { LogPage } from './cause-lines.ts'
import { errorCodeOf, errorCodes } from './error-codes.ts'
import { explainLog } from './explain-log.ts'
import { renderExplainedHtml, renderExplainedMarkdown, renderText } from './index.ts'
import { answerIn } from './server-answer.ts'

/** The codes of Microsoft's page "How to analyze the Microsoft Entra provisioning logs" and those quoted in public. */
const DOCUMENTED =
  'Conflict EntryConflict TooManyRequests InternalServerError InsufficientRights MethodNotAllowed NotPermitted Unauthorized UnprocessableEntity WebExceptionProtocolError InvalidAnchor NotImplemented MandatoryFieldsMissing MissingValues SchemaAttributeNotFound InternalError InvalidDomain Timeout LicenseLimitExceeded DuplicateTargetEntries DuplicateSourceEntries ImportSkipped EntrySynchronizationSkipped SystemForCrossDomainIdentityManagementMultipleEntriesInResponse SystemForCrossDomainIdentityManagementServiceIncompatible SchemaPropertyCanOnlyAcceptValue AzureDirectoryB2BManagementPolicyCheckFailure InvitationCreationFailure InvitationCreationFailureInvalidPropertyValue InvitationCreationFailureAmbiguousUser SystemForCrossDomainIdentityManagementBadRequest SystemForCrossDomainIdentityManagementServiceIncompatibleFiltering SystemForCrossDomainIdentityManagementInvalidCredentials UnableToResolveReferenceAttributeValue CredentialValidationUnavailable RedundantExport NotEffectivelyEntitled StagedDelete'.split(
    ' ',
  )

describe('explain', () => {
  let titles: ReadonlyMap<string, string>

  before(async () => {
    const plan = { schema: defaultSchema, dialect: 'legacy', observe: 'scim' } as const
    titles = new Map(listedChecks(await loadSuites(shippedSuites()), plan).map(({ id, title }) => [id, title]))
  })

  const explained = (text: string) => explainLog(readProvisioningLog(text).records, titles)
  const pageOf = (text: string): LogPage => ({
    file: 'log.json',
    form: 'test',
    notes: [],
    log: explained(text),
    target: '--target URL',
  })

  it('names only checks that exist, and each code once', () => {
    const named = [...errorCodes.flatMap(({ checks }) => checks), ...answerHints.flatMap(({ checks }) => checks)]
    expect([...new Set(named)].filter((id) => !titles.has(id))).to.deep.equal([])
    const codes = errorCodes.flatMap((row) => row.codes)
    expect(new Set(codes).size).to.equal(codes.length)
  })

  for (const code of DOCUMENTED)
    it(`explains ${code} in every form of a log`, () => {
      for (const [form, write] of Object.entries(LOG_FORMS)) {
        const { causes } = explained(write([entryOf({ errorCode: code, reason: 'x' })]))
        const [cause] = causes
        expect(cause, form).to.include({ code, isKnown: true })
        expect(cause?.title, form).to.equal(errorCodeOf(code)?.title)
        const expected = errorCodeOf(code)?.checks ?? []
        expect(
          cause?.checks.map(({ id }) => id),
          form,
        ).to.deep.equal(expected)
        expect(renderText({ ...pageOf(write([entryOf({ errorCode: code })])) }), form).to.include(cause?.meaning)
      }
    })

  it('knows a code that begins with the name of the service', () => {
    expect(errorCodeOf('Microsoft Entra ID QuotaLimitExceeded')).to.equal(
      errorCodeOf('AzureActiveDirectoryQuotaLimitExceeded'),
    )
  })

  it('says that an unknown code is unknown', () => {
    const [cause] = explained(JSON.stringify([entryOf({ errorCode: 'FluxCapacitorEmpty', reason: 'why?' })])).causes
    expect(cause).to.include({
      isKnown: false,
      owner: 'unknown',
      title: 'FluxCapacitorEmpty is not a documented error code',
      answer: 'why?',
    })
    expect(cause?.checks).to.deep.equal([])
  })

  it('groups by the response without its values, counts objects, and those that succeeded later', () => {
    const reason = (name: string, detail: string): string =>
      `StatusCode: Conflict Message: Processing of the HTTP request resulted in an exception. Web Response: {"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"scimType":"uniqueness","detail":"${detail} '${name}' is taken","status":"409"}. This operation was retried 3 times. It will be retried again after this date: 2026-11-02T00:00:00Z UTC`
    const log = explained(
      JSON.stringify([
        ...['ana', 'bob', 'cem'].map((name) =>
          entryOf({ errorCode: 'EntryConflict', name, reason: reason(name, 'userName') }),
        ),
        entryOf({
          errorCode: 'EntryConflict',
          name: 'ana',
          at: '2026-11-01T09:00:00Z',
          reason: reason('ana', 'userName'),
        }),
        entryOf({ errorCode: 'EntryConflict', name: 'dan', reason: reason('dan', 'badge') }),
        entryOf({ errorCode: '', status: 'success', name: 'bob', at: '2026-11-03T00:00:00Z' }),
      ]),
    )
    expect(log.counts).to.deep.equal({ success: 1, failure: 5, skipped: 0, warning: 0 })
    expect(log.causes.map(({ objects, entries, recovered }) => ({ objects, entries, recovered }))).to.deep.equal([
      { objects: { User: 3 }, entries: 4, recovered: 1 },
      { objects: { User: 1 }, entries: 1, recovered: 0 },
    ])
    expect(log.causes[0]).to.include({ status: 409, answer: "uniqueness: userName 'ana' is taken" })
  })

  it('finds the cause that the response indicates, and lists its checks first', () => {
    const [cause] = explained(
      JSON.stringify([
        entryOf({
          errorCode: 'SystemForCrossDomainIdentityManagementServiceIncompatible',
          action: 'disable',
          reason: 'StatusCode: BadRequest Message: x Web Response: {"detail":"active must be a boolean"}.',
        }),
      ]),
    ).causes
    expect(cause?.checks[0]?.id).to.equal('entra.disable.legacy-string')
    expect(cause?.hints).to.have.length(1)
    expect(cause?.tried).to.deep.equal(['deactivate a user (PATCH active)'])
  })

  for (const [reason, status, text] of [
    ['StatusCode: BadRequest Message: x Web Response: {"detail":"no"}.', 400, 'no'],
    ['StatusCode: 418 Message: x', 418, 'StatusCode: 418 Message: x'],
    ['An HTTP/404 Not Found response was returned', 404, 'An HTTP/404 Not Found response was returned'],
    [
      'StatusCode: InternalServerError Web Response: <html>oops</html>. This operation was retried 0 times.',
      500,
      '<html>oops</html>',
    ],
    ['nothing was heard', undefined, 'nothing was heard'],
  ] as const)
    it(`finds the response in ${JSON.stringify(reason)}`, () => {
      expect(answerIn(reason)).to.deep.equal({ ...(status === undefined ? {} : { status }), text })
    })

  it('escapes strings from the log in every format', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('<script>alert(1)</script>', '](javascript:x)', '\u001b[31m', '| a | b |', '` `` ```'),
        (evil) => {
          const page = pageOf(
            JSON.stringify([entryOf({ errorCode: `X${evil}`, reason: `Web Response: ${evil}`, name: evil })]),
          )
          expect(renderExplainedHtml(page)).to.not.include('<script>')
          const html = new MarkdownIt({ html: true }).render(renderExplainedMarkdown(page))
          expect(html).to.not.match(/<script|href="javascript/)
          expect(renderText(page)).to.not.include('\u001b')
        },
      ),
    )
  })
})
