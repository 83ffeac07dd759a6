import { isJsonObject } from '../../mocks/protocol/index.ts'
import { plainGroup } from '../scim/user-body.ts'
import type { AbilityId } from './ability.ts'
import type { ProbeParts, ProbeUser } from './probe-users.ts'

/** The abilities that the probe tries. */
export const GROUP_ABILITIES: readonly AbilityId[] = [
  'create.group',
  'read.group',
  'filter.groups',
  'members.add',
  'members.remove',
]

/** Finds out whether groups can be created, found and given members. */
export async function probeGroups(
  { scim, facts, observations, unique, waiter }: ProbeParts,
  member: ProbeUser,
): Promise<void> {
  if (!facts.capabilities.groups) return
  const token = unique()
  const displayName = `Rehearsal ${token}`
  const answer = await scim.post(facts.endpoint('Group'), plainGroup(facts, displayName, token))
  observations.recordAnswer('create.group', answer.isSuccess, answer)
  const group = answer.isSuccess ? await scim.created(answer) : undefined
  if (group === undefined) return
  const read = await scim.get(group)
  observations.recordAnswer('read.group', read.status === 200, read)
  const found = await scim.query(facts.endpoint('Group'), `displayName eq ${JSON.stringify(displayName)}`, { count: 2 })
  const resources =
    isJsonObject(found.body) && Array.isArray(found.body['Resources'])
      ? found.body['Resources'].filter(isJsonObject)
      : []
  observations.recordAnswer(
    'filter.groups',
    found.status === 200 && resources.length === 1 && resources[0]?.['id'] === group.id,
    found,
  )

  const members = async (): Promise<readonly unknown[]> => {
    const { body } = await scim.get(group)
    const listed = isJsonObject(body) && Array.isArray(body['members']) ? body['members'] : []
    return listed.filter(isJsonObject).map(({ value }) => value)
  }
  const { id } = member.user
  const added = await scim.patch(group, [{ op: 'add', path: 'members', value: [{ value: id }] }])
  const isAdded = added.isSuccess && (await waiter.until(members, (ids) => ids.includes(id))).includes(id)
  if (added.isSuccess && !isAdded)
    observations.record('members.add', 'no', `${added.describe()}, and the group does not have the member`, added)
  else observations.recordAnswer('members.add', isAdded, added)
  if (!isAdded) return
  const removed = await scim.patch(group, [{ op: 'remove', path: `members[value eq ${JSON.stringify(id)}]` }])
  observations.recordAnswer(
    'members.remove',
    removed.isSuccess && !(await waiter.until(members, (ids) => !ids.includes(id))).includes(id),
    removed,
  )
}
