import { type Check, type CheckContext, defineCheck } from '../../harness/index.ts'
import { isJsonObject, type JsonValue, USER_SCHEMA } from '../../mocks/protocol/index.ts'
import { type CreatedResource, isAssigned, read } from '../support/index.ts'
import { selectedUser } from './support/selected-user.ts'
import { inOrder, requireStored, threeUsers } from './support/three-users.ts'

const givenName = ({ name }: CreatedResource & { readonly name?: JsonValue }): JsonValue | undefined =>
  isJsonObject(name) ? name['givenName'] : undefined

/** Returns true if the target can select sub-attributes, which another check judges. */
async function selectsParts(context: CheckContext, user: CreatedResource): Promise<boolean> {
  if (!isAssigned(givenName(user))) return false
  const response = await context.scim.get(user, { query: { attributes: 'name.givenName' } })
  return response.isSuccess && givenName(response.resource as CreatedResource) === givenName(user)
}

/** Checks that an attribute name may be prefixed with the URN of its schema (RFC 7644 §3.10). */
export const qualifiedNames: Check = defineCheck({
  id: 'scim.notation.qualified',
  title: 'In attributes and sortBy, an attribute name with its schema URN means the same as without the URN',
  requirements: ['rfc7644-3.10-01', 'rfc7644-3.4.2.5-03'],
  async run(context) {
    const { once, expect, requirement, target } = context
    const user = await once(selectedUser)
    const names = await read(context, user, { attributes: `${USER_SCHEMA}:userName` })
    for (const row of ['rfc7644-3.10-01', 'rfc7644-3.4.2.5-03'])
      await requirement(row, () =>
        expect(names['userName'], `userName with attributes=${USER_SCHEMA}:userName`).to.equal(user['userName']),
      )
    if (await selectsParts(context, user)) {
      const parts = await read(context, user, { attributes: `${USER_SCHEMA}:name.givenName` })
      await requirement('rfc7644-3.10-01', () =>
        expect(givenName(parts), `name.givenName with attributes=${USER_SCHEMA}:name.givenName`).to.equal(
          givenName(user),
        ),
      )
    }
    if (target.capabilities.filter && target.capabilities.sort) await judgeOrder(context)
  },
})

async function judgeOrder(context: CheckContext): Promise<void> {
  const { once, expect, requirement } = context
  const three = await once(threeUsers)
  requireStored(context, three, 'name')
  const short = await inOrder(context, three, { sortBy: 'name.givenName' })
  const qualified = await inOrder(context, three, { sortBy: `${USER_SCHEMA}:name.givenName` })
  if (short !== undefined && qualified !== undefined)
    await requirement('rfc7644-3.10-01', () =>
      expect(qualified, 'userNames with sortBy by the qualified name').to.deep.equal(short),
    )
}

/** Checks that core attributes can be named without the URN of their schema (RFC 7644 §3.10). */
export const shortNames: Check = defineCheck({
  id: 'scim.notation.short',
  title: 'Attribute names of the core schema are accepted without the URN',
  requirements: ['rfc7644-3.10-02'],
  async run(context) {
    const { once, expect } = context
    const user = await once(selectedUser)
    expect(
      (await read(context, user, { attributes: 'userName' }))['userName'],
      'userName with attributes=userName',
    ).to.equal(user['userName'])
  },
})

/** Checks that attribute notation is not case sensitive (RFC 7644 §3.10). */
export const namesIgnoreCase: Check = defineCheck({
  id: 'scim.notation.ignores-case',
  title: 'URN, attribute name and sub-attribute name ignore letter case',
  requirements: ['rfc7644-3.10-03'],
  async run(context) {
    const { once, expect } = context
    const user = await once(selectedUser)
    for (const attributes of ['USERNAME', `${USER_SCHEMA}:userName`.toUpperCase()])
      expect(
        (await read(context, user, { attributes }))['userName'],
        `userName with attributes=${attributes}`,
      ).to.equal(user['userName'])
    if (!(await selectsParts(context, user))) return
    const shown = await read(context, user, { attributes: 'NAME.GIVENNAME' })
    expect(givenName(shown), 'name.givenName with attributes=NAME.GIVENNAME').to.equal(givenName(user))
  },
})
