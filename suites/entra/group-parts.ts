import type { CheckContext } from '../../harness/index.ts'
import { isJsonObject } from '../../mocks/protocol/index.ts'
import { isTaken, provisionedPerson } from './people.ts'

/** A group that Entra's request created. */
export interface Group {
  readonly id: string
  readonly name: string
}

/** A group as Entra creates it; the check is skipped where that fails. */
export async function createdGroup({ entra, given, skip }: CheckContext): Promise<Group> {
  const name = `Team ${given.unique()}`
  const response = await entra.groups.create(name, given.unique())
  const id = isJsonObject(response.body) ? response.body['id'] : undefined
  if (!isTaken(response) || typeof id !== 'string')
    return skip(`Entra cannot create a group: ${response.status} ${response.text.slice(0, 200)}`, 'entra.group.create')
  return { id, name }
}

/** The ids of the members as the server shows them; undefined where the group itself is not shown. */
export async function membersOf({ scim }: CheckContext, id: string): Promise<unknown[] | undefined> {
  const shown = await scim.get(`/Groups/${encodeURIComponent(id)}`)
  if (shown.status !== 200 || !isJsonObject(shown.body)) return undefined
  const { members } = shown.body
  // A member who stands there twice is one; scim.patch.repeated-member tells of that.
  return [...new Set((Array.isArray(members) ? members.filter(isJsonObject) : []).map(({ value }) => value))]
}

/** Ids of so many users whom Entra provisioned. */
export async function usersFor(context: CheckContext, count: number): Promise<string[]> {
  const made = Array.from({ length: count }, () => provisionedPerson(context))
  return (await Promise.all(made)).map(({ id }) => id)
}

/** Asserts who the members are, whatever their order. */
export async function expectMembers(
  context: CheckContext,
  id: string,
  wanted: readonly string[],
  what: string,
): Promise<void> {
  await context.eventually(async () => context.expect(await membersOf(context, id), what).to.have.members([...wanted]))
}
