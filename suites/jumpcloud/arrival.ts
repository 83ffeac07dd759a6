import { answerOf, type Check, defineCheck } from '../../harness/index.ts'
import { PATCH_OP_MESSAGE } from '../../mocks/protocol/index.ts'
import { isSuccess } from '../support/index.ts'
import { arrivedUser, expectStored, portalOf } from './users.ts'

const patchOf = (path: string, value: string) => ({
  schemas: [PATCH_OP_MESSAGE],
  Operations: [{ op: 'replace', path, value }],
})

/** Checks that a write is in JumpCloud by the time the server reports success. */
export const beforeAnswer: Check = defineCheck({
  id: 'jumpcloud.arrival.before-answer',
  title: 'When a request succeeds, its change is already in JumpCloud',
  requirements: ['jumpcloud.arrival.before-answer'],
  async run(context) {
    portalOf(context)
    const { entra, expect, given, jumpcloud, skip } = context
    const body = await given.userBody()
    const userName = String(body['userName'])
    const created = await entra.client.create('/Users', body)
    if (!isSuccess(created))
      return skip(`a user cannot be created: the POST was answered ${answerOf(created)}`, 'entra.create')
    const isThere = (): boolean => jumpcloud.find(({ username }) => username === userName).length > 0
    expect(
      isThere() ? userName : undefined,
      'the username in JumpCloud when the response to the POST arrives',
    ).to.equal(userName)
    const id = String((created.body as { id?: unknown } | undefined)?.id)
    const patched = await entra.client.patch('/Users', id, patchOf('displayName', 'Jane Roe'))
    if (!isSuccess(patched))
      return skip(`a user cannot be updated: the PATCH was answered ${answerOf(patched)}`, 'entra.update')
    const [stored] = jumpcloud.find(({ username }) => username === userName)
    if (stored?.['displayname'] === 'Jane Roe') return
    const late = await jumpcloud.systemUser({ id, userName }, ({ displayname }) => displayname === 'Jane Roe')
    if (late?.['displayname'] !== 'Jane Roe') return skip('the update never arrives', 'jumpcloud.mapping.displayName')
    expect.fail(
      'later',
      'when the response to the PATCH arrives',
      'the update arrives in JumpCloud only after the response to the PATCH',
    )
  },
})

const ROUNDS = 5

/** Checks that no change is lost when several requests change one user at the same time. */
export const concurrentUpdates: Check = defineCheck({
  id: 'jumpcloud.arrival.concurrent-updates',
  parallel: true,
  title: 'Changes to one user at the same time all arrive',
  requirements: ['jumpcloud.arrival.concurrent-updates'],
  async run(context) {
    portalOf(context)
    const { entra, skip } = context
    const user = await arrivedUser(context)
    for (let round = 1; round <= ROUNDS; round += 1) {
      const wanted = { displayname: `Jane ${round}`, jobTitle: `Lead ${round}`, firstname: `J${round}` }
      const answers = await Promise.all([
        entra.client.patch('/Users', user.id, patchOf('displayName', wanted.displayname)),
        entra.client.patch('/Users', user.id, patchOf('title', wanted.jobTitle)),
        entra.client.patch('/Users', user.id, patchOf('name.givenName', wanted.firstname)),
      ])
      if (!answers.every(isSuccess)) return skip('a single attribute cannot be updated', 'entra.update')
      await expectStored(context, user, wanted, 'after three changes at the same time, each answered 2xx')
    }
  },
})

const MORE_THAN_A_PAGE = 105
const PAGE = 50

/** Checks that the server reads all pages of the JumpCloud API, so that a long list names each user exactly once. */
export const listedOnce: Check = defineCheck({
  id: 'jumpcloud.arrival.listed-once',
  title: 'A list with more users than one page of the JumpCloud API contains each user once',
  requirements: ['jumpcloud.arrival.listed-once'],
  dependsOn: ['index'],
  exclusive: true,
  async run(context) {
    portalOf(context)
    const { expect, given, scim, skip, target } = context
    const made: string[] = []
    for (let index = 0; index < MORE_THAN_A_PAGE; index += 1) {
      const created = await scim.post(target.endpoint('User'), await given.userBody())
      if (!created.isSuccess) return skip(`a user cannot be created: ${created.describe()}`, 'entra.create')
      made.push(created.id)
    }
    const listed: string[] = []
    for (let startIndex = 1; ; startIndex = listed.length + 1) {
      const page = await scim.get(target.endpoint('User'), { query: { startIndex, count: PAGE } })
      expect(page).to.have.status(200)
      listed.push(...page.resources.map(({ id }) => String(id)))
      if (page.resources.length === 0 || listed.length >= Number(page.resource['totalResults'])) break
    }
    expect(listed.length - new Set(listed).size, 'users who are listed more than once').to.equal(0)
    expect(made.filter((id) => !listed.includes(id)).length, 'users who are not listed').to.equal(0)
  },
})
