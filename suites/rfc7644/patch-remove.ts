import { type Check, type CheckContext, defineCheck, type ScimResponse } from '../../harness/index.ts'
import { type JsonObject, USER_SCHEMA } from '../../mocks/protocol/index.ts'
import {
  type CreatedResource,
  elementsOf,
  eventuallyReturns,
  isAssigned,
  read,
  requireDeclared,
  requireWritable,
} from '../support/index.ts'
import { addresses } from './support/addresses.ts'
import { differences, optionalString, patched } from './support/changes.ts'
import { typesOf, userWith } from './support/subjects.ts'
import { userWithTwoEmails } from './support/two-emails.ts'

const dependsOn = ['patch', 'patch.attribute'] as const

/** Checks that a PATCH remove without a path is rejected (RFC 7644 §3.5.2.2). */
export const removeWithoutPath: Check = defineCheck({
  id: 'scim.patch.remove-without-path',
  title: 'PATCH remove without a path returns 400 noTarget',
  requirements: ['rfc7644-3.5.2.2-01'],
  dependsOn,
  async run({ scim, given, expect }) {
    expect(await scim.patch(await given.user(), [{ op: 'remove' }])).to.be.scimError(400, 'noTarget')
  },
})

/** Checks that a PATCH remove clears a single-valued attribute (RFC 7644 §3.5.2.2). */
export const removeAttribute: Check = defineCheck({
  id: 'scim.patch.remove-attribute',
  title: 'PATCH remove of a single-valued attribute removes its value',
  requirements: ['rfc7644-3.5.2.2-02'],
  dependsOn,
  async run(context) {
    const { given, expect } = context
    const path = optionalString(context)
    const user = await given.user({ [path]: 'Removed' })
    await patched(context, user, [{ op: 'remove', path }])
    // A server may set a default (RFC 7644 §3.5.1), but must not keep the removed value.
    await eventuallyReturns(context, user, (shown) => expect(shown[path] ?? null, path).to.not.equal('Removed'))
  },
})

const LISTS = ['emails', 'phoneNumbers', 'roles', 'entitlements'] as const

/**
 * Checks that a PATCH remove clears a multi-valued attribute (RFC 7644 §3.5.2.2). A server may have a reason to keep
 * one of its lists non-empty, but not all of them.
 */
export const removeList: Check = defineCheck({
  id: 'scim.patch.remove-list',
  title: 'PATCH remove of a multi-valued attribute removes all its elements',
  requirements: ['rfc7644-3.5.2.2-03'],
  dependsOn,
  async run(context) {
    const { scim, given, expect, target, warn, inapplicable } = context
    requireDeclared(context, USER_SCHEMA)
    const refusals: ScimResponse[] = []
    for (const name of LISTS) {
      const { required } = target.attribute(USER_SCHEMA, name) ?? { required: true }
      if (required === true || target.attribute(USER_SCHEMA, `${name}.value`) === undefined) continue
      const value = { emails: `${given.unique()}@rehearsal.example`, phoneNumbers: 'tel:+1-201-555-0123' }[String(name)]
      const user = await userWith(context, { [name]: [{ value: value ?? given.unique() }] })
      const response = await scim.patch(user, [{ op: 'remove', path: name }])
      if (response.isSuccess) {
        await eventuallyReturns(context, user, (shown) => expect(shown[name], name).to.not.fit(isAssigned, 'a value'))
        if (refusals.length > 0)
          warn(`some lists cannot be emptied: ${refusals.map((one) => one.describe()).join('; ')}`)
        return
      }
      refusals.push(response)
    }
    const [first] = refusals
    if (first === undefined) inapplicable(`/Schemas declares none of ${LISTS.join(', ')} as optional`)
    expect(first).to.be.success()
  },
})

/** Checks that a PATCH remove at a value filter removes only the matching elements (RFC 7644 §3.5.2.2). */
export const removeByFilter: Check = defineCheck({
  id: 'scim.patch.remove-by-filter',
  title: 'PATCH remove at a filter removes the matching elements and no other',
  requirements: ['rfc7644-3.5.2.2-04'],
  dependsOn,
  async run(context) {
    const { expect } = context
    const { user, home, first } = await userWithTwoEmails(context)
    await patched(context, user, [{ op: 'remove', path: `emails[type eq "${home}"]` }])
    await eventuallyReturns(context, user, (shown) => expect(addresses(shown), 'e-mails').to.deep.equal([first]))
  },
})

/**
 * Checks that a PATCH remove at a filter of two conditions removes only elements that satisfy both (RFC 7644 §3.5.2.2).
 */
export const removeByCompound: Check = defineCheck({
  id: 'scim.patch.remove-by-compound-filter',
  title: 'PATCH remove at a filter with two conditions removes the elements that meet both',
  requirements: ['rfc7644-3.5.2.2-12'],
  dependsOn,
  async run(context) {
    const { given, expect } = context
    requireWritable(context, 'emails', 'emails.type', 'emails.value')
    const [work = 'work'] = typesOf(context, 'emails')
    const [one = '', two = ''] = ['a', 'b'].map((label) => `${label}${given.unique()}@rehearsal.example`)
    const emails: JsonObject[] = [
      { value: one, type: work },
      { value: two, type: work },
    ]
    const user = await userWith(context, { emails })
    await patched(context, user, [{ op: 'remove', path: `emails[type eq "${work}" and value eq "${one}"]` }])
    await eventuallyReturns(context, user, (shown) => expect(addresses(shown), 'e-mails').to.deep.equal([two]))
  },
})

/**
 * Checks that a PATCH remove of a sub-attribute leaves the others unchanged, also at a value filter (RFC 7644
 * §3.5.2.2).
 */
export const removeSubAttribute: Check = defineCheck({
  id: 'scim.patch.remove-sub-attribute',
  title: 'PATCH remove of a sub-attribute removes only that sub-attribute, also at a filter',
  requirements: ['rfc7644-3.5.2.2-06'],
  dependsOn,
  async run(context) {
    const { expect, target } = context
    requireWritable(context, 'name.givenName', 'name.familyName', 'name.middleName')
    const hasAddresses = ['locality', 'postalCode', 'type'].every(
      (part) => target.attribute(USER_SCHEMA, `addresses.${part}`) !== undefined,
    )
    const [work = 'work', home = work] = typesOf(context, 'addresses')
    const addressed = [work, home].map((type, index) => ({
      type,
      locality: `Town ${index}`,
      postalCode: `9160${index}`,
    }))
    const user = await userWith(context, {
      name: { givenName: 'Given', familyName: 'Family', middleName: 'Middle' },
      ...(hasAddresses && work !== home ? { addresses: addressed } : {}),
    })
    await patched(context, user, [{ op: 'remove', path: 'name.middleName' }])
    await eventuallyReturns(context, user, ({ name }) => {
      expect(name, 'name').to.include({ givenName: 'Given', familyName: 'Family' })
      expect(name, 'name').to.not.include({ middleName: 'Middle' })
    })
    if (elementsOf(user, 'addresses').length < 2) return
    await patched(context, user, [{ op: 'remove', path: `addresses[type eq "${work}"].postalCode` }])
    await eventuallyReturns(context, user, (shown) =>
      expect(
        elementsOf(shown, 'addresses').map(({ locality, postalCode }) => `${locality}: ${postalCode ?? 'none'}`),
        'localities and postal codes',
      ).to.have.members(['Town 0: none', 'Town 1: 91601']),
    )
  },
})

/** Attributes that a PATCH must not remove, with the reasons. */
const KEPT = [
  {
    id: 'required',
    title: 'PATCH remove of userName returns an error with scimType mutability, and changes nothing',
    row: 'rfc7644-3.5.2.2-07',
    paths: ['userName'],
  },
  {
    id: 'read-only',
    title: 'PATCH remove of id and of meta returns an error with scimType mutability, and changes nothing',
    row: 'rfc7644-3.5.2.2-08',
    paths: ['id', 'meta'],
  },
] as const

/** Checks each kind of attribute that a PATCH must not remove. */
export const keptAttributes: readonly Check[] = KEPT.map(({ id, title, row, paths }) =>
  defineCheck({
    id: `scim.patch.remove-${id}`,
    title,
    requirements: [row],
    dependsOn,
    async run(context) {
      const { scim, given, warn } = context
      const user = await read(context, await given.user())
      for (const path of paths) {
        const response = await scim.patch(user, [{ op: 'remove', path }])
        await expectKept(context, user, response)
        context.expect(response, `remove of ${path}`).to.be.scimError([400, 403, 409, 422], 'mutability')
        if (response.status !== 400) warn(`RFC 7644 suggests 400: ${response.describe()}`)
      }
    },
  }),
)

async function expectKept(context: CheckContext, before: CreatedResource, response: ScimResponse): Promise<void> {
  const { expect } = context
  const shown = await read(context, before)
  expect(differences(before, shown), `values that ${response.describe()} changed`).to.deep.equal([])
  // Another check judges a server that renews meta.created with each change.
  if (isAssigned(before.meta?.created))
    expect(shown.meta?.created, `meta.created after ${response.describe()}`).to.fit(isAssigned, 'a value')
}
