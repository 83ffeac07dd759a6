import { type Check, defineCheck } from '../../harness/index.ts'
import { isAssigned, isDerivedFromName, member, read, requireWritable, resourceFrom } from '../support/index.ts'
import { DERIVED_FROM_NAME, isUnsupported, post } from './support/users.ts'

/** Strings that end a literal, a command or a query in the languages to which servers pass values on. */
const HOSTILE = [
  "' OR '1'='1",
  '" or "1" eq "1',
  '\\',
  '; DROP TABLE users; --',
  '*)(uid=*))(|(uid=*',
  '\u0000',
  '${7*7}',
]

/** Checks that a filter value cannot inject code into a database or directory query (RFC 7643 §9.2). */
export const hostileFilters: Check = defineCheck({
  id: 'scim.hostile.filter',
  title: 'Characters with a special meaning to databases and directories are plain characters in a filter',
  requirements: ['rfc7643-9.2-02'],
  dependsOn: ['filter'],
  readOnly: true,
  async run({ scim, given, expect, target }) {
    for (const text of HOSTILE) {
      const filter = `userName eq ${JSON.stringify(`${given.unique('no-user')}${text}`)}`
      const response = await scim.query(target.endpoint('User'), filter, { count: 2 })
      if (isUnsupported(response)) continue
      expect(response, `a filter with ${JSON.stringify(text)}`).to.be.scimList(0)
    }
  },
})

/** Checks that an attribute value cannot inject code into a database or directory query (RFC 7643 §9.2). */
export const hostileValues: Check = defineCheck({
  id: 'scim.hostile.value',
  title: 'Characters with a special meaning to databases and directories are stored unchanged, or rejected',
  requirements: ['rfc7643-9.2-02'],
  async run(context) {
    const { expect, inapplicable } = context
    requireWritable(context, 'displayName')
    // Servers may remove control characters.
    const displayName = HOSTILE.filter((text) => text !== '\u0000').join(' ')
    const response = await post(context, { displayName })
    if (!response.isSuccess) {
      expect(response).to.be.refused()
      return
    }
    const user = await resourceFrom(context, response)
    const whole = user === undefined ? undefined : await read(context, user)
    if (isDerivedFromName(whole)) inapplicable(DERIVED_FROM_NAME)
    const shown = member(whole, 'displayName')
    if (isAssigned(shown)) expect(String(shown).toLowerCase(), 'displayName').to.equal(displayName.toLowerCase())
  },
})
