import { type Check, type CheckContext, defineCheck } from '../../harness/index.ts'
import { aSharedUser } from '../support/index.ts'
import { query } from './support/query.ts'

interface FilterRow {
  readonly id: string
  readonly title: string
  readonly requirements: readonly string[]
  /** Returns the filter for a user whose userName is `name`. */
  readonly filter: (name: string) => string
  readonly isHit: boolean
  /**
   * True if every server that advertises filtering must support the filter. For other filters a rejection is only a
   * warning.
   */
  readonly isBaseLine: boolean
}

const half = (name: string): string => name.slice(0, Math.ceil(name.length / 2))

/** The filters, one per row: each is about one user of the check, and either matches that user or not. */
const ROWS: readonly FilterRow[] = [
  {
    id: 'eq-hit',
    title: 'userName eq finds the user',
    requirements: ['rfc7644-3.4.2.2-07', 'rfc7644-3.4.2.2-02'],
    filter: (name) => `userName eq "${name}"`,
    isHit: true,
    isBaseLine: true,
  },
  {
    id: 'eq-ignores-case',
    title: 'userName eq finds the user in any letter case',
    requirements: ['rfc7644-3.4.2.2-40'],
    filter: (name) => `userName eq "${name.toUpperCase()}"`,
    isHit: true,
    isBaseLine: true,
  },
  {
    id: 'operator-ignores-case',
    title: 'The operator EQ in capitals works like eq',
    requirements: ['rfc7644-3.4.2.2-04'],
    filter: (name) => `userName EQ "${name}"`,
    isHit: true,
    isBaseLine: true,
  },
  {
    id: 'name-ignores-case',
    title: 'Attribute names ignore letter case',
    requirements: ['rfc7644-3.4.2.2-03'],
    filter: (name) => `USERNAME eq "${name}"`,
    isHit: true,
    isBaseLine: true,
  },
  {
    id: 'urn-prefix',
    title: 'An attribute name can have its schema URN as prefix',
    requirements: ['rfc7644-3.4.2.2-32', 'rfc7644-3.10-01'],
    filter: (name) => `urn:ietf:params:scim:schemas:core:2.0:User:userName eq "${name}"`,
    isHit: true,
    isBaseLine: false,
  },
  {
    id: 'sw-hit',
    title: 'sw matches a prefix',
    requirements: ['rfc7644-3.4.2.2-10'],
    filter: (name) => `userName eq "${name}" and userName sw "${name.slice(0, -1)}"`,
    isHit: true,
    isBaseLine: false,
  },
  {
    id: 'ew-hit',
    title: 'ew matches a suffix',
    requirements: ['rfc7644-3.4.2.2-11'],
    filter: (name) => `userName ew "${name.slice(2)}"`,
    isHit: true,
    isBaseLine: false,
  },
  {
    id: 'co-hit',
    title: 'co matches a substring',
    requirements: ['rfc7644-3.4.2.2-09'],
    filter: (name) => `userName co "${name.slice(1)}"`,
    isHit: true,
    isBaseLine: false,
  },
  {
    id: 'and-both',
    title: 'and matches only if both sides match',
    requirements: ['rfc7644-3.4.2.2-20'],
    filter: (name) => `userName eq "${name}" and userName eq "${half(name)}-other"`,
    isHit: false,
    isBaseLine: true,
  },
  {
    id: 'or-one',
    title: 'or matches if one side matches',
    requirements: ['rfc7644-3.4.2.2-21'],
    filter: (name) => `userName eq "${half(name)}-other" or userName eq "${name}"`,
    isHit: true,
    isBaseLine: true,
  },
  {
    id: 'grouping',
    title: 'Parentheses change the order of evaluation',
    requirements: ['rfc7644-3.4.2.2-24', 'rfc7644-3.4.2.2-25'],
    filter: (name) => `userName eq "${half(name)}-other" and (userName eq "${name}" or userName eq "${name}")`,
    isHit: false,
    isBaseLine: true,
  },
  {
    id: 'not-negates',
    title: '`not` negates a filter',
    requirements: ['rfc7644-3.4.2.2-22'],
    filter: (name) => `userName eq "${name}" and not (userName eq "${name}")`,
    isHit: false,
    isBaseLine: true,
  },
  {
    id: 'not-before-blank',
    title: 'A space can follow `not`',
    requirements: ['rfc7644-3.4.2.2-23'],
    filter: (name) => `userName eq "${name}" and not (userName eq "${half(name)}-other")`,
    isHit: true,
    isBaseLine: true,
  },
  {
    id: 'present',
    title: 'pr matches an attribute that has a value',
    requirements: ['rfc7644-3.4.2.2-12'],
    filter: (name) => `userName eq "${name}" and userName pr`,
    isHit: true,
    isBaseLine: false,
  },
]

/** The filter `userName eq`; if it finds no user, no other filter can be judged. */
const [PLAINEST] = ROWS

/**
 * Checks each filter. A rejection is a warning unless every server must support the filter; a wrong result is always a
 * failure.
 */
export const filterChecks: readonly Check[] = ROWS.map((row) =>
  defineCheck({
    id: `scim.filter.${row.id}`,
    title: row.title,
    requirements: row.requirements,
    dependsOn: ['filter'],
    ...(row === PLAINEST ? { decides: { ability: 'filter', requirement: 'rfc7644-3.4.2.2-07' } } : {}),
    run: (context) => judgeRow(row, context),
  }),
)

async function judgeRow(row: FilterRow, context: CheckContext): Promise<void> {
  const { expect, warn, eventually } = context
  const user = await aSharedUser(context)
  await eventually(async () => {
    const response = await query(context, row.filter(String(user['userName'])))
    const isRefused = response.status === 400 || response.status === 403 || response.status === 501
    if (isRefused && !row.isBaseLine) {
      warn(`the filter is rejected: ${response.describe()}`)
      return
    }
    expect(response).to.be.scimList()
    const found = response.resources.filter(({ id }) => id === user.id)
    const asked = `times that the user is in the response to ${response.describe()}`
    expect(found.length, asked).to.equal(row.isHit ? 1 : 0)
  })
}

/** Checks the response to a filter without matches (RFC 7644 §3.4.2). */
export const emptyResult: Check = defineCheck({
  id: 'scim.filter.no-hit',
  title: 'A filter without a match returns 200 with totalResults 0',
  requirements: ['rfc7644-3.4.2-08', 'rfc7644-3.4.2-03', 'rfc7644-3.4.2-04'],
  dependsOn: ['filter'],
  readOnly: true,
  async run(context) {
    const { given, expect } = context
    expect(await query(context, `userName eq "${given.unique('no-user')}"`)).to.be.scimList(0)
  },
})

/** Checks that an invalid filter is rejected (RFC 7644 §3.4.2.2). */
export const unknownOperator: Check = defineCheck({
  id: 'scim.filter.unknown-operator',
  title: 'A filter with an unknown operator returns 400 invalidFilter',
  requirements: ['rfc7644-3.4.2.2-37', 'rfc7644-3.12-16'],
  dependsOn: ['filter'],
  readOnly: true,
  async run(context) {
    const { given, expect, requirement } = context
    const response = await query(context, `userName xx "${given.unique()}"`)
    await requirement('rfc7644-3.4.2.2-37', () => expect(response).to.have.status(400))
    await requirement('rfc7644-3.12-16', () => expect(response).to.be.scimError(400, 'invalidFilter'))
  },
})
