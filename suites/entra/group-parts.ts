import { answerOf, type CheckContext, defineStory, type Story, segmentOf } from '../../harness/index.ts'
import type { EntraResponse } from '../../mocks/entra/index.ts'
import { GROUP_SCHEMA, isJsonObject, type JsonObject, type JsonValue } from '../../mocks/protocol/index.ts'
import { isSuccess } from '../support/index.ts'
import { provisionedUser, sharedSourceUsers } from './source-users.ts'

/** A group that Entra's request created. */
export interface Group {
  readonly id: string
  readonly name: string
}

/**
 * Creates a group as Entra does. If the server rejects the second URN, which `entra.group.create` reports, creates it
 * without that URN so that the check can continue.
 */
export async function postGroup(
  { entra }: CheckContext,
  displayName: string,
  externalId: string,
): Promise<EntraResponse> {
  const asEntra = await entra.groups.create(displayName, externalId)
  if (isSuccess(asEntra)) return asEntra
  const plain = await entra.client.create('/Groups', { schemas: [GROUP_SCHEMA], externalId, displayName })
  return isSuccess(plain) ? plain : asEntra
}

/** Creates a group as Entra does; skips the check if that fails. */
export async function createdGroup(context: CheckContext): Promise<Group> {
  const { given, skip } = context
  const name = `Team ${given.unique()}`
  const response = await postGroup(context, name, given.unique())
  const id = isJsonObject(response.body) ? response.body['id'] : undefined
  if (!isSuccess(response) || typeof id !== 'string')
    return skip(`Entra cannot create a group: the POST was answered ${answerOf(response)}`, 'entra.group.create')
  return { id, name }
}

/** Returns the ids of the members as the server returns them; undefined if the group itself is not returned. */
export async function membersOf({ scim }: CheckContext, id: string): Promise<unknown[] | undefined> {
  const shown = await scim.get(`/Groups/${segmentOf(id)}`)
  if (shown.status !== 200 || !isJsonObject(shown.body)) return undefined
  const { members } = shown.body
  // A duplicate member counts once; scim.patch.repeated-member reports it.
  return [...new Set((Array.isArray(members) ? members.filter(isJsonObject) : []).map(({ value }) => value))]
}

/** Returns the ids of users that a check may make members of its groups, and must not change or delete. */
export async function membersFor(context: CheckContext, count: number): Promise<string[]> {
  return (await sharedSourceUsers(context, count)).map(({ id }) => id)
}

/** Creates a number of users and returns their ids. */
export async function usersFor(context: CheckContext, count: number): Promise<string[]> {
  const made = Array.from({ length: count }, () => provisionedUser(context))
  return (await Promise.all(made)).map(({ id }) => id)
}

/** Asserts the members of a group, in any order. */
export async function expectMembers(
  context: CheckContext,
  id: string,
  wanted: readonly string[],
  what: string,
): Promise<void> {
  await context.eventually(async () => context.expect(await membersOf(context, id), what).to.have.members([...wanted]))
}

/**
 * Finds out once per run whether the server returns members at all: Entra itself never reads them, and some servers
 * never return them.
 */
export const shownMembers: Story<'shown' | 'hidden'> = defineStory({
  id: 'entra.shown-members',
  gather: async (context) => {
    const { entra, given, scim } = context
    const { id } = await createdGroup(context)
    const [user = ''] = await usersFor(context, 1)
    await entra.groups.add(id, user)
    if ((await membersOf(context, id))?.length !== 0) return 'shown'
    const made = await scim.post('/Groups', {
      schemas: [GROUP_SCHEMA],
      displayName: `Team ${given.unique()}`,
      members: [{ value: user }],
    })
    const other = isJsonObject(made.body) ? made.body['id'] : undefined
    return typeof other === 'string' && (await membersOf(context, other))?.length === 0 ? 'hidden' : 'shown'
  },
})

/** Skips the check if the server returns members in no response. */
export async function needShownMembers({ once, skip }: CheckContext): Promise<void> {
  if ((await once(shownMembers)) === 'hidden')
    skip('the server never returns members, so the members of a group cannot be read', 'entra.group.members-added')
}

/** Returns the members of the group, or of the listed groups, in a body. */
export function membersIn(body: JsonValue | undefined): JsonObject[] {
  if (!isJsonObject(body)) return []
  const listed: JsonObject[] = Array.isArray(body['Resources']) ? body['Resources'].filter(isJsonObject) : [body]
  return listed.flatMap(({ members }) => (Array.isArray(members) ? members.filter(isJsonObject) : []))
}
