import { type Check, type CheckContext, defineCheck, type ScimResponse } from '../../harness/index.ts'
import { ENTERPRISE_USER_SCHEMA, GROUP_SCHEMA, isJsonObject, USER_SCHEMA } from '../../mocks/protocol/index.ts'

const needs = ['patch'] as const

/** Throws AssertionError where a PATCH was not answered as RFC 7644 §3.5.2 allows: 200 with a body, or 204. */
function expectPatched({ expect }: CheckContext, response: ScimResponse): void {
  expect(response).to.have.status(200, 204)
}

function requireDeclared({ target, inapplicable }: CheckContext, urn: string, path: string): void {
  if (!target.declares(urn, path)) inapplicable(`${path} is not declared in /Schemas`)
}

/** replace with a path. */
export const replaceAttribute: Check = defineCheck({
  id: 'scim.patch.replace-attribute',
  title: 'PATCH replace of a plain attribute changes it',
  requirements: ['rfc7644-3.5.2-29', 'rfc7644-3.5.2-10'],
  needs,
  async run(context) {
    const { scim, given, expect, requirement, eventually } = context
    requireDeclared(context, USER_SCHEMA, 'displayName')
    const user = await given.user()
    const response = await scim.patch(user, [{ op: 'replace', path: 'displayName', value: 'Changed' }])
    await requirement('rfc7644-3.5.2-29', () => expectPatched(context, response))
    await requirement('rfc7644-3.5.2-10', () =>
      eventually(async () => void expect((await scim.get(user)).resource['displayName']).to.equal('Changed')),
    )
  },
})

/** replace of a sub-attribute. */
export const replaceSubAttribute: Check = defineCheck({
  id: 'scim.patch.replace-sub-attribute',
  title: 'PATCH replace of name.familyName changes that part alone',
  requirements: ['rfc7644-3.5.2-11'],
  needs,
  async run(context) {
    const { scim, given, expect } = context
    requireDeclared(context, USER_SCHEMA, 'name.familyName')
    const user = await given.user({ name: { givenName: 'Given', familyName: 'Before' } })
    expectPatched(context, await scim.patch(user, [{ op: 'replace', path: 'name.familyName', value: 'After' }]))
    expect((await scim.get(user)).resource['name'], 'name').to.include({ givenName: 'Given', familyName: 'After' })
  },
})

/** An attribute of the enterprise extension. */
export const extensionPath: Check = defineCheck({
  id: 'scim.patch.extension-path',
  title: 'PATCH reaches an attribute of the enterprise extension by its URN',
  requirements: ['rfc7644-3.5.2-15'],
  needs: ['patch', 'enterprise'],
  async run(context) {
    const { scim, given, expect } = context
    requireDeclared(context, ENTERPRISE_USER_SCHEMA, 'department')
    const user = await given.user()
    expectPatched(
      context,
      await scim.patch(user, [{ op: 'add', path: `${ENTERPRISE_USER_SCHEMA}:department`, value: 'Finance' }]),
    )
    expect((await scim.get(user)).resource[ENTERPRISE_USER_SCHEMA], 'enterprise extension').to.include({
      department: 'Finance',
    })
  },
})

/** A value path. */
export const valuePath: Check = defineCheck({
  id: 'scim.patch.value-path',
  title: 'PATCH replace of emails[type eq "work"].value changes that element',
  requirements: ['rfc7644-3.5.2-12', 'rfc7644-3.5.2-13', 'rfc7644-3.5.2.3-07'],
  needs,
  async run(context) {
    const { scim, given, expect } = context
    requireDeclared(context, USER_SCHEMA, 'emails')
    const token = given.unique()
    const user = await given.user({ emails: [{ value: `${token}@before.example`, type: 'work', primary: true }] })
    expectPatched(
      context,
      await scim.patch(user, [
        { op: 'replace', path: 'emails[type eq "work"].value', value: `${token}@after.example` },
      ]),
    )
    const { emails } = (await scim.get(user)).resource
    const work = (Array.isArray(emails) ? emails.filter(isJsonObject) : []).filter(({ type }) => type === 'work')
    expect(
      work.map(({ value }) => value),
      'e-mails of type work',
    ).to.deep.equal([`${token}@after.example`])
  },
})

/** Without a path. */
export const withoutPath: Check = defineCheck({
  id: 'scim.patch.replace-without-path',
  title: 'PATCH replace without a path takes a set of attributes',
  requirements: ['rfc7644-3.5.2.3-01'],
  needs,
  async run(context) {
    const { scim, given, expect } = context
    requireDeclared(context, USER_SCHEMA, 'displayName')
    const user = await given.user()
    expectPatched(context, await scim.patch(user, [{ op: 'replace', value: { displayName: 'By set' } }]))
    expect((await scim.get(user)).resource['displayName'], 'displayName').to.equal('By set')
  },
})

/** active. */
export const activeIsBoolean: Check = defineCheck({
  id: 'scim.patch.active-false',
  title: 'PATCH replace of active with false deactivates, and active stays a boolean',
  requirements: ['rfc7643-4.1.1-14', 'rfc7643-2.3.2-01'],
  needs,
  impact: 'leavers keep their access',
  async run(context) {
    const { scim, given, expect } = context
    requireDeclared(context, USER_SCHEMA, 'active')
    const user = await given.user({ active: true })
    expectPatched(context, await scim.patch(user, [{ op: 'replace', path: 'active', value: false }]))
    expect((await scim.get(user)).resource['active'], 'active').to.equal(false)
  },
})

/** remove without a path. */
export const removeWithoutPath: Check = defineCheck({
  id: 'scim.patch.remove-without-path',
  title: 'PATCH remove without a path answers 400 noTarget',
  requirements: ['rfc7644-3.5.2.2-01'],
  needs,
  async run({ scim, given, expect }) {
    expect(await scim.patch(await given.user(), [{ op: 'remove' }])).to.be.scimError(400, 'noTarget')
  },
})

/** remove of an attribute. */
export const removeAttribute: Check = defineCheck({
  id: 'scim.patch.remove-attribute',
  title: 'PATCH remove of a single-valued attribute unassigns it',
  requirements: ['rfc7644-3.5.2.2-02'],
  needs,
  async run(context) {
    const { scim, given, expect, target, inapplicable } = context
    requireDeclared(context, USER_SCHEMA, 'title')
    if (target.attribute(USER_SCHEMA, 'title')?.required === true) inapplicable('title is required')
    const user = await given.user({ title: 'Engineer' })
    expectPatched(context, await scim.patch(user, [{ op: 'remove', path: 'title' }]))
    expect((await scim.get(user)).resource['title'] ?? null, 'title').to.equal(null)
  },
})

/** All or nothing. */
export const isAtomic: Check = defineCheck({
  id: 'scim.patch.atomic',
  title: 'A PATCH of which one operation fails changes nothing',
  requirements: ['rfc7644-3.5.2-26'],
  needs,
  async run(context) {
    const { scim, given, expect } = context
    requireDeclared(context, USER_SCHEMA, 'displayName')
    const user = await given.user({ displayName: 'Before' })
    const response = await scim.patch(user, [{ op: 'replace', path: 'displayName', value: 'After' }, { op: 'remove' }])
    expect(response).to.be.refused()
    expect((await scim.get(user)).resource['displayName'], 'displayName').to.equal('Before')
  },
})

/** An unknown resource. */
export const unknownResource: Check = defineCheck({
  id: 'scim.patch.unknown-id',
  title: 'PATCH of an unknown id answers 404',
  requirements: ['rfc7644-3.5.2-31'],
  needs,
  async run({ scim, given, expect, target }) {
    expect(
      await scim.patch(`${target.endpoint('User')}/${given.unique('unknown')}`, [
        { op: 'replace', path: 'displayName', value: 'x' },
      ]),
    ).to.have.status(404)
  },
})

/** What only the server writes. */
export const readOnlyStays: Check = defineCheck({
  id: 'scim.patch.id-stays',
  title: 'PATCH of id does not change it',
  requirements: ['rfc7644-3.5.2-19', 'rfc7643-7-20'],
  needs,
  async run({ scim, given, expect }) {
    const user = await given.user()
    await scim.patch(user, [{ op: 'replace', path: 'id', value: given.unique('id') }])
    const read = await scim.get(user)
    expect(read).to.have.status(200)
    expect(read.id).to.equal(user.id)
  },
})

/** A member twice. */
export const repeatedMember: Check = defineCheck({
  id: 'scim.patch.repeated-member',
  title: 'Adding a member who is one already lists them once',
  requirements: ['rfc7644-3.5.2.1-07', 'rfc7643-2.4-11'],
  needs: ['patch', 'groups'],
  impact: 'Entra adds members again after a restart: group lists grow with doubles',
  async run(context) {
    const { scim, given, expect, requirement } = context
    requireDeclared(context, GROUP_SCHEMA, 'members')
    const [user, group] = await Promise.all([given.user(), given.group()])
    const add = [{ op: 'add', path: 'members', value: [{ value: user.id }] }]
    expectPatched(context, await scim.patch(group, add))
    const again = await scim.patch(group, add)
    await requirement('rfc7644-3.5.2.1-07', () => expectPatched(context, again))
    const { members } = (await scim.get(group)).resource
    const listed = (Array.isArray(members) ? members.filter(isJsonObject) : []).filter(({ value }) => value === user.id)
    await requirement('rfc7643-2.4-11', () => expect(listed.length, 'times that the member is listed').to.equal(1))
  },
})

/** Members come and go. */
export const memberByFilter: Check = defineCheck({
  id: 'scim.patch.remove-member-by-filter',
  title: 'A member is added, and removed by a value filter',
  requirements: ['rfc7644-3.5.2.1-10', 'rfc7644-3.5.2.2-10'],
  needs: ['patch', 'groups'],
  async run(context) {
    const { scim, given, expect, requirement } = context
    const [user, other, group] = await Promise.all([given.user(), given.user(), given.group()])
    const listed = async (): Promise<unknown[]> => {
      const { members } = (await scim.get(group)).resource
      return (Array.isArray(members) ? members.filter(isJsonObject) : []).map(({ value }) => value)
    }
    await requirement('rfc7644-3.5.2.1-10', async () => {
      expectPatched(
        context,
        await scim.patch(group, [{ op: 'add', path: 'members', value: [{ value: user.id }, { value: other.id }] }]),
      )
      expect(await listed(), 'members').to.have.members([user.id, other.id])
    })
    await requirement('rfc7644-3.5.2.2-10', async () => {
      expectPatched(context, await scim.patch(group, [{ op: 'remove', path: `members[value eq "${user.id}"]` }]))
      expect(await listed(), 'members').to.deep.equal([other.id])
    })
  },
})
