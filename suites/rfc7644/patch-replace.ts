import { type Check, defineCheck } from '../../harness/index.ts'
import { type JsonObject, type JsonValue, type PatchOperation, USER_SCHEMA } from '../../mocks/protocol/index.ts'
import { elementsOf, eventuallyReturns, read, requireDeclared, requireWritable } from '../support/index.ts'
import { addresses } from './support/addresses.ts'
import { expectUnchanged, optionalString, patched, plainStrings } from './support/changes.ts'
import { typesOf, userWith } from './support/subjects.ts'
import { userWithTwoEmails } from './support/two-emails.ts'

const dependsOn = ['patch', 'patch.attribute'] as const

/** Checks that a PATCH replace without a path changes only the attributes of its value (RFC 7644 §3.5.2.3). */
export const withoutPath: Check = defineCheck({
  id: 'scim.patch.replace-without-path',
  title: 'PATCH replace without a path changes several attributes and leaves the others',
  requirements: ['rfc7644-3.5.2.3-01'],
  dependsOn,
  async run(context) {
    const { given, expect } = context
    const [first = '', second = first] = plainStrings(context, 2)
    const user = await given.user({ [first]: 'Before', [second]: 'Kept' })
    await patched(context, user, [{ op: 'replace', value: { [first]: 'By set' } }])
    await eventuallyReturns(context, user, (shown) =>
      expect({ [first]: shown[first], [second]: shown[second] }, 'the User after the PATCH').to.deep.equal({
        [first]: 'By set',
        [second]: 'Kept',
      }),
    )
  },
})

/** Checks that a PATCH replace of `active` stores a boolean (RFC 7643 §4.1.1). */
export const activeIsBoolean: Check = defineCheck({
  id: 'scim.patch.active-false',
  title: 'PATCH replace of active with false deactivates the user, and active stays a boolean',
  requirements: ['rfc7643-4.1.1-14', 'rfc7643-2.3.2-01'],
  dependsOn: ['patch'],
  async run(context) {
    const { given, expect } = context
    requireDeclared(context, USER_SCHEMA, 'active')
    const user = await given.user({ active: true })
    await patched(context, user, [{ op: 'replace', path: 'active', value: false }])
    await eventuallyReturns(context, user, (shown) => expect(shown['active'], 'active').to.equal(false))
  },
})

/** Checks that a PATCH replace of a multi-valued attribute replaces all elements (RFC 7644 §3.5.2.3). */
export const replaceList: Check = defineCheck({
  id: 'scim.patch.replace-list',
  title: 'PATCH replace of a multi-valued attribute replaces all its elements',
  requirements: ['rfc7644-3.5.2.3-03'],
  dependsOn,
  async run(context) {
    const { given, expect } = context
    const { user, work } = await userWithTwoEmails(context)
    const value = `${given.unique()}@rehearsal.example`
    await patched(context, user, [{ op: 'replace', path: 'emails', value: [{ value, type: work }] }])
    await eventuallyReturns(context, user, (shown) => expect(addresses(shown), 'e-mails').to.deep.equal([value]))
  },
})

/** Checks that a PATCH replace sets an attribute that has no value (RFC 7644 §3.5.2.3). */
export const replaceMissing: Check = defineCheck({
  id: 'scim.patch.replace-missing',
  title: 'PATCH replace sets the first value of an attribute',
  requirements: ['rfc7644-3.5.2.3-04'],
  dependsOn,
  async run(context) {
    const { given, expect } = context
    const path = optionalString(context)
    const user = await given.user({ [path]: undefined })
    await patched(context, user, [{ op: 'replace', path, value: 'First' }])
    await eventuallyReturns(context, user, (shown) => expect(shown[path], path).to.equal('First'))
  },
})

/** Checks that a PATCH replace of a complex attribute leaves its other sub-attributes unchanged (RFC 7644 §3.5.2.3). */
export const replaceComplex: Check = defineCheck({
  id: 'scim.patch.replace-complex',
  title: 'PATCH replace of name sets the given sub-attributes and leaves the others',
  requirements: ['rfc7644-3.5.2.3-05'],
  dependsOn,
  async run(context) {
    const { expect } = context
    requireWritable(context, 'name.givenName', 'name.familyName')
    const user = await userWith(context, { name: { givenName: 'Given', familyName: 'Before' } })
    await patched(context, user, [{ op: 'replace', path: 'name', value: { familyName: 'After' } }])
    await eventuallyReturns(context, user, (shown) =>
      expect(shown['name'], 'name').to.include({ givenName: 'Given', familyName: 'After' }),
    )
  },
})

/** Checks that a PATCH replace at a value filter changes all matching elements and no others (RFC 7644 §3.5.2.3). */
export const replaceByFilter: Check = defineCheck({
  id: 'scim.patch.replace-by-filter',
  title: 'PATCH replace at a filter changes every matching element and no other',
  requirements: ['rfc7644-3.5.2.3-06'],
  dependsOn,
  async run(context) {
    const { given, expect } = context
    requireWritable(context, 'emails', 'emails.type', 'emails.value')
    const [work = 'work', home] = typesOf(context, 'emails')
    if (home === undefined) context.inapplicable('the server supports only one type of e-mail')
    const [one, two, three, value] = ['a', 'b', 'c', 'd'].map((label) => `${label}${given.unique()}@rehearsal.example`)
    const emails: JsonObject[] = [
      { value: one, type: work },
      { value: two, type: work },
      { value: three, type: home },
    ]
    const user = await userWith(context, { emails })
    const element: JsonValue = { value, type: work }
    await patched(context, user, [{ op: 'replace', path: `emails[type eq "${work}"]`, value: element }])
    await eventuallyReturns(context, user, (shown) =>
      expect([...new Set(addresses(shown))], 'e-mails').to.have.members([value, three]),
    )
  },
})

/**
 * Checks that a PATCH replace at a value filter that matches nothing is rejected (RFC 7644 §3.5.2.3). The filter is
 * over `value`, because for a filter over `type` Entra expects a new element.
 */
export const replaceAtNothing: Check = defineCheck({
  id: 'scim.patch.replace-no-match',
  title: 'PATCH replace at a filter that matches nothing returns 400 noTarget, and changes nothing',
  requirements: ['rfc7644-3.5.2.3-08'],
  dependsOn,
  async run(context) {
    const { scim, given, expect, skip } = context
    const { user, work, first } = await userWithTwoEmails(context)
    const replace = (value: string): PatchOperation[] => [
      { op: 'replace', path: `emails[value eq "${value}"].type`, value: work },
    ]
    const control = await scim.patch(user, replace(first))
    if (!control.isSuccess)
      skip(`a value path by value is rejected: ${control.describe()}`, 'scim.patch.remove-by-filter')
    const before = await read(context, user)
    const response = await scim.patch(user, replace(`${given.unique('no-user')}@rehearsal.example`))
    await expectUnchanged(context, before)
    expect(response).to.be.scimError(400, 'noTarget')
  },
})

/**
 * Checks a PATCH replace that makes another address primary; the elements of this list are identified by their type
 * (RFC 7644 §3.5.2.3).
 */
export const replacePrimary: Check = defineCheck({
  id: 'scim.patch.replace-primary',
  title: 'If PATCH replace makes an address primary, the other addresses are no longer primary',
  requirements: ['rfc7644-3.5.2.3-10'],
  dependsOn,
  async run(context) {
    const { expect } = context
    requireWritable(context, 'addresses', 'addresses.type', 'addresses.locality', 'addresses.primary')
    const [work = 'work', home] = typesOf(context, 'addresses')
    if (home === undefined) context.inapplicable('the server supports only one type of address')
    const user = await userWith(context, {
      addresses: [
        { type: work, locality: 'Hollywood', primary: true },
        { type: String(home), locality: 'Burbank' },
      ],
    })
    const value = { type: String(home), locality: 'Pasadena', primary: true }
    await patched(context, user, [{ op: 'replace', path: `addresses[type eq "${home}"]`, value }])
    await eventuallyReturns(context, user, (shown) =>
      expect(
        elementsOf(shown, 'addresses')
          .filter(({ primary }) => primary === true)
          .map(({ locality }) => locality),
        'primary addresses',
      ).to.deep.equal(['Pasadena']),
    )
  },
})
