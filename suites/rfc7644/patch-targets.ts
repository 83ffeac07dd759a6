import { type Check, type CheckContext, defineCheck } from '../../harness/index.ts'
import {
  ENTERPRISE_USER_SCHEMA,
  type JsonObject,
  type PatchOperation,
  USER_SCHEMA,
} from '../../mocks/protocol/index.ts'
import { elementsOf, eventuallyReturns, read, requireDeclared, requireWritable, valueAt } from '../support/index.ts'
import { addresses } from './support/addresses.ts'
import { patched, patchOf, plainString, sendInvalid } from './support/changes.ts'
import { typesOf, userWith } from './support/subjects.ts'
import { userWithTwoEmails } from './support/two-emails.ts'

const dependsOn = ['patch', 'patch.attribute'] as const

/**
 * Returns an attribute to change and its new value: displayName, if the server computes displayName, another string; if
 * it stores no other string, the family name; if the schemas are unknown, userName.
 */
async function changeable(context: CheckContext): Promise<{ path: string; value: string }> {
  const { given, target } = context
  if (target.schemas.size === 0 || target.attribute(USER_SCHEMA, 'displayName') === undefined)
    return { path: 'userName', value: String((await given.userBody())['userName']) }
  const path = target.isStored('displayName')
    ? 'displayName'
    : PLAIN.some((name) => target.declares(USER_SCHEMA, name) && target.isStored(name))
      ? plainString(context)
      : 'name.familyName'
  return { path, value: `Changed ${given.unique()}` }
}

const PLAIN = ['nickName', 'title'] as const

/** Checks the simplest PATCH; if it fails, all other PATCH checks would fail too (RFC 7644 §3.5.2). */
export const replaceAttribute: Check = defineCheck({
  id: 'scim.patch.replace-attribute',
  title: 'PATCH replace changes a single-valued attribute',
  requirements: ['rfc7644-3.5.2-10'],
  dependsOn: ['patch'],
  decides: { ability: 'patch.attribute', requirement: 'rfc7644-3.5.2-10' },
  async run(context) {
    const { given, expect } = context
    const user = await given.user()
    const { path, value } = await changeable(context)
    await patched(context, user, [{ op: 'replace', path, value }])
    await eventuallyReturns(context, user, (shown) => expect(valueAt(shown, path), path).to.equal(value))
  },
})

/** Checks a PATCH path with a sub-attribute (RFC 7644 §3.5.2). */
export const replaceSubAttribute: Check = defineCheck({
  id: 'scim.patch.replace-sub-attribute',
  title: 'PATCH replace of name.familyName changes only that sub-attribute',
  requirements: ['rfc7644-3.5.2-11'],
  dependsOn,
  async run(context) {
    const { expect } = context
    requireWritable(context, 'name.givenName', 'name.familyName')
    const user = await userWith(context, { name: { givenName: 'Given', familyName: 'Before' } })
    await patched(context, user, [{ op: 'replace', path: 'name.familyName', value: 'After' }])
    await eventuallyReturns(context, user, (shown) =>
      expect(shown['name'], 'name').to.include({ givenName: 'Given', familyName: 'After' }),
    )
  },
})

/** Checks a PATCH path with a value filter (RFC 7644 §3.5.2). */
export const valuePath: Check = defineCheck({
  id: 'scim.patch.value-path',
  title: 'PATCH replace of emails[type eq "work"].value changes that element',
  requirements: ['rfc7644-3.5.2-12', 'rfc7644-3.5.2-13', 'rfc7644-3.5.2.3-07'],
  dependsOn,
  async run(context) {
    const { given, expect } = context
    requireWritable(context, 'emails', 'emails.type', 'emails.value')
    const [type = 'work'] = typesOf(context, 'emails')
    const token = given.unique()
    const user = await userWith(context, { emails: [{ value: `${token}@before.example`, type, primary: true }] })
    const value = `${token}@after.example`
    await patched(context, user, [{ op: 'replace', path: `emails[type eq "${type}"].value`, value }])
    await eventuallyReturns(context, user, (shown) =>
      expect(addresses(shown, String(type)), `e-mails of type ${type}`).to.deep.equal([value]),
    )
  },
})

/** Checks a PATCH add at a value filter that matches an element (RFC 7644 §3.5.2). */
export const addAtValuePath: Check = defineCheck({
  id: 'scim.patch.add-value-path',
  title: 'PATCH add at addresses[type eq "work"] with a sub-attribute sets it in that element',
  requirements: ['rfc7644-3.5.2-13'],
  dependsOn,
  async run(context) {
    const { expect } = context
    requireWritable(context, 'addresses', 'addresses.type', 'addresses.locality', 'addresses.postalCode')
    const [type = 'work'] = typesOf(context, 'addresses')
    const user = await userWith(context, { addresses: [{ type, locality: 'Hollywood' }] })
    await patched(context, user, [{ op: 'add', path: `addresses[type eq "${type}"].postalCode`, value: '91608' }])
    await eventuallyReturns(context, user, (shown) =>
      expect(elementsOf(shown, 'addresses')[0], 'the address').to.include({
        locality: 'Hollywood',
        postalCode: '91608',
      }),
    )
  },
})

const WITH_VALUES = ['roles', 'entitlements', 'ims'] as const

/** Checks that a value filter accepts any character in a string, such as a colon (RFC 7644 §3.5.2). */
export const colonInFilter: Check = defineCheck({
  id: 'scim.patch.colon-in-filter',
  title: 'A value path finds an element by a value that contains a colon',
  requirements: ['rfc7644-3.5.2-12'],
  dependsOn,
  async run(context) {
    const { scim, given, target, expect, inapplicable, skip } = context
    requireDeclared(context, USER_SCHEMA)
    const name =
      WITH_VALUES.find((one) => target.attribute(USER_SCHEMA, `${one}.value`) !== undefined) ??
      inapplicable(`/Schemas declares none of ${WITH_VALUES.join(', ')}`)
    const [first, second] = typesOf(context, name, [])
    const [plain, colon] = [`plain-${given.unique()}`, `urn:rehearsal:${given.unique()}`]
    const elements: JsonObject[] = [
      { value: plain, ...(first === undefined ? {} : { type: first }) },
      { value: colon, ...(second === undefined ? {} : { type: second }) },
    ]
    const user = await userWith(context, { [name]: elements })
    const remove = (value: string): PatchOperation[] => [
      { op: 'remove', path: `${name}[value eq ${JSON.stringify(value)}]` },
    ]
    const control = await scim.patch(user, remove(plain))
    if (!control.isSuccess)
      skip(`a value path by value is rejected: ${control.describe()}`, 'scim.patch.remove-by-filter')
    await patched(context, user, remove(colon))
    await eventuallyReturns(context, user, (shown) => expect(elementsOf(shown, name), name).to.deep.equal([]))
  },
})

/** Checks a PATCH path with the URN of the enterprise extension (RFC 7644 §3.5.2). */
export const extensionPath: Check = defineCheck({
  id: 'scim.patch.extension-path',
  title: 'PATCH changes an attribute of the enterprise extension by its URN',
  requirements: ['rfc7644-3.5.2-15'],
  dependsOn: ['patch', 'enterprise', 'patch.attribute'],
  async run(context) {
    const { given, expect } = context
    requireDeclared(context, ENTERPRISE_USER_SCHEMA, 'department')
    const user = await given.user()
    await patched(context, user, [{ op: 'add', path: `${ENTERPRISE_USER_SCHEMA}:department`, value: 'Finance' }])
    await eventuallyReturns(context, user, (shown) =>
      expect(shown[ENTERPRISE_USER_SCHEMA], 'enterprise extension').to.include({ department: 'Finance' }),
    )
  },
})

/** Ways to write the path of a simple attribute. */
const SPELLINGS = [
  {
    id: 'urn-path',
    title: 'A path can have the URN of the User schema as prefix',
    row: 'rfc7644-3.5.2-14',
    spell: (name: string) => `${USER_SCHEMA}:${name}`,
  },
  {
    id: 'path-ignores-case',
    title: 'Attribute names in a path are accepted in any letter case',
    row: 'rfc7644-3.5.2-16',
    spell: (name: string) => name.toUpperCase(),
  },
] as const

/** Checks each way to write a path. */
export const spelledPaths: readonly Check[] = SPELLINGS.map(({ id, title, row, spell }) =>
  defineCheck({
    id: `scim.patch.${id}`,
    title,
    requirements: [row],
    dependsOn,
    async run(context) {
      const { given, expect } = context
      const name = plainString(context)
      const [user, value] = [await given.user(), `Spelled ${given.unique()}`]
      await patched(context, user, [{ op: 'replace', path: spell(name), value }])
      await eventuallyReturns(context, user, (shown) => expect(shown[name], name).to.equal(value))
    },
  }),
)

/** Checks that paths outside the grammar are rejected (RFC 7644 §3.5.2, figure 1). */
export const malformedPaths: Check = defineCheck({
  id: 'scim.patch.malformed-path',
  title: 'A malformed path is rejected, and changes nothing',
  requirements: ['rfc7644-3.5.2-09'],
  dependsOn,
  async run(context) {
    requireWritable(context, 'emails', 'emails.type')
    const { user, work } = await userWithTwoEmails(context)
    for (const path of ['name..x', 'emails[type eq]', `emails[type eq "${work}"`])
      await sendInvalid(context, user, patchOf({ op: 'replace', path, value: 'x' }), 'breach')
  },
})

/** Checks that a path with an array index, which the grammar does not have, is rejected (RFC 7644 §3.5.2). */
export const arrayIndex: Check = defineCheck({
  id: 'scim.patch.array-index',
  title: 'A path with an array index is rejected, and changes nothing',
  requirements: ['rfc7644-3.5.2-17'],
  dependsOn,
  async run(context) {
    const { user } = await userWithTwoEmails(context)
    const value = `${context.given.unique()}@rehearsal.example`
    await sendInvalid(context, user, patchOf({ op: 'replace', path: 'emails[0].value', value }), 'breach')
  },
})

/** Checks that an undeclared attribute cannot be stored by PATCH (RFC 7644 §3.5.2). */
export const undeclaredAttribute: Check = defineCheck({
  id: 'scim.patch.undeclared-attribute',
  title: 'PATCH of an attribute that no schema declares is rejected, and never stored',
  requirements: ['rfc7644-3.5.2-33'],
  dependsOn,
  async run(context) {
    const { given } = context
    requireDeclared(context, USER_SCHEMA)
    const user = await read(context, await given.user())
    const path = given.unique('nosuch')
    await sendInvalid(context, user, patchOf({ op: 'replace', path, value: 'x' }), 'lenient')
  },
})
