import { type Check, type CheckContext, defineCheck } from '../../harness/index.ts'
import { type JsonObject, USER_SCHEMA } from '../../mocks/protocol/index.ts'
import { aSharedUser, type CreatedResource, requireDeclared, requireWritable } from '../support/index.ts'
import { anyOf, expectHits, hitsAmong, isRejection, LARGE_COUNT, query } from './support/query.ts'
import { userWith } from './support/subjects.ts'
import { sharedTwoEmails } from './support/two-emails.ts'

const dependsOn = ['filter'] as const

interface MalformedRow {
  readonly id: string
  readonly title: string
  readonly requirements: readonly string[]
  readonly filters: readonly string[]
  /** The attribute of User that the filters name, if the target may not have it. */
  readonly attribute?: string
}

/**
 * Filters that no interpretation of the grammar accepts (RFC 7644 §3.4.2.2, figure 1). Missing quotes and blanks are
 * not among them, because the RFC's own examples omit some.
 */
const MALFORMED: readonly MalformedRow[] = [
  {
    id: 'incomplete',
    title: 'An incomplete filter is rejected',
    requirements: ['rfc7644-3.4.2.2-05'],
    filters: ['userName', 'userName eq', 'eq "x"'],
  },
  {
    id: 'value-first',
    title: 'A filter that begins with a value is rejected',
    requirements: ['rfc7644-3.4.2.2-06'],
    filters: ['"x" eq userName'],
  },
  {
    id: 'malformed',
    title: 'A filter with an unmatched parenthesis or a stray operator is rejected',
    requirements: ['rfc7644-3.4.2.2-29'],
    filters: ['(userName eq "x"', 'userName eq "x")', 'userName eq "x" and'],
  },
  {
    id: 'malformed-brackets',
    title: 'A filter with an unclosed bracket is rejected',
    requirements: ['rfc7644-3.4.2.2-29'],
    filters: ['emails[type eq "work"'],
    attribute: 'emails',
  },
]

/** Checks that each malformed filter is rejected. */
export const malformedFilters: readonly Check[] = MALFORMED.map(({ id, title, requirements, filters, attribute }) =>
  defineCheck({
    id: `scim.filter.${id}`,
    title,
    requirements,
    dependsOn,
    readOnly: true,
    async run(context) {
      if (attribute !== undefined) requireDeclared(context, USER_SCHEMA, attribute)
      for (const filter of filters) await expectRefused(context, filter)
    },
  }),
)

async function expectRefused(context: CheckContext, filter: string): Promise<void> {
  const { expect, warn } = context
  const response = await query(context, filter, { count: 1 })
  expect(response).to.be.answered([400, 499], 501)
  if (response.status !== 400) warn(`RFC 7644 suggests 400: ${response.describe()}`)
  else if (!isInvalidFilter(response.body as JsonObject | undefined))
    warn(`the 400 has no scimType invalidFilter: ${response.describe()}`)
}

const isInvalidFilter = (body: JsonObject | undefined): boolean => body?.['scimType'] === 'invalidFilter'

/** Checks a value filter in brackets, which a server need not support (RFC 7644 §3.4.2.2). */
export const bracketsAnswered: Check = defineCheck({
  id: 'scim.filter.brackets',
  title: 'A filter with brackets finds its user, or is rejected as unsupported',
  requirements: ['rfc7644-3.4.2.2-26'],
  dependsOn,
  async run(context) {
    const { user, work } = await context.once(sharedTwoEmails)
    const note = (response: { describe(): string }): void =>
      context.note(`filters in brackets are not supported: ${response.describe()}`)
    await expectHits(context, `${anyOf([user])} and emails[type eq "${work}"]`, [user], [user], { onRejection: note })
  },
})

/** Checks that all conditions in brackets must match the same element (RFC 7644 §3.4.2.2). */
export const bracketsAreOneElement: Check = defineCheck({
  id: 'scim.filter.brackets-one-element',
  title: 'One element must meet all conditions in the brackets',
  requirements: ['rfc7644-3.4.2.2-27'],
  dependsOn,
  async run(context) {
    const { user, work, first, second } = await context.once(sharedTwoEmails)
    const own = anyOf([user])
    await requireBrackets(context, user, work)
    await expectHits(context, `${own} and emails[type eq "${work}" and value eq "${first}"]`, [user], [user])
    await expectHits(context, `${own} and emails[type eq "${work}" and value eq "${second}"]`, [user], [])
  },
})

/** Checks that the content of brackets must be a filter over sub-attributes (RFC 7644 §3.4.2.2). */
export const bracketsHoldFilter: Check = defineCheck({
  id: 'scim.filter.brackets-content',
  title: 'Brackets can contain only a filter by sub-attributes',
  requirements: ['rfc7644-3.4.2.2-28'],
  dependsOn,
  async run(context) {
    const { expect } = context
    const { user, work } = await context.once(sharedTwoEmails)
    await requireBrackets(context, user, work)
    for (const filter of ['emails[]', 'emails[type]']) await expectRefused(context, filter)
    const foreign = await query(context, `emails[userName eq ${JSON.stringify(String(user['userName']))}]`)
    if (isRejection(foreign)) return
    expect(foreign).to.be.scimList()
    expect(hitsAmong(foreign, [user]), `results of ${foreign.describe()}`).to.deep.equal([])
  },
})

async function requireBrackets(context: CheckContext, user: CreatedResource, type: string): Promise<void> {
  const response = await query(context, `${anyOf([user])} and emails[type eq "${type}"]`)
  if (response.status !== 200) context.inapplicable(`filters in brackets are not supported: ${response.describe()}`)
}

/** Checks that filter values are parsed as JSON (RFC 7644 §3.4.2.2). */
export const literalsAreJson: Check = defineCheck({
  id: 'scim.filter.json-literals',
  title: 'Filter values are JSON literals: strings with escapes, booleans without quotes',
  requirements: ['rfc7644-3.4.2.2-30'],
  dependsOn,
  async run(context) {
    requireWritable(context, 'displayName')
    const displayName = `a"b\\c é ${context.given.unique()}`
    const user = await userWith(context, { displayName })
    const escaped = JSON.stringify(displayName).replace('é', '\\u00e9')
    const own = anyOf([user])
    await expectHits(context, `${own} and displayName eq ${JSON.stringify(displayName)}`, [user], [user])
    await expectHits(context, `${own} and displayName eq ${escaped}`, [user], [user])
    if (user['active'] === true) await expectHits(context, `${own} and active eq true`, [user], [user])
  },
})

/** Checks that the server decodes percent-encoded filters and encodes its locations (RFC 7644 §1.2). */
export const urlsAreEncoded: Check = defineCheck({
  id: 'scim.filter.percent-encoding',
  title: 'A filter with reserved characters works percent-encoded, and locations are percent-encoded',
  requirements: ['rfc7644-1.2-01'],
  dependsOn,
  async run(context) {
    requireWritable(context, 'displayName')
    const user = await userWith(context, { displayName: `Z & Co + 100% #1 =?ü ${context.given.unique()}` })
    const location = user.meta?.location
    if (location !== undefined) context.expect(location, 'meta.location').to.match(/^[!-~]*$/)
    const plain = await aSharedUser(context)
    const control = await query(context, `displayName eq ${JSON.stringify(plain['displayName'])}`, LARGE_COUNT)
    if (isRejection(control) || hitsAmong(control, [plain]).length === 0)
      context.skip(`a filter by displayName does not find a user: ${control.describe()}`, 'filter.attributes')
    await expectHits(context, `displayName eq ${JSON.stringify(user['displayName'])}`, [user], [user])
  },
})
