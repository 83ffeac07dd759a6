import { type Check, defineCheck } from '../../harness/index.ts'
import { aSharedUser, requireWritable } from '../support/index.ts'
import { anyOf, hitsAmong, isRejection, query } from './support/query.ts'
import { userWith } from './support/subjects.ts'

/** Checks that unknown query parameters are ignored (RFC 7644 §3.4.2). */
export const unknownParameters: Check = defineCheck({
  id: 'scim.query.unknown-parameter',
  title: 'An unknown query parameter is ignored',
  requirements: ['rfc7644-3.4.2-02'],
  readOnly: true,
  async run({ scim, expect, target }) {
    const path = target.endpoint('User')
    const without = await scim.get(path, { query: { count: 1 } })
    const response = await scim.get(path, { query: { count: 1, zzunknown: 1 } })
    expect(response, 'status with zzunknown=1').to.be.answered(without.status)
  },
})

/** Checks the name of the member `Resources` (RFC 7644 §3.4.2). */
export const resourcesName: Check = defineCheck({
  id: 'scim.query.resources-name',
  title: 'The resources of a list are in a member Resources, with a capital R',
  requirements: ['rfc7644-3.4.2-09'],
  dependsOn: ['filter'],
  async run(context) {
    const { expect, warn } = context
    const response = await query(context, anyOf([await aSharedUser(context)]))
    expect(response).to.be.scimList()
    const name = Object.keys(JSON.parse(response.text)).find((one) => one.toLowerCase() === 'resources')
    expect(name, 'the member Resources').to.be.a('string')
    // Attribute names ignore letter case (RFC 7643 §2.1), so another case is only a remark.
    if (name !== 'Resources') warn(`the resources of a list are in ${String(name)}`)
  },
})

/** Checks that resource types, and optionally the base URL, can be queried (RFC 7644 §3.4.2). */
export const queryTargets: Check = defineCheck({
  id: 'scim.query.targets',
  title: 'A query of one resource type and a query of the base URL return a list or are rejected',
  requirements: ['rfc7644-3.4.2-01'],
  readOnly: true,
  async run({ scim, given, expect, target, note }) {
    const filter = `userName eq "${given.unique('no-user')}"`
    for (const path of [target.endpoint('User'), '/']) {
      const response = await scim.get(path, { query: { filter, count: 1 } })
      note(`a query of ${path}: ${response.describe()}`)
      if (response.status === 200) expect(response).to.be.scimList()
      else expect(response).to.be.refused({ notImplemented: true })
    }
  },
})

/** Checks that null in a filter means no value (RFC 7644 §3.4.2.2). */
export const nullInFilters: Check = defineCheck({
  id: 'scim.filter.null',
  title: 'null in a filter means no value, or is rejected',
  requirements: ['rfc7644-3.4.2.2-31'],
  dependsOn: ['filter'],
  async run(context) {
    const { given, expect, note } = context
    requireWritable(context, 'nickName')
    const user = await userWith(context, { nickName: given.unique() })
    // The RFC does not say whether Users without the attribute match, so only a User with a value is judged.
    for (const { operator, hits } of [
      { operator: 'eq', hits: [] },
      { operator: 'ne', hits: [user['userName']] },
    ]) {
      const response = await query(context, `${anyOf([user])} and nickName ${operator} null`)
      if (isRejection(response)) note(`the server does not support null in filters: ${response.describe()}`)
      else
        expect(
          hitsAmong(response, [user]),
          `Users that the filter nickName ${operator} null finds, of one User that has a nickName`,
        ).to.deep.equal(hits)
    }
  },
})

/**
 * Checks a comparison with a complex multi-valued attribute, which compares its `value` sub-attributes (RFC 7644
 * §3.4.2.2).
 */
export const bareLists: Check = defineCheck({
  id: 'scim.filter.bare-list',
  title: 'A filter by the name of a list compares the values of its elements, or is rejected',
  requirements: ['rfc7644-3.4.2.2-35'],
  dependsOn: ['filter'],
  async run(context) {
    const { given, expect, note } = context
    requireWritable(context, 'emails.value')
    const value = `${given.unique()}@rehearsal.example`
    const user = await userWith(context, { emails: [{ value, type: 'work' }] })
    const other = await aSharedUser(context)
    const own = [user, other]
    const response = await query(context, `(${anyOf(own)}) and emails co "${value}"`)
    note(`emails co: ${response.describe()}`)
    if (isRejection(response)) return
    expect(response).to.be.scimList()
    expect(hitsAmong(response, own), 'results of the filter').to.deep.equal([user['userName']])
  },
})

const COMPOSED = '\u00e9'
const DECOMPOSED = 'e\u0301'

/** Checks that strings are compared after Unicode normalization (RFC 7644 §5). */
export const preparedNames: Check = defineCheck({
  id: 'scim.create.prepared-user-name',
  title: 'A userName that differs from an existing one only in Unicode composition is a duplicate',
  requirements: ['rfc7644-5-01'],
  async run({ scim, given, expect, target, skip, warn }) {
    const name = given.unique()
    const isEmail = String((await given.userBody())['userName']).includes('@')
    const userName = (letter: string): string => `${name}${letter}${isEmail ? '@rehearsal.example' : ''}`
    const first = await scim.post(target.endpoint('User'), await given.userBody({ userName: userName(COMPOSED) }))
    if (!first.isSuccess)
      skip(`a userName with ${COMPOSED} is rejected: ${first.describe()}`, 'create-user-with-accent')
    const second = await scim.post(target.endpoint('User'), await given.userBody({ userName: userName(DECOMPOSED) }))
    // Few servers prepare strings as RFC 7613 requires, and the RFC names no response: only a remark.
    if (second.isSuccess)
      warn(
        `the server accepts ${userName(DECOMPOSED)} with a combining accent (NFD) and ${userName(COMPOSED)} with a single character (NFC) as two Users`,
      )
    else expect(second).to.be.refused()
  },
})
