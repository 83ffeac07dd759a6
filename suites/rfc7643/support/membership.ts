import { type CheckContext, defineStory, type ScimResponse, type Story } from '../../../harness/index.ts'
import {
  GROUP_SCHEMA,
  isJsonObject,
  type JsonObject,
  type ScimResource,
  USER_SCHEMA,
} from '../../../mocks/protocol/index.ts'
import { elementsOf, type Made, madeFrom, member, read, requireDeclared } from '../../support/index.ts'

/** A Group with one User in it, each as it is shown afterwards. */
export interface Membership {
  readonly user: Made
  readonly group: Made
}

/** Plays once a run: whoever looks at both ends of a membership looks at this one, and leaves it as it is. */
export const membership: Story<Membership> = defineStory({
  id: 'membership',
  gather: async (context) => {
    const user = await context.given.user()
    const group = await context.given.group({ members: [{ value: user.id }] })
    return { user, group }
  },
})

/** Ends the check where Groups of the target have no members. */
export function requireMembers(context: CheckContext): void {
  requireDeclared(context, GROUP_SCHEMA, 'members')
}

/** Makes a Group with members. Skips where the target refuses it. */
export async function groupOf(context: CheckContext, members: readonly ScimResource[]): Promise<Made & JsonObject> {
  const { scim, given, target, skip } = context
  const body = given.groupBody({ members: members.map(({ id }) => ({ value: String(id) })) })
  const response = await scim.post(target.endpoint('Group'), body)
  if (!response.isSuccess) skip(`a Group with members cannot be created: ${response.describe()}`, 'create.group')
  return madeFrom(context, response)
}

/** The elements of `members` of a Group, or of `groups` of a User, asked for by name where they come on request alone. */
export async function listed(
  context: CheckContext,
  resource: ScimResource,
  name: 'members' | 'groups',
): Promise<JsonObject[]> {
  const definition = context.target.attribute(name === 'members' ? GROUP_SCHEMA : USER_SCHEMA, name)
  const shown = await read(context, resource, definition?.returned === 'request' ? { attributes: name } : {})
  return elementsOf(shown, name)
}

/** The ids of the members of a Group. */
export async function memberIds(context: CheckContext, group: ScimResource): Promise<unknown[]> {
  return (await listed(context, group, 'members')).map((element) => member(element, 'value'))
}

/** Asserts the members of a Group, in any order, as soon as the target shows them. */
export async function expectMembers(
  context: CheckContext,
  group: ScimResource,
  expected: readonly Made[],
): Promise<void> {
  await context.eventually(async () =>
    context.expect(await memberIds(context, group), 'members').to.have.members(expected.map(({ id }) => id)),
  )
}

/** Asks at a reference, where that is on the target itself: no credentials go elsewhere. */
export async function follow({ scim, target, warn }: CheckContext, url: URL): Promise<ScimResponse | undefined> {
  if (url.origin === new URL(target.baseUrl).origin) return scim.get(url.href)
  warn(`${url.href} is on another origin than the target, and was not asked`)
  return undefined
}

/** The id of what stands at a reference, seen from an address. Undefined where nothing does, or where it is on another origin. */
export async function idAt({ scim, target }: CheckContext, reference: string, from: string): Promise<unknown> {
  if (!URL.canParse(reference, from)) return undefined
  const url = new URL(reference, from)
  if (url.origin !== new URL(target.baseUrl).origin) return undefined
  const response = await scim.get(url.href)
  return response.isSuccess && isJsonObject(response.body) ? response.body['id'] : undefined
}
