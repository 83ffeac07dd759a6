import { type Check, type CheckContext, defineCheck } from '../../harness/index.ts'
import { isJsonObject, type JsonValue, type PatchOperation, USER_SCHEMA } from '../../mocks/protocol/index.ts'
import { type CreatedResource, eventuallyReturns, read, requireDeclared } from '../support/index.ts'
import { differences, expectCreatedNotWritten, expectUnchanged } from './support/changes.ts'
import { immutableString, valueIn } from './support/immutable.ts'

const dependsOn = ['patch', 'patch.attribute'] as const

/** Checks that PATCH cannot change the id of a resource (RFC 7644 §3.5.2). */
export const readOnlyStays: Check = defineCheck({
  id: 'scim.patch.id-stays',
  title: 'PATCH of id does not change it',
  requirements: ['rfc7644-3.5.2-19', 'rfc7643-7-20'],
  dependsOn,
  async run({ scim, given, expect }) {
    const user = await given.user()
    await scim.patch(user, [{ op: 'replace', path: 'id', value: given.unique('id') }])
    const shown = await scim.get(user)
    expect(shown).to.have.status(200)
    expect(shown.id, 'id after the PATCH').to.equal(user.id)
  },
})

/** Returns operations that write read-only attributes of a User with values that the target would not choose. */
function readOnlyWrites({ target, given }: CheckContext): PatchOperation[] {
  const groups = target.attribute(USER_SCHEMA, 'groups')
  return [
    { op: 'replace', path: 'id', value: given.unique('id') },
    { op: 'replace', path: 'meta.created', value: '2001-01-01T00:00:00Z' },
    ...(groups?.mutability === 'readOnly'
      ? [{ op: 'add', path: 'groups', value: [{ value: given.unique('group') }] }]
      : []),
  ]
}

/** Checks that PATCH cannot change read-only attributes (RFC 7644 §3.5.2). */
export const readOnlyIsRejected: Check = defineCheck({
  id: 'scim.patch.read-only',
  title: 'PATCH of id, meta.created and groups returns an error, and changes none of them',
  requirements: ['rfc7644-3.5.2-18', 'rfc7644-3.5.2-19'],
  dependsOn,
  async run(context) {
    const { scim, given, expect, requirement, warn } = context
    const user = await read(context, await given.user())
    for (const operation of readOnlyWrites(context)) {
      const response = await scim.patch(user, [operation])
      await requirement('rfc7644-3.5.2-19', async () => expectKept(context, user, String(operation.path)))
      await requirement('rfc7644-3.5.2-18', () => expect(response, `PATCH of ${operation.path}`).to.be.refused())
      if (response.status > 400 && response.status < 500)
        warn(`RFC 7644 suggests 400 mutability for ${operation.path}: ${response.describe()}`)
    }
  },
})

async function expectKept(context: CheckContext, before: CreatedResource, path: string): Promise<void> {
  const { expect } = context
  const shown = await read(context, before)
  expect(shown.id, 'id').to.equal(before.id)
  expectCreatedNotWritten(context, shown)
  expect(differences(before, shown), `values that the PATCH of ${path} changed`).to.deep.equal([])
}

/** Checks that PATCH can set an immutable attribute only if it has no value (RFC 7644 §3.5.2). */
export const immutableOnce: Check = defineCheck({
  id: 'scim.patch.immutable',
  title: 'PATCH can set the first value of an immutable attribute, and cannot change it afterwards',
  requirements: ['rfc7644-3.5.2-20', 'rfc7644-3.5.2-19'],
  dependsOn,
  async run(context) {
    const { scim, given, expect, requirement, skip } = context
    const attribute = immutableString(context)
    const { path } = attribute
    const user = await given.user()
    if (valueIn(user, attribute) !== undefined) skip(`${path} already has a value after the POST`, 'immutable-preset')
    const first = given.unique('first')
    const added = await scim.patch(user, [{ op: 'add', path, value: first }])
    await requirement('rfc7644-3.5.2-20', async () => {
      expect(added).to.be.success()
      await eventuallyReturns(context, user, (shown) => expect(valueIn(shown, attribute), path).to.equal(first))
    })
    if (!added.isSuccess) return
    await scim.patch(user, [{ op: 'replace', path, value: given.unique('second') }])
    await requirement('rfc7644-3.5.2-19', async () =>
      expect(valueIn(await read(context, user), attribute), `${path} after a PATCH with a second value`).to.equal(
        first,
      ),
    )
  },
})

/** Checks that a value of the wrong type is rejected (RFC 7644 §3.5.2). */
export const invalidValue: Check = defineCheck({
  id: 'scim.patch.unfit-value',
  title: 'PATCH of a boolean with an object returns a SCIM error, and changes nothing',
  requirements: ['rfc7644-3.5.2-21'],
  dependsOn,
  async run(context) {
    const { scim, given, expect } = context
    requireDeclared(context, USER_SCHEMA, 'active')
    const user = await read(context, await given.user({ active: true }))
    const value: JsonValue = { a: 1 }
    const response = await scim.patch(user, [{ op: 'replace', path: 'active', value }])
    expect(response).to.be.refused()
    expect(response).to.be.scimResource('Error')
    expect(isJsonObject(response.body) ? response.body['status'] : undefined, 'status of the error').to.equal(
      String(response.status),
    )
    await expectUnchanged(context, user)
  },
})
