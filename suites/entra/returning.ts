import { type Check, type CheckContext, defineCheck } from '../../harness/index.ts'
import { readTarget, type SourceUser } from '../../mocks/entra/index.ts'
import { becomesTrue, isSuccess, outcomeOf } from '../support/index.ts'
import { fullRows, mappingWith, type Row } from './full-mapping.ts'
import { createdGroup, membersOf, postGroup, shownMembers } from './group-parts.ts'
import { expectAction, type ProvisionedUser, provisioned, provisionedUser, sourceUserFor } from './source-users.ts'
import { isSameForEntra } from './wire.ts'

/** Deletes the user; skips the check if that is rejected. */
async function deleted(context: CheckContext, { id, sourceUser }: ProvisionedUser): Promise<void> {
  const { entra, skip } = context
  const answer = await entra.delete(id)
  if (!isSuccess(answer)) skip(`the DELETE is answered ${answer.status}`, 'entra.delete')
  await becomesTrue(context, async () => !(await entra.find(sourceUser)).includes(id))
}

/**
 * Returns the run's mapping with externalId added if it is missing, because externalId must be free again after a
 * delete.
 */
function withExternalId(context: CheckContext): CheckContext['entra'] {
  const { entra } = context
  const rows = entra.mapping.mapping.attributeMappings
  const isExternalId = ({ targetAttributeName }: Row): boolean => targetAttributeName.toLowerCase() === 'externalid'
  if (rows.some(isExternalId)) return entra
  return entra.with({ mapping: mappingWith(context, [...rows, ...fullRows(rows).filter(isExternalId)]) })
}

/**
 * Provisions a deleted user again: one cycle creates the user, the next one finds it, and each value is returned as
 * sent.
 */
async function expectProvisionedAgain(
  context: CheckContext,
  entra: CheckContext['entra'],
  sourceUser: SourceUser,
  gone: string,
): Promise<void> {
  const { expect, eventually } = context
  const again = await entra.provision(sourceUser)
  expectAction(context, again, 'create')
  const { targetId: id } = again
  if (id === undefined) return
  await eventually(async () => {
    const user = (await entra.readBack(id)) ?? {}
    for (const { target, value } of again.mapped.attributes) {
      const shown = readTarget(user, target)
      // A value that is not returned is judged by entra.create.echo; a value of the previous user is judged here.
      if (shown === undefined && target !== 'active' && target !== 'userName') continue
      if (context.target.isComputed(target)) continue
      const isSame = isSameForEntra(value, shown)
      expect(isSame ? value : shown, `${target} of the user who was created again`).to.deep.equal(value)
    }
  })
  const next = await entra.provision(sourceUser)
  expect(next.targetId, `the user that the next cycle finds (${outcomeOf(next)})`).to.equal(id)
  if (id !== gone)
    expect(await entra.readBack(gone), 'the user with the id from before the deletion').to.equal(undefined)
}

/** Checks that a user who left and was hired again can be provisioned under the same names. */
export const returns: Check = defineCheck({
  id: 'entra.delete.returns',
  title: 'A user who was disabled and deleted can be created again with the same names, and has the new values',
  requirements: ['entra.delete.recreate'],
  dependsOn: ['match.user'],
  async run(context) {
    const entra = withExternalId(context)
    const leaver = await provisioned(context, await sourceUserFor(context), entra)
    await entra.disable(leaver.sourceUser, leaver.id)
    await deleted(context, leaver)
    const returning = {
      ...leaver.sourceUser,
      surname: 'Returned',
      displayName: 'Jane Returned',
      jobTitle: 'Consultant',
    }
    await expectProvisionedAgain(context, entra, returning, leaver.id)
  },
})

/** Checks that a new user does not get the group memberships of a deleted user with the same name. */
export const membershipsAreRemoved: Check = defineCheck({
  id: 'entra.delete.memberships-gone',
  title: 'A user who was deleted and created again is in none of its former groups',
  requirements: ['entra.delete.memberships-gone'],
  dependsOn: ['groups', 'members.add'],
  async run(context) {
    const { entra, expect, once, skip } = context
    if ((await once(shownMembers)) === 'hidden') skip('the server never returns members', 'entra.group.members-added')
    const leaver = await provisionedUser(context)
    const { id: group } = await createdGroup(context)
    await entra.groups.add(group, leaver.id)
    if ((await membersOf(context, group))?.includes(leaver.id) !== true)
      return skip('members cannot be added', 'entra.group.members-added')
    await deleted(context, leaver)
    const { targetId: id } = await entra.provision(leaver.sourceUser)
    if (id === undefined) return skip('the user cannot be created again', 'entra.delete.not-found')
    expect(await membersOf(context, group), 'members of the group').to.not.include(id)
  },
})

/** Checks that a group that was unassigned and assigned again can be created under the same name. */
export const groupReturns: Check = defineCheck({
  id: 'entra.group.returns',
  title: 'A deleted group can be created again with the same name and externalId, and without its former members',
  requirements: ['entra.group.recreate'],
  dependsOn: ['groups'],
  async run(context) {
    const { entra, eventually, expect, given, skip } = context
    const [name, externalId] = [`Team ${given.unique()}`, given.unique()]
    const idIn = (body: unknown): string => String((body as { id?: unknown } | undefined)?.id ?? '')
    const first = await postGroup(context, name, externalId)
    if (!isSuccess(first)) return skip(`Entra cannot create a group: ${first.status}`, 'entra.group.create')
    const { id: user } = await provisionedUser(context)
    await entra.groups.add(idIn(first.body), user)
    if (!isSuccess(await entra.groups.delete(idIn(first.body))))
      return skip('the group cannot be deleted', 'entra.group.delete')
    const again = await postGroup(context, name, externalId)
    expect(again, 'the POST').to.be.answered([200, 299])
    const id = idIn(again.body)
    expect((await entra.groups.readBack(id))?.['displayName'], 'displayName of the group created again').to.equal(name)
    await eventually(async () => expect(await entra.groups.find(name), 'groups found by the name').to.deep.equal([id]))
    expect((await membersOf(context, id)) ?? [], 'members of the group created again').to.deep.equal([])
  },
})
