import { type Check, type CheckContext, defineCheck } from '../../harness/index.ts'
import { isJsonObject, type JsonValue, USER_SCHEMA } from '../../mocks/protocol/index.ts'
import { hitsAmong, isRefusal, query } from './support/query.ts'
import { selectedUser } from './support/selected-user.ts'
import { isAssigned, type Made, read } from './support/subjects.ts'
import { inOrder, requireKept, threeUsers } from './support/three-users.ts'

const givenName = ({ name }: Made & { readonly name?: JsonValue }): JsonValue | undefined =>
  isJsonObject(name) ? name['givenName'] : undefined

/** With the schema before the name. */
export const qualifiedNames: Check = defineCheck({
  id: 'scim.notation.qualified',
  title: 'A name with the URN of its schema means what the name alone means: in attributes, filters and sortBy',
  requirements: ['rfc7644-3.10-01', 'rfc7644-3.4.2.5-03'],
  async run(context) {
    const { once, expect, requirement, target, warn } = context
    const user = await once(selectedUser)
    const path = `${USER_SCHEMA}:name.givenName`
    if (isAssigned(givenName(user)))
      for (const row of ['rfc7644-3.10-01', 'rfc7644-3.4.2.5-03'])
        await requirement(row, async () =>
          expect(givenName(await read(context, user, { attributes: path })), 'name.givenName').to.equal(
            givenName(user),
          ),
        )
    if (!target.capabilities.filter) return
    const response = await query(context, `${USER_SCHEMA}:userName eq ${JSON.stringify(user['userName'])}`)
    if (isRefusal(response)) warn(`the filter is refused: ${response.describe()}`)
    else
      await requirement('rfc7644-3.10-01', () =>
        expect(hitsAmong(response, [user]), `hits of ${response.describe()}`).to.deep.equal([user['userName']]),
      )
    if (target.capabilities.sort) await judgeOrder(context)
  },
})

async function judgeOrder(context: CheckContext): Promise<void> {
  const { once, expect, requirement } = context
  const three = await once(threeUsers)
  requireKept(context, three, 'name')
  const short = await inOrder(context, three, { sortBy: 'name.givenName' })
  const qualified = await inOrder(context, three, { sortBy: `${USER_SCHEMA}:name.givenName` })
  if (short !== undefined && qualified !== undefined)
    await requirement('rfc7644-3.10-01', () =>
      expect(qualified, 'Users in the order of the qualified name').to.deep.equal(short),
    )
}

/** Without it. */
export const shortNames: Check = defineCheck({
  id: 'scim.notation.short',
  title: 'Names of the core schema are understood without its URN',
  requirements: ['rfc7644-3.10-02'],
  async run(context) {
    const { once, expect } = context
    const user = await once(selectedUser)
    expect((await read(context, user, { attributes: 'userName' }))['userName'], 'userName').to.equal(user['userName'])
  },
})

/** In any letter case. */
export const namesIgnoreCase: Check = defineCheck({
  id: 'scim.notation.ignores-case',
  title: 'URN, name and part of a name ignore letter case',
  requirements: ['rfc7644-3.10-03'],
  async run(context) {
    const { once, expect } = context
    const user = await once(selectedUser)
    for (const attributes of ['USERNAME', `${USER_SCHEMA}:userName`.toUpperCase()])
      expect((await read(context, user, { attributes }))['userName'], `userName for ${attributes}`).to.equal(
        user['userName'],
      )
    if (!isAssigned(givenName(user))) return
    const shown = await read(context, user, { attributes: 'NAME.GIVENNAME' })
    expect(givenName(shown), 'name.givenName for NAME.GIVENNAME').to.equal(givenName(user))
  },
})
