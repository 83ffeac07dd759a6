import { type Check, type CheckContext, defineCheck } from '../../harness/index.ts'
import { GROUP_SCHEMA, isJsonObject, type JsonObject, type JsonValue, USER_SCHEMA } from '../../mocks/protocol/index.ts'
import {
  createdFrom,
  elementsOf,
  eventuallyReturns,
  isAssigned,
  read,
  requireDeclared,
  sharedMembers,
  userWithExistingName,
} from '../support/index.ts'
import { expectCreatedNotWritten, optionalString, plainString } from './support/changes.ts'
import { makeUser, put, replaced } from './support/replacing.ts'

/** Checks the simplest PUT; if it fails, all other PUT checks would fail too (RFC 7644 §3.5.1). */
export const putReplaces: Check = defineCheck({
  id: 'scim.put.replaces',
  title: 'PUT returns 200 with the replaced resource',
  requirements: ['rfc7644-3.5-01', 'rfc7644-3.5.1-02', 'rfc7644-3.5.1-09', 'rfc7644-3.5.1-11'],
  async run(context) {
    const { scim, expect, requirement } = context
    const name = plainString(context)
    const { user, body } = await makeUser(context, { [name]: 'Before' })
    let response = await scim.put(user, { ...body, id: user.id, [name]: 'After' })
    await requirement('rfc7644-3.5-01', () => expect(response).to.not.have.status(404, 405, 501))
    if ([404, 405, 501].includes(response.status)) return
    if (!response.isSuccess) {
      // A server that rejects only the `id` replaces users.
      const withoutId = await scim.put(user, { ...body, [name]: 'After' })
      if (withoutId.isSuccess) {
        await requirement('rfc7644-3.5.1-09', () =>
          expect(response, 'PUT with the `id` of the user, which is accepted without it').to.be.success(),
        )
        response = withoutId
      }
    }
    await requirement('rfc7644-3.5.1-11', () => {
      expect(response).to.have.status(200)
      expect(response).to.be.scimResource('User')
    })
    await requirement('rfc7644-3.5.1-02', () =>
      eventuallyReturns(context, user, (shown) => expect(shown[name], `${name} after PUT`).to.equal('After')),
    )
  },
})

/**
 * Checks that a User can be written back unchanged after it was read, with its read-only attributes (RFC 7644 §3.5.1).
 */
export const putAsRead: Check = defineCheck({
  id: 'scim.put.as-read',
  title: 'PUT of a User as returned by GET is accepted, including its read-only attributes',
  requirements: ['rfc7644-3.5.1-08', 'rfc7644-3.5.1-09', 'rfc7643-2.5-02'],
  async run(context) {
    const { scim, given, expect, note, requirement } = context
    const before = await read(context, await given.user())
    const response = await put(context, before, before)
    // A server that rejects its own nulls does not reject the read-only attributes.
    const assigned = withoutUnassigned(before)
    const hasNulls = JSON.stringify(assigned) !== JSON.stringify(before)
    if (!response.isSuccess && hasNulls && (await scim.put(before, assigned)).isSuccess) {
      note('without the values that are null, the PUT is accepted')
      await requirement('rfc7643-2.5-02', () => expect(response).to.be.success())
      return
    }
    expect(response).to.be.success()
    const after = await scim.get(before)
    expect(after).to.have.status(200)
    expect(after.resource, 'the User after the PUT').to.include({ id: before.id, userName: before['userName'] })
  },
})

/** Returns a resource without nulls, and without elements of lists whose `value` is null. */
function withoutUnassigned(resource: JsonObject): JsonObject {
  const assigned = (value: JsonValue): JsonValue =>
    Array.isArray(value)
      ? value.filter((one) => !(isJsonObject(one) && one['value'] === null)).map(assigned)
      : isJsonObject(value)
        ? withoutUnassigned(value)
        : value
  return Object.fromEntries(
    Object.entries(resource).flatMap(([name, value]) =>
      value === null || value === undefined ? [] : [[name, assigned(value)]],
    ),
  )
}

/** Checks that PUT may omit attributes, which the server may clear, keep or set to a default (RFC 7644 §3.5.1). */
export const putOmits: Check = defineCheck({
  id: 'scim.put.omitted',
  title: 'PUT that omits an attribute is accepted, and the value is cleared, kept or set to a default',
  requirements: ['rfc7644-3.5.1-03'],
  async run(context) {
    const { note } = context
    const name = optionalString(context)
    const { user, body } = await makeUser(context, { [name]: 'Before' })
    const { [name]: _omitted, ...rest } = body
    await replaced(context, user, { ...rest, id: user.id })
    const value = (await read(context, user))[name]
    note(`${name}, which PUT left out, is ${value === 'Before' ? 'kept' : isAssigned(value) ? 'defaulted' : 'cleared'}`)
  },
})

/** Checks that PUT ignores read-only attributes (RFC 7644 §3.5.1). */
export const putReadOnly: Check = defineCheck({
  id: 'scim.put.read-only',
  title: 'PUT with other values for meta.created and groups is accepted, and changes neither',
  requirements: ['rfc7644-3.5.1-08'],
  async run(context) {
    const { given, expect, target } = context
    const { user, body } = await makeUser(context)
    const before = await read(context, user)
    const hasGroups = target.attribute(USER_SCHEMA, 'groups')?.mutability === 'readOnly'
    await replaced(context, user, {
      ...body,
      id: user.id,
      meta: { ...before.meta, created: '2001-01-01T00:00:00Z' },
      ...(hasGroups ? { groups: [{ value: given.unique('group') }] } : {}),
    })
    const after = await read(context, user)
    expectCreatedNotWritten(context, after)
    expect(elementsOf(after, 'groups').length, 'groups of the User').to.equal(elementsOf(before, 'groups').length)
  },
})

/** Checks a PUT whose body has another id. The example in RFC 7644 §3.12 rejects it; §3.5.1 ignores it. */
export const putOtherId: Check = defineCheck({
  id: 'scim.put.other-id',
  title:
    'PUT with another id in its body is rejected with mutability, or changes only the resource in the URL and no id',
  requirements: ['rfc7644-3.5.1-09'],
  async run(context) {
    const { given, expect, warn } = context
    const name = plainString(context)
    const { user, body } = await makeUser(context, { [name]: 'Before' })
    const other = await read(context, await given.user({ [name]: 'Other' }))
    const response = await put(context, user, { ...body, id: other.id, [name]: 'After' })
    if (!response.isSuccess) expect(response).to.be.refused()
    if (!response.isSuccess && response.status !== 400) warn(`RFC 7644 suggests 400: ${response.describe()}`)
    const shown = await read(context, user)
    expect(shown.id, 'id').to.equal(user.id)
    expect(shown[name], `${name} of the User in the URL`).to.equal(response.isSuccess ? 'After' : 'Before')
    expect((await read(context, other))[name], `${name} of the other User`).to.equal('Other')
  },
})

/** Checks that PUT without a required attribute is rejected (RFC 7644 §3.5.1). */
export const putWithoutRequired: Check = defineCheck({
  id: 'scim.put.required',
  title: 'PUT without userName is rejected, and the User keeps its userName',
  requirements: ['rfc7644-3.5.1-10'],
  async run(context) {
    const { expect, warn } = context
    const { user, body } = await makeUser(context)
    const { userName, ...rest } = body
    const response = await put(context, user, { ...rest, id: user.id })
    if (response.isSuccess) warn(`PUT without userName is accepted: ${response.describe()}`)
    else expect(response).to.be.refused()
    const kept = (await read(context, user))['userName']
    expect(typeof kept === 'string' ? kept.toLowerCase() : kept, 'userName after a PUT without userName').to.equal(
      String(userName).toLowerCase(),
    )
  },
})

/** Checks that the `attributes` parameter applies to the response to a PUT (RFC 7644 §3.5.1). */
export const putAttributes: Check = defineCheck({
  id: 'scim.put.attributes-parameter',
  title: 'PUT with the attributes parameter returns the requested attributes and no other default attribute',
  requirements: ['rfc7644-3.5.1-12'],
  async run(context) {
    const { expect } = context
    const name = plainString(context)
    const { user, body } = await makeUser(context, { [name]: 'Shown' })
    // Some servers answer 204 to a PUT that changes nothing.
    const changed = { ...body, id: user.id, [name]: 'Shown again' }
    const response = await replaced(context, user, changed, { query: { attributes: 'userName' } })
    const shown = response.resource
    expect(shown, 'the response').to.include.keys('id', 'userName')
    const unrequested = Object.keys(shown).filter((one) => !MINIMUM.has(one.toLowerCase()) && !isAlways(context, one))
    if (shown.meta !== undefined) context.warn('the response has meta, which the request did not name')
    expect(unrequested, 'attributes in the response that the request did not name').to.deep.equal([])
  },
})

const MINIMUM = new Set(['id', 'schemas', 'username', 'meta'])

const isAlways = ({ target }: CheckContext, name: string): boolean =>
  target.attribute(USER_SCHEMA, name)?.returned === 'always'

/**
 * Checks that PUT does not create a resource (RFC 7644 §3.2). The id is of a resource that the check deleted, so that
 * the request cannot affect any other.
 */
export const putUnknown: Check = defineCheck({
  id: 'scim.put.unknown-id',
  title: 'PUT to an unknown id creates nothing',
  requirements: ['rfc7644-3.2-03'],
  async run(context) {
    const { scim, given, expect, skip, warn } = context
    const { user } = await makeUser(context)
    const removed = await scim.delete(user)
    if (!removed.isSuccess) skip(`a User cannot be deleted: ${removed.describe()}`, 'scim.delete.answers-204')
    const body = await given.userBody({ id: user.id })
    const response = await scim.put(user, body)
    if (response.status === 405 || response.status === 501) {
      const existing = await makeUser(context)
      await put(context, existing.user, { ...existing.body, id: existing.user.id })
    }
    if (response.isSuccess) given.owns(scim.pathOf(user))
    expect(response, 'PUT to an unknown id').to.be.refused()
    expect(await scim.get(user)).to.have.status(404)
    if (response.status !== 404) warn(`RFC 7644 suggests 404: ${response.describe()}`)
  },
})

/** Checks that PUT to a userName that is in use is rejected (RFC 7644 §3.5.1). */
export const putDuplicate: Check = defineCheck({
  id: 'scim.put.duplicate-user-name',
  title: 'PUT to an existing userName returns a conflict',
  requirements: ['rfc7644-3.5.1-13', 'rfc7643-4.1.1-04'],
  async run(context) {
    const taken = await userWithExistingName(context)
    const { user, body } = await makeUser(context)
    const response = await put(context, user, { ...body, id: user.id, userName: taken['userName'] })
    context.expect(response).to.have.status(409, 400)
  },
})

/** Checks that PUT of a Group replaces the list of members (RFC 7644 §3.5.1). */
export const putMembers: Check = defineCheck({
  id: 'scim.put.group-members',
  title: 'PUT of a Group replaces the members with those of the body',
  requirements: ['rfc7644-3.5.1-02'],
  dependsOn: ['groups'],
  async run(context) {
    const { scim, given, target, expect, skip } = context
    requireDeclared(context, GROUP_SCHEMA, 'members')
    const users = await sharedMembers(context, 3)
    const members: JsonObject[] = users.map(({ id }) => ({ value: id }))
    const body = given.groupBody({ members: members.slice(0, 1) })
    const created = await scim.post(target.endpoint('Group'), body)
    if (!created.isSuccess) skip(`a Group with a member cannot be created: ${created.describe()}`, 'members.add')
    const group = await createdFrom(context, created)
    await replaced(context, group, { ...body, id: group.id, members: members.slice(1) })
    await eventuallyReturns(context, group, (shown) =>
      expect(
        elementsOf(shown, 'members').map(({ value }) => value),
        'members',
      ).to.have.members(users.slice(1).map(({ id }) => id)),
    )
  },
})
