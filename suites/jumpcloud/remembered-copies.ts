import { answerOf, type Check, type CheckContext, defineCheck } from '../../harness/index.ts'
import type { EntraResponse } from '../../mocks/entra/index.ts'
import { isJsonObject, type JsonObject, PATCH_OP_MESSAGE } from '../../mocks/protocol/index.ts'
import { isSuccess } from '../support/index.ts'
import { ADMINISTRATORS_OWN } from './administrators-own.ts'
import { sendActive } from './disabled.ts'
import { isSameProperty } from './record-changes.ts'
import { type ArrivedUser, arrivedUser, expectDone, expectStored, mappedUserName, portalOf } from './users.ts'

function replace({ entra }: CheckContext, id: string, path: string, value: string): Promise<EntraResponse> {
  return entra.client.patch('/Users', id, { schemas: [PATCH_OP_MESSAGE], Operations: [{ op: 'replace', path, value }] })
}

/**
 * Changes that an administrator makes in JumpCloud to properties that Entra maps. The rows of side effects judge all
 * others.
 */
const EDITS: JsonObject = {
  firstname: 'Janine',
  lastname: 'Typed in JumpCloud',
  jobTitle: 'Typed title',
  department: 'Typed department',
  location: 'Typed location',
  costCenter: 'Typed cost center',
  employeeType: 'Typed type',
  company: 'Typed company',
}

interface Step {
  readonly name: string
  readonly act: (context: CheckContext, user: ArrivedUser) => Promise<EntraResponse>
  /** The properties that JumpCloud has after the request took effect. */
  readonly arrives?: JsonObject
  /** False if the row `jumpcloud.side-effect.switch` judges the changes of this request. */
  readonly isJudged?: false
}

/** Requests that name none of the edited attributes. */
const STEPS: readonly Step[] = [
  { name: 'a GET', act: ({ entra }, { id }) => entra.client.read('/Users', id) },
  { name: 'a query', act: ({ entra }, { userName }) => entra.client.query('/Users', 'userName', userName) },
  {
    name: 'a PATCH of displayName',
    act: (context, { id }) => replace(context, id, 'displayName', 'Jane Roe'),
    arrives: { displayname: 'Jane Roe' },
  },
  {
    name: 'a disable',
    act: (context, { id }) => sendActive(context, id, false),
    arrives: { suspended: true },
    isJudged: false,
  },
  {
    name: 'an enable',
    act: (context, { id }) => sendActive(context, id, true),
    arrives: { suspended: false },
    isJudged: false,
  },
]

/**
 * Checks that a server does not write back a remembered copy of the user: an administrator's edit stays until Entra
 * sends that attribute.
 */
export const editsKept: Check = defineCheck({
  id: 'jumpcloud.drift.edits-kept',
  title: 'A value that an administrator changed in JumpCloud stays until Entra sends that attribute',
  requirements: ['jumpcloud.drift.edits-kept'],
  async run(context) {
    const portal = portalOf(context)
    const { expect, jumpcloud, note, requirement } = context
    const user = await arrivedUser(context)
    const edited = await portal.edit(user.stored._id, {
      ...structuredClone(ADMINISTRATORS_OWN),
      account_locked: true,
      ...EDITS,
    })
    for (const { name, act, arrives, isJudged } of STEPS) {
      const response = await act(context, user)
      if (!isSuccess(response)) {
        note(`${name} is rejected with ${response.status}`)
        continue
      }
      if (arrives !== undefined) await expectStored(context, user, arrives, `after ${name}`)
      if (isJudged === false) continue
      const [stored] = jumpcloud.find(({ _id }) => _id === user.stored._id)
      const undone = Object.keys(EDITS).filter((property) => !isSameProperty(stored?.[property], edited[property]))
      await requirement('jumpcloud.drift.edits-kept', () =>
        expect(undone, `properties that an administrator changed and ${name} changed back`).to.deep.equal([]),
      )
      // One finding is enough, and an edit that was undone cannot be undone again.
      if (undone.length > 0) return
    }
  },
})

/** Checks that a value equal to the last one sent is written if an administrator changed it in between. */
export const sameValueWritten: Check = defineCheck({
  id: 'jumpcloud.drift.same-value-written',
  title: 'A value that Entra sends again is written if an administrator changed it in between',
  requirements: ['jumpcloud.drift.same-value-written'],
  async run(context) {
    const portal = portalOf(context)
    const { skip } = context
    const user = await arrivedUser(context)
    const first = await replace(context, user.id, 'displayName', 'Jane Roe')
    if (!isSuccess(first))
      return skip(`a user cannot be updated: the PATCH was answered ${answerOf(first)}`, 'entra.update')
    await expectStored(context, user, { displayname: 'Jane Roe' }, 'after the first PATCH')
    await portal.edit(user.stored._id, { displayname: 'Typed in JumpCloud' })
    const again = await replace(context, user.id, 'displayName', 'Jane Roe')
    if (!isSuccess(again)) return skip(`a PATCH with the same value is rejected: ${answerOf(again)}`, 'entra.update')
    await expectStored(context, user, { displayname: 'Jane Roe' }, 'after the second PATCH with the same value')
  },
})

/** Checks that the server finds a system user by id after an administrator renamed it. */
export const renamedElsewhere: Check = defineCheck({
  id: 'jumpcloud.drift.renamed-elsewhere',
  title: 'Changes arrive at the right user after an administrator renamed the user in JumpCloud',
  requirements: ['jumpcloud.drift.renamed-elsewhere'],
  async run(context) {
    const portal = portalOf(context)
    const { entra, expect, given, jumpcloud, note } = context
    const user = await arrivedUser(context)
    const { _id } = user.stored
    const username = given.unique()
    const email = `${username}@contoso.example`
    await portal.edit(_id, { username, email })
    const shown = await entra.client.read('/Users', user.id)
    if (isSuccess(shown)) expect(Object(shown.body)['userName'], 'userName in the response to a GET').to.equal(username)
    const response = await replace(context, user.id, 'displayName', 'Jane Roe')
    if (!isSuccess(response))
      note(`the PATCH of a user who was renamed in JumpCloud is rejected with ${response.status}`)
    else await expectStored(context, { id: _id, userName: username }, { displayname: 'Jane Roe' }, 'after the PATCH')
    const [stored] = jumpcloud.find((one) => one._id === _id)
    expect(stored?.username, 'username in JumpCloud').to.equal(username)
    expect(stored?.email, 'email in JumpCloud').to.equal(email)
    const others = jumpcloud.find((one) => one.username === user.userName)
    expect(others.length, 'system users with the former username').to.equal(0)
  },
})

/** Checks that the server forgets a user whom an administrator deleted in JumpCloud. */
export const deletedElsewhere: Check = defineCheck({
  id: 'jumpcloud.drift.deleted-elsewhere',
  title: 'A user whom an administrator deleted in JumpCloud is not found, and can be created again',
  requirements: ['jumpcloud.drift.deleted-elsewhere'],
  async run(context) {
    const portal = portalOf(context)
    const { entra, eventually, expect, jumpcloud } = context
    const user = await arrivedUser(context)
    await portal.remove(user.stored._id)
    await eventually(async () => {
      expect((await entra.client.read('/Users', user.id)).status, 'status of a GET').to.equal(404)
      const found = await entra.client.query('/Users', 'userName', user.userName)
      const { Resources = [] } = isJsonObject(found.body) ? found.body : {}
      expect(Array.isArray(Resources) ? Resources.length : Resources, 'users that a query finds').to.equal(0)
    })
    const patched = await replace(context, user.id, 'displayName', 'Jane Roe')
    expect(patched, 'the PATCH').to.be.answered([400, 499])
    const back = await entra.provision(user.sourceUser)
    expectDone(context, back, 'the next evaluation')
    const again = await jumpcloud.systemUser({ id: back.targetId ?? '', userName: mappedUserName(back) })
    expect(again?.username, 'username of the user who is created again').to.equal(user.userName)
  },
})
