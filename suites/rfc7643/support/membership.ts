import { type CheckContext, defineStory, type ScimResponse, type Story } from '../../../harness/index.ts'
import {
  GROUP_SCHEMA,
  isJsonObject,
  type JsonObject,
  type ScimResource,
  USER_SCHEMA,
} from '../../../mocks/protocol/index.ts'
import { type CreatedResource, createdFrom, elementsOf, member, read, requireDeclared } from '../../support/index.ts'

/** A Group with one User as its member, each as returned after the Group was created. */
export interface Membership {
  readonly user: CreatedResource
  readonly group: CreatedResource
}

/** Creates one membership per run. Checks that share it must not change it. */
export const membership: Story<Membership> = defineStory({
  id: 'membership',
  gather: async (context) => {
    const user = await context.given.user()
    const group = await context.given.group({ members: [{ value: user.id }] })
    return { user, group }
  },
})

/** Ends the check if Groups of the target have no members. */
export function requireMembers(context: CheckContext): void {
  requireDeclared(context, GROUP_SCHEMA, 'members')
}

/** Creates a Group with members. Skips the check if the target rejects it. */
export async function groupOf(
  context: CheckContext,
  members: readonly ScimResource[],
): Promise<CreatedResource & JsonObject> {
  const { scim, given, target, skip } = context
  const body = given.groupBody({ members: members.map(({ id }) => ({ value: String(id) })) })
  const response = await scim.post(target.endpoint('Group'), body)
  if (!response.isSuccess) skip(`a Group with members cannot be created: ${response.describe()}`, 'members.add')
  return createdFrom(context, response)
}

/**
 * Returns the elements of `members` of a Group or of `groups` of a User, which are requested by name if they are
 * returned only on request.
 */
export async function listed(
  context: CheckContext,
  resource: ScimResource,
  name: 'members' | 'groups',
): Promise<JsonObject[]> {
  const definition = context.target.attribute(name === 'members' ? GROUP_SCHEMA : USER_SCHEMA, name)
  const shown = await read(context, resource, definition?.returned === 'request' ? { attributes: name } : {})
  return elementsOf(shown, name)
}

/** Returns the ids of the members of a Group. */
export async function memberIds(context: CheckContext, group: ScimResource): Promise<unknown[]> {
  return (await listed(context, group, 'members')).map((element) => member(element, 'value'))
}

/** Asserts the members of a Group, in any order, and waits until the target returns them. */
export async function expectMembers(
  context: CheckContext,
  group: ScimResource,
  expected: readonly CreatedResource[],
): Promise<void> {
  await context.eventually(async () =>
    context.expect(await memberIds(context, group), 'members').to.have.members(expected.map(({ id }) => id)),
  )
}

/** Requests a reference if it is on the target's own origin, because credentials must not be sent elsewhere. */
export async function follow({ scim, target, warn }: CheckContext, url: URL): Promise<ScimResponse | undefined> {
  if (url.origin === new URL(target.baseUrl).origin) return scim.get(url.href)
  warn(`${url.href} is on another origin than the server, so the run sent no request to it`)
  return undefined
}

/**
 * Returns the id of the resource at a reference, resolved against an address; undefined if there is no resource or the
 * reference is on another origin.
 */
export async function idAt({ scim, target }: CheckContext, reference: string, from: string): Promise<unknown> {
  if (!URL.canParse(reference, from)) return undefined
  const url = new URL(reference, from)
  if (url.origin !== new URL(target.baseUrl).origin) return undefined
  const response = await scim.get(url.href)
  return response.isSuccess && isJsonObject(response.body) ? response.body['id'] : undefined
}
