import { type Check, defineCheck } from '../../harness/index.ts'
import { ENTERPRISE_USER_SCHEMA, type JsonObject } from '../../mocks/protocol/index.ts'
import { elementsOf, eventuallyReturns, read, requireDeclared, requireWritable } from '../support/index.ts'
import { addresses } from './support/addresses.ts'
import { optionalString, patched, patchOf, plainString, sendInvalid } from './support/changes.ts'
import { lastModifiedOf, movesLater } from './support/moments.ts'
import { typesOf, userWith } from './support/subjects.ts'
import { sharedTwoEmails, userWithTwoEmails } from './support/two-emails.ts'

const dependsOn = ['patch', 'patch.attribute'] as const

/** Checks that a PATCH add without a value is rejected (RFC 7644 §3.5.2.1). */
export const addWithoutValue: Check = defineCheck({
  id: 'scim.patch.add-without-value',
  title: 'An add without a value is rejected',
  requirements: ['rfc7644-3.5.2.1-01'],
  dependsOn,
  async run(context) {
    const path = plainString(context)
    const user = await read(context, await context.given.user({ [path]: 'Before' }))
    await sendInvalid(context, user, patchOf({ op: 'add', path }), 'lenient')
  },
})

/** Checks that a PATCH add without a path adds all attributes of its value (RFC 7644 §3.5.2.1). */
export const addWithoutPath: Check = defineCheck({
  id: 'scim.patch.add-without-path',
  title: 'PATCH add without a path adds several attributes',
  requirements: ['rfc7644-3.5.2.1-02'],
  dependsOn,
  async run(context) {
    const { given, expect } = context
    // Skips the check if the target stores only one e-mail.
    const { work: type, home: other } = await context.once(sharedTwoEmails)
    const path = plainString(context)
    const [old, fresh] = [`${given.unique()}@old.example`, `${given.unique()}@new.example`]
    const user = await userWith(context, { emails: [{ value: old, type }] })
    await patched(context, user, [{ op: 'add', value: { [path]: 'By set', emails: [{ value: fresh, type: other }] } }])
    await eventuallyReturns(context, user, (shown) => {
      expect(shown[path], path).to.equal('By set')
      expect(addresses(shown), 'e-mails').to.have.members([old, fresh])
    })
  },
})

/** Checks that a PATCH add sets an attribute that has no value (RFC 7644 §3.5.2.1). */
export const addToMissing: Check = defineCheck({
  id: 'scim.patch.add-to-missing',
  title: 'PATCH add sets the first value of an attribute',
  requirements: ['rfc7644-3.5.2.1-03'],
  dependsOn,
  async run(context) {
    const { given, expect } = context
    const path = optionalString(context)
    const user = await given.user({ [path]: undefined })
    await patched(context, user, [{ op: 'add', path, value: 'First' }])
    await eventuallyReturns(context, user, (shown) => expect(shown[path], path).to.equal('First'))
  },
})

/** Checks a PATCH add at a value filter that matches nothing; the RFC does not define the result (§3.5.2.1). */
export const addAtNothing: Check = defineCheck({
  id: 'scim.patch.add-filter-no-match',
  title: 'PATCH add at a filter that matches nothing creates an element or is rejected, and changes no other element',
  requirements: ['rfc7644-3.5.2.1-03'],
  dependsOn,
  async run(context) {
    const { scim, given, expect, note } = context
    requireWritable(context, 'emails', 'emails.type', 'emails.value')
    const [type = 'work', other] = typesOf(context, 'emails')
    if (other === undefined) context.inapplicable('the server supports only one type of e-mail')
    const value = `${given.unique()}@rehearsal.example`
    const user = await userWith(context, { emails: [{ value, type }] })
    const fresh = `${given.unique()}@rehearsal.example`
    const response = await scim.patch(user, [{ op: 'add', path: `emails[type eq "${other}"].value`, value: fresh }])
    note(`an add at a filter without a match: ${response.describe()}`)
    if (!response.isSuccess) expect(response).to.be.refused()
    const wanted = response.isSuccess ? [value, fresh] : [value]
    await eventuallyReturns(context, user, (shown) => {
      const kept = elementsOf(shown, 'emails').find((email) => String(email['value']).toLowerCase() === value)
      expect(kept, 'the existing e-mail').to.include({ type })
      expect(wanted, 'allowed e-mails').to.include.members(addresses(shown))
    })
  },
})

/** Checks that a PATCH add to a complex attribute leaves its other sub-attributes unchanged (RFC 7644 §3.5.2.1). */
export const addToComplex: Check = defineCheck({
  id: 'scim.patch.add-to-complex',
  title: 'PATCH add to name sets the given sub-attributes and leaves the others',
  requirements: ['rfc7644-3.5.2.1-04'],
  dependsOn,
  async run(context) {
    const { expect } = context
    requireWritable(context, 'name.givenName', 'name.familyName', 'name.middleName')
    const user = await userWith(context, { name: { givenName: 'Given', familyName: 'Family' } })
    await patched(context, user, [{ op: 'add', path: 'name', value: { middleName: 'Middle' } }])
    await eventuallyReturns(context, user, (shown) =>
      expect(shown['name'], 'name').to.include({ givenName: 'Given', familyName: 'Family', middleName: 'Middle' }),
    )
  },
})

/** Checks that a PATCH add to a multi-valued attribute keeps the existing elements (RFC 7644 §3.5.2.1). */
export const addAppends: Check = defineCheck({
  id: 'scim.patch.add-appends',
  title: 'PATCH add to a multi-valued attribute keeps the existing elements',
  requirements: ['rfc7644-3.5.2.1-05'],
  dependsOn,
  async run(context) {
    const { given, expect } = context
    // Skips the check if the target stores only one e-mail.
    const { work: type, home: other } = await context.once(sharedTwoEmails)
    const [old, fresh] = [`${given.unique()}@old.example`, `${given.unique()}@new.example`]
    const user = await userWith(context, { emails: [{ value: old, type }] })
    await patched(context, user, [{ op: 'add', path: 'emails', value: [{ value: fresh, type: other }] }])
    await eventuallyReturns(context, user, (shown) => expect(addresses(shown), 'e-mails').to.have.members([old, fresh]))
  },
})

/** Checks that a PATCH add to a single-valued attribute replaces the value (RFC 7644 §3.5.2.1). */
export const addReplacesSingle: Check = defineCheck({
  id: 'scim.patch.add-replaces-single',
  title: 'PATCH add to a single-valued attribute replaces its value',
  requirements: ['rfc7644-3.5.2.1-06'],
  dependsOn,
  async run(context) {
    const { given, expect } = context
    const path = plainString(context)
    const user = await given.user({ [path]: 'Before' })
    await patched(context, user, [{ op: 'add', path, value: 'After' }])
    await eventuallyReturns(context, user, (shown) => expect(shown[path], path).to.equal('After'))
  },
})

/** Checks that a PATCH add of an existing element is not a change (RFC 7644 §3.5.2.1). */
export const addOfPresent: Check = defineCheck({
  id: 'scim.patch.add-of-present',
  title: 'PATCH add of an existing element does not change meta.lastModified',
  requirements: ['rfc7644-3.5.2.1-08'],
  dependsOn,
  async run(context) {
    const { given, expect, skip } = context
    const path = plainString(context)
    const { user } = await userWithTwoEmails(context)
    const [element] = elementsOf(user, 'emails')
    const before = lastModifiedOf(user) ?? skip('the server does not return meta.lastModified', 'meta.shown')
    // Without the pause, a change of the time might not be visible.
    if (!(await movesLater(context, await given.user(), path, before)))
      skip('meta.lastModified does not change when a resource changes', 'scim.patch.last-modified')
    await patched(context, user, [{ op: 'add', path: 'emails', value: [element ?? {}] }])
    const after = await read(context, user)
    const isTwice = elementsOf(after, 'emails').length > elementsOf(user, 'emails').length
    if (isTwice) skip('the element is in the list twice; another check reports that', 'scim.patch.repeated-member')
    expect(after.meta?.lastModified, 'meta.lastModified').to.equal(user.meta?.lastModified)
  },
})

/**
 * Checks a PATCH add whose value contains an extension as any representation does, below its URN (RFC 7644 §3.5.2.1).
 */
export const extensionObject: Check = defineCheck({
  id: 'scim.patch.add-extension-object',
  title: 'PATCH add without a path accepts extension attributes below their URN',
  requirements: ['rfc7644-3.5.2.1-11'],
  dependsOn: ['patch', 'enterprise', 'patch.attribute'],
  async run(context) {
    const { given, expect } = context
    requireDeclared(context, ENTERPRISE_USER_SCHEMA, 'department')
    const path = plainString(context)
    const user = await given.user()
    const department = given.unique('department')
    const value: JsonObject = { [path]: 'By set', [ENTERPRISE_USER_SCHEMA]: { department } }
    await patched(context, user, [{ op: 'add', value }])
    await eventuallyReturns(context, user, (shown) => {
      expect(shown[ENTERPRISE_USER_SCHEMA], 'enterprise extension').to.include({ department })
      expect(shown[path], path).to.equal('By set')
    })
  },
})
