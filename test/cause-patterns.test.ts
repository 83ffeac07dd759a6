import { expect } from 'chai'
import { shippedSuites } from '../harness/index.ts'
import { type CauseRow, loadCauseTable } from '../harness/load/cause-table.ts'
import { matchesId } from '../harness/load/matches-id.ts'
import { isJsonObject } from '../mocks/protocol/index.ts'
import { type Deviation, deviating, deviationNamed, ScimError } from '../mocks/scim-server/index.ts'
import { allRunnable, type RunnableChecks, runDeviation } from './support/run-deviation.ts'

/** A server that rejects a malformed filter with a status that RFC 7644 does not suggest. */
const malformedFilterAnswers422: Deviation = {
  name: 'malformed-filter-answers-422',
  says: 'a malformed filter returns 422',
  caughtBy: [],
  around: deviating.failing(400, (response) =>
    isJsonObject(response.body) && response.body['scimType'] === 'invalidFilter'
      ? { ...response, status: 422 }
      : response,
  ),
}

/** A server that never returns the members of a group. */
const groupsWithoutMembers: Deviation = {
  name: 'groups-without-members',
  says: 'no response contains the members of a group',
  caughtBy: [],
  around: deviating.resources(deviating.isGroup, (group) => deviating.without(group, 'members')),
}

/** A server that filters users only by userName, and groups only by displayName. */
const filtersByNamesAlone: Deviation = {
  name: 'filters-by-names-alone',
  says: 'a filter on any attribute other than userName or displayName of groups returns 400',
  caughtBy: [],
  around: async (request, serve) => {
    const names = [...(request.query.get('filter') ?? '').matchAll(/([\w.:$]+) (?:eq|ne|co|sw|ew|gt|ge|lt|le|pr)\b/gi)]
    const known = request.path.startsWith('/Groups') ? 'displayName' : 'userName'
    if (names.every(([, name]) => name === known)) return serve(request)
    throw new ScimError(400, 'cannot filter by this attribute', { scimType: 'invalidFilter' })
  },
}

/** A server whose framework answers errors with a page. */
const errorsInHtml: Deviation = {
  name: 'errors-in-html',
  says: 'an error returns a page of HTML',
  caughtBy: [],
  around: async (request, serve) => {
    const page = (status: number) => ({
      status,
      headers: { 'content-type': 'text/html' },
      body: '<html><h1>Oops</h1></html>',
    })
    try {
      const response = await serve(request)
      return response.status < 400 ? response : page(response.status)
    } catch (error) {
      if (!(error instanceof ScimError)) throw error
      return page(error.status)
    }
  },
}

/** A server whose filters are split at `and` and `or`, without parentheses. */
const parenthesesRejected: Deviation = {
  name: 'parentheses-rejected',
  says: 'parentheses in a filter return 400',
  caughtBy: [],
  around: async (request, serve) => {
    if (/[()]/.test((request.query.get('filter') ?? '').replaceAll(/"[^"]*"/g, '')))
      throw new ScimError(400, 'unexpected character', { scimType: 'invalidFilter' })
    return serve(request)
  },
}

/** A server whose filter parser throws at an escaped quotation mark. */
const escapesCrash: Deviation = {
  name: 'escapes-crash',
  says: 'an escaped quotation mark in a filter returns 500',
  caughtBy: [],
  around: async (request, serve) => {
    if (request.query.get('filter')?.includes('\\"') === true) throw new ScimError(500, 'parsing error')
    return serve(request)
  },
}

/** A server that compares a filter on e-mails with the list, and finds no user. */
const emailsNeverMatch: Deviation = {
  name: 'emails-never-match',
  says: 'a filter on e-mails matches no user',
  caughtBy: [],
  around: (request, serve) => {
    if (request.query.get('filter')?.startsWith('emails') !== true) return serve(request)
    const query = new URLSearchParams(request.query)
    query.set('filter', 'userName eq "nobody at all"')
    return serve({ ...request, query })
  },
}

/** A server whose errors about filters have no keyword. */
const filterErrorsWithoutKeyword: Deviation = {
  name: 'filter-errors-without-keyword',
  says: 'the error for a malformed filter has no scimType',
  caughtBy: [],
  around: deviating.failing(400, (response) => {
    if (!isJsonObject(response.body) || response.body['scimType'] !== 'invalidFilter') return response
    return { ...response, body: deviating.without(response.body, 'scimType') }
  }),
}

/** For each row with a pattern: a deviation, and a check whose reason the pattern must match. */
const SEEN: Readonly<Record<string, readonly [deviation: string | Deviation, check: string]>> = {
  'list.start-index': ['pages-begin-at-zero', 'entra.paging.groups'],
  'user-name.required': ['missing-user-name-invented', 'scim.attribute.names-ignore-case'],
  'filter.and-conditions': ['undeclared-condition-dropped', 'scim.filter.undeclared-attribute'],
  'filter.undeclared': ['undeclared-attribute-matches-all', 'scim.filter.sub-attribute'],
  rename: ['patch-op-lower-case-only', 'entra.attribute.userName'],
  'patch.add': ['add-to-missing-ignored', 'entra.attribute.title'],
  'patch.answer': ['patch-answers-200-without-body', 'scim.patch.attributes-parameter'],
  'patch.error-status': ['patch-error-is-500', 'scim.patch.op-unknown'],
  'elements.once': ['every-element-primary', 'scim.multi-valued.one-primary'],
  'emails.changed': ['value-path-appends', 'scim.patch.value-path'],
  'replace.user': ['put-keeps-one-member', 'scim.put.group-members'],
  'replace.answer': ['put-answers-204', 'scim.put.attributes-parameter'],
  'delete.status': ['delete-answers-200', 'entra.group.delete'],
  'external-id.free': ['deleted-user-name-stays-taken', 'entra.delete.not-found'],
  'member.value': ['member-value-is-number', 'entra.group.members-added'],
  'members.shown': [groupsWithoutMembers, 'entra.group.members-added'],
  'paging.start-index': ['resources-missing', 'scim.exchange.list-has-resources'],
  'discovery.lists': ['discovery-lists-empty', 'scim.discovery.schemas'],
  'error-body': ['error-status-is-number', 'scim.error.unknown-resource'],
  'error.keyword': ['scim-type-invented', 'scim.create.duplicate-user-name'],
  'json-types': ['definition-without-type', 'scim.attribute.json-types'],
  'user.active': ['active-string-stored', 'entra.enable.with-changes'],
  'enterprise.stored': ['missing-schemas-answered-without', 'scim.exchange.extension-listed'],
  'manager.shape': ['manager-is-string', 'scim.enterprise.manager'],
  'extension.nested': ['extension-at-the-root', 'entra.create.all-attributes'],
  'meta.shown': ['read-without-meta', 'scim.meta.returned'],
  'meta.times': ['times-are-numbers', 'scim.create.answers-201'],
  'create.location': ['location-without-base-path', 'entra.create.answers-user'],
  'filter.before-credentials': ['quoted-value-refused', 'entra.auth.wrong-token'],
  'no-redirect': ['missing-credentials-redirect', 'scim.auth.missing-credentials'],
  'one-primary': ['every-element-primary', 'scim.multi-valued.one-primary'],
  'schemas-listed': ['configuration-without-schemas', 'scim.exchange.schemas-is-there'],
  'resource-type.shown': ['resource-type-in-plural', 'scim.schemas.of-the-type'],
  'active.changes': ['active-string-refused', 'entra.disable.legacy-string'],
  'schema.flags': ['definition-flags-are-strings', 'scim.schema.required'],
  'schema.published': ['published-emails-single', 'scim.attribute.json-types'],
  'delete.unknown-id': ['unknown-id-answers-400', 'entra.delete.twice'],
  'last-modified': ['new-resources-are-modified', 'scim.meta.last-modified'],
  'schema.documents': ['schemas-misshapen', 'scim.schema.read-singly'],
  'user-name-case': ['unique-user-name-case-sensitive', 'entra.create.conflict'],
  'filter.refusal': [malformedFilterAnswers422, 'scim.filter.incomplete'],
  'body.refusal': ['invalid-value-answers-422', 'scim.create.user-name-required'],
  'schemas.form': ['schema-id-is-name', 'scim.resource-type.schema-is-there'],
  exclusion: ['excluded-attributes-ignored', 'entra.group.match'],
  'select.id': ['id-only-if-named', 'scim.exchange.id-is-string'],
  'filter.attributes': [filtersByNamesAlone, 'scim.filter.json-literals'],
  'patch.rejects': ['patch-read-only-ignored', 'scim.patch.read-only'],
  'answers.json': [errorsInHtml, 'scim.exchange.error-shape'],
  'attribute-selection.heeded': ['put-attributes-ignored', 'scim.put.attributes-parameter'],
  'filter.grouping': [parenthesesRejected, 'scim.filter.ne'],
  'filter.escapes': [escapesCrash, 'scim.hostile.filter'],
  'filter.elements': [emailsNeverMatch, 'entra.match.by-work-email'],
  'patch.crash': ['patch-error-is-500', 'scim.patch.op-unknown'],
  'patch.merges': ['replace-of-complex-clears', 'scim.patch.replace-complex'],
  'schemas.own': ['missing-schemas-answered-without', 'scim.schemas.missing'],
  paging: ['total-is-page-size', 'scim.search.paged'],
  'paging.whole-list': ['count-ignored', 'scim.paging.count-zero'],
  'filter.keyword': [filterErrorsWithoutKeyword, 'scim.search.invalid-filter'],
  'bulk.limits': ['bulk-excess-answers-400', 'scim.bulk-limits.payload'],
  'members.add': ['add-replaces-members', 'entra.group.members-added'],
  'members.remove': ['remove-by-value-ignored', 'entra.group.members-removed'],
  'members.remove.crash': ['unknown-member-remove-crashes', 'entra.group.unknown-member'],
  'members.unknown': ['unknown-member-crashes', 'scim.group.unknown-member'],
  'unknown-id': ['unknown-id-answers-400', 'scim.delete.unknown-id'],
  'group.read': ['group-read-answers-405', 'scim.create.group-type'],
  'list-response': ['total-results-is-string', 'scim.filter.no-hit'],
  'filter.times': ['times-without-zone', 'scim.filter.instants-by-zone'],
}

/** The rows of the table that only explain findings with a matching reason. */
const rows: readonly (CauseRow & { readonly when: string })[] = loadCauseTable(shippedSuites()).flatMap((row) =>
  row.when === undefined ? [] : [{ ...row, when: row.when }],
)

describe('the patterns of the table of causes', () => {
  let runnable: RunnableChecks
  before(async () => {
    runnable = await allRunnable()
  })

  it('each have a deviation', () => {
    expect(Object.keys(SEEN).sort()).to.deep.equal(rows.map(({ ability }) => ability).sort())
  })

  for (const { ability, when, explains = [], except = [] } of rows)
    it(`match a reason of a finding: ${ability}`, async () => {
      const [deviation = '', check = ''] = SEEN[ability] ?? []
      expect(
        explains.some((glob) => matchesId(check, glob)),
        `${check} is explained`,
      ).to.equal(true)
      expect(
        except.some((glob) => matchesId(check, glob)),
        `${check} is excepted`,
      ).to.equal(false)
      const played = typeof deviation === 'string' ? deviationNamed(deviation) : deviation
      const outcomes = await runDeviation(played, runnable, [check])
      expect(outcomes.get(check)?.said.reason).to.match(new RegExp(when))
    })
})
