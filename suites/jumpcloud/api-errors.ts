import { answerOf, type Check, type CheckContext, defineCheck, TransportError } from '../../harness/index.ts'
import type { EntraResponse } from '../../mocks/entra/index.ts'
import { isJsonObject, type JsonObject, PATCH_OP_MESSAGE } from '../../mocks/protocol/index.ts'
import { isSuccess } from '../support/index.ts'
import { sendActive } from './disabled.ts'
import { arrivedUser, portalOf } from './users.ts'

type Portal = ReturnType<typeof portalOf>
type UserFault = Parameters<Portal['failing']>[0]

/** Errors of the JumpCloud API; `reset` ends the connection without a response. */
const FAULTS: readonly UserFault['fault'][] = ['429', '500', '502', '503', '504', '401', '403', 'reset']

/** Returns true if an error ends without a change of the configuration. */
const isTransient = (fault: UserFault['fault']): boolean => fault !== '401' && fault !== '403'

/** A request to the target while JumpCloud fails, and how its response is judged. */
interface Trial {
  /** A description of the request: `a PATCH of displayName`. */
  readonly name: string
  readonly user: readonly string[]
  readonly on: NonNullable<UserFault['on']>
  readonly send: () => Promise<EntraResponse>
  /** Returns true if the reported success is real: the server has read or written the data, possibly later. */
  readonly isTrue: (response: EntraResponse) => Promise<boolean> | boolean
  /** True if 404 would be wrong, because the user exists. */
  readonly exists: boolean
}

/** The requirements that every check in this file judges. */
const REQUIREMENTS = ['jumpcloud.errors.success', 'jumpcloud.errors.not-found', 'jumpcloud.errors.kind']
const RECOVERS = 'jumpcloud.errors.recovers'

/** Sends a request for each fault, and judges the responses. */
async function judgeTrials(
  context: CheckContext,
  trialFor: (fault: UserFault['fault']) => Promise<Trial> | Trial,
): Promise<void> {
  const portal = portalOf(context)
  const { note, skip } = context
  let hit = 0
  for (const fault of FAULTS) {
    const trial = await trialFor(fault)
    const { result, hits } = await portal.failing({ fault, user: trial.user, on: trial.on }, () => answered(trial.send))
    if (hits === 0) continue
    hit += 1
    if (result === undefined) note(`${trial.name} gets no response while JumpCloud answers ${nameOf(fault)}`)
    else await judge(context, trial, fault, result)
  }
  if (hit === 0) skip('the server does not call the JumpCloud API for this request', 'no-such-traffic')
}

const nameOf = (fault: UserFault['fault']): string => (fault === 'reset' ? 'by closing the connection' : fault)

/** Returns the response; undefined if the connection ended without one. */
async function answered(send: Trial['send']): Promise<EntraResponse | undefined> {
  try {
    return await send()
  } catch (error) {
    if (error instanceof TransportError) return undefined
    throw error
  }
}

async function judge(
  { expect, requirement }: CheckContext,
  trial: Trial,
  fault: UserFault['fault'],
  response: EntraResponse,
): Promise<void> {
  const { status, text } = response
  const what = `${trial.name} while JumpCloud answers ${nameOf(fault)}`
  if (status < 400) {
    // A server may have retried later, or may know the answer from an earlier call.
    const isTrue = isSuccess(response) && (await trial.isTrue(response))
    const isEmptyList = isJsonObject(response.body) && Array.isArray(response.body['Resources'])
    const id = isEmptyList ? 'jumpcloud.errors.not-found' : 'jumpcloud.errors.success'
    await requirement(id, () =>
      expect(answerOf({ status, text }), `the response to ${what}`).to.fit(
        () => isTrue,
        'an error, or the true state of the user',
      ),
    )
    return
  }
  const isNotFound = trial.exists && (status === 404 || status === 410)
  await requirement('jumpcloud.errors.not-found', () =>
    expect(answerOf({ status, text }), `the response to ${what}`).to.not.fit(
      () => isNotFound,
      '404 or 410, because the user exists',
    ),
  )
  if (isNotFound || !isTransient(fault)) return
  await requirement('jumpcloud.errors.kind', () =>
    expect({ status, text }, what).to.be.answered(401, 403, 408, 424, 425, 429, [500, 599]),
  )
}

/** Asserts that a request succeeds once JumpCloud works again. */
async function expectRecovery(context: CheckContext, name: string, send: Trial['send']): Promise<void> {
  const { eventually, expect, requirement } = context
  await requirement(RECOVERS, () =>
    eventually(async () => {
      const { status, text } = await send()
      expect({ status, text }, `${name} after JumpCloud works again`).to.be.answered([200, 299])
    }),
  )
}

const displayName = (value: string) => ({
  schemas: [PATCH_OP_MESSAGE],
  Operations: [{ op: 'replace', path: 'displayName', value }],
})

/**
 * Checks that reading a user does not return 404 while the JumpCloud API fails, because Entra would treat the user as
 * deleted.
 */
export const readFails: Check = defineCheck({
  id: 'jumpcloud.errors.read',
  title: 'GET of a user returns an error other than 404 while the JumpCloud API fails',
  requirements: [...REQUIREMENTS, RECOVERS],
  async run(context) {
    portalOf(context)
    const { client } = context.entra
    const { id, userName, stored } = await arrivedUser(context)
    const send = () => client.read('/Users', id)
    await judgeTrials(context, () => ({
      name: 'GET of the user',
      user: [stored._id, userName, stored.email],
      on: 'all',
      send,
      isTrue: ({ body }) => isJsonObject(body) && body['userName'] === userName,
      exists: true,
    }))
    await expectRecovery(context, 'GET of the user', send)
  },
})

/**
 * Checks that a query does not return an empty list while the JumpCloud API fails, because Entra would create the user
 * again.
 */
export const queryFails: Check = defineCheck({
  id: 'jumpcloud.errors.query',
  title: 'A query for a user returns an error while the JumpCloud API fails, not an empty list',
  requirements: [...REQUIREMENTS, RECOVERS],
  async run(context) {
    portalOf(context)
    const { client } = context.entra
    const { userName, stored } = await arrivedUser(context)
    const send = () => client.query('/Users', 'userName', userName)
    await judgeTrials(context, () => ({
      name: 'the query for the user',
      user: [stored._id, userName, stored.email],
      on: 'all',
      send,
      isTrue: ({ body }) => isJsonObject(body) && Array.isArray(body['Resources']) && body['Resources'].length > 0,
      exists: true,
    }))
    await expectRecovery(context, 'the query for the user', send)
  },
})

/** Creates that fail at different calls to JumpCloud, one per line. */
const CREATIONS: readonly (readonly [name: string, title: string, on: Trial['on']])[] = [
  ['create', 'POST of a user returns an error while the JumpCloud API fails, and succeeds later', 'all'],
  [
    'create-write',
    'POST of a user returns an error if JumpCloud answers the search and rejects the creation',
    'writes',
  ],
]

/** Checks that a create is not reported as a success while the JumpCloud API fails. */
export const createFails: readonly Check[] = CREATIONS.map(([name, title, on]) =>
  defineCheck({
    id: `jumpcloud.errors.${name}`,
    title,
    requirements: [...REQUIREMENTS, RECOVERS],
    async run(context) {
      portalOf(context)
      const { entra, given, jumpcloud } = context
      let body: JsonObject = {}
      await judgeTrials(context, async () => {
        body = await given.userBody()
        const userName = String(body['userName'])
        return {
          name: 'POST of a user',
          user: [userName],
          on,
          send: () => entra.client.create('/Users', body),
          isTrue: async () => (await jumpcloud.systemUser({ id: '', userName })) !== undefined,
          exists: false,
        }
      })
      const isThere = jumpcloud.find(({ username }) => username === String(body['userName'])).length > 0
      if (!isThere) await expectRecovery(context, 'POST of the same user', () => entra.client.create('/Users', body))
    },
  }),
)

/** Updates that fail at different calls to JumpCloud, one per line. */
const CHANGES: readonly (readonly [name: string, title: string, on: Trial['on']])[] = [
  [
    'update',
    'PATCH of a user returns an error other than 404 while the JumpCloud API fails, and succeeds later',
    'all',
  ],
  ['update-write', 'PATCH of a user returns an error if JumpCloud answers reads and rejects writes', 'writes'],
]

/** Checks that an update is not reported as a success while the JumpCloud API fails. */
export const updateFails: readonly Check[] = CHANGES.map(([name, title, on]) =>
  defineCheck({
    id: `jumpcloud.errors.${name}`,
    title,
    requirements: [...REQUIREMENTS, RECOVERS],
    async run(context) {
      portalOf(context)
      const { entra, jumpcloud } = context
      const { id, userName, stored } = await arrivedUser(context)
      const patch = (value: string) => entra.client.patch('/Users', id, displayName(value))
      await judgeTrials(context, (fault) => ({
        name: 'PATCH of displayName',
        user: [stored._id, userName, stored.email],
        on,
        send: () => patch(`Jane ${fault}`),
        isTrue: async () => {
          const wanted = `Jane ${fault}`
          return (
            (await jumpcloud.systemUser({ id, userName }, (now) => now['displayname'] === wanted))?.['displayname'] ===
            wanted
          )
        },
        exists: true,
      }))
      await expectRecovery(context, 'PATCH of displayName', () => patch('Jane Roe'))
    },
  }),
)

/**
 * Checks that a disable is not reported as a success while the JumpCloud API fails; otherwise the user keeps access.
 */
export const disableFails: Check = defineCheck({
  id: 'jumpcloud.errors.disable',
  title: 'Disabling a user returns an error other than 404 while the JumpCloud API fails, and succeeds later',
  requirements: [...REQUIREMENTS, RECOVERS],
  async run(context) {
    portalOf(context)
    const { jumpcloud } = context
    const { id, userName, stored } = await arrivedUser(context)
    await judgeTrials(context, () => ({
      name: 'PATCH of active',
      user: [stored._id, userName, stored.email],
      on: 'writes',
      send: () => sendActive(context, id, false),
      isTrue: async () =>
        (await jumpcloud.systemUser({ id, userName }, ({ suspended }) => suspended))?.suspended === true,
      exists: true,
    }))
    await expectRecovery(context, 'PATCH of active', () => sendActive(context, id, false))
  },
})

/** Checks that a DELETE is not reported as a success while the JumpCloud API fails; otherwise the user keeps access. */
export const deleteFails: Check = defineCheck({
  id: 'jumpcloud.errors.delete',
  title: 'DELETE of a user returns an error other than 404 while the JumpCloud API fails, and succeeds later',
  requirements: [...REQUIREMENTS, RECOVERS],
  async run(context) {
    portalOf(context)
    const { entra, eventually, expect, jumpcloud } = context
    const { id, userName, stored } = await arrivedUser(context)
    const hasAccess = () => jumpcloud.find((user) => user._id === stored._id && user.suspended !== true).length > 0
    await judgeTrials(context, () => ({
      name: 'DELETE of the user',
      user: [stored._id, userName, stored.email],
      on: 'all',
      send: () => entra.delete(id),
      isTrue: async () => {
        try {
          await eventually(async () => expect(hasAccess()).to.equal(false))
          return true
        } catch {
          return false
        }
      },
      exists: hasAccess(),
    }))
    if (hasAccess()) await expectRecovery(context, 'DELETE of the user', () => entra.delete(id))
  },
})

/** Checks that a create whose confirmation by JumpCloud was lost does not lead to two users. */
export const lostAnswer: Check = defineCheck({
  id: 'jumpcloud.errors.lost-answer',
  title: 'If JumpCloud could not confirm a creation, the user exists once after Entra tried again',
  requirements: ['jumpcloud.errors.lost-answer'],
  async run(context) {
    const portal = portalOf(context)
    const { entra, expect, given, jumpcloud, skip } = context
    const body = await given.userBody()
    const userName = String(body['userName'])
    const create = () => entra.client.create('/Users', body)
    const { result: first, hits } = await portal.failing(
      { fault: 'lost-answer', user: [userName], on: 'writes', times: 1 },
      () => answered(create),
    )
    if (hits === 0)
      return skip('the server does not create users with a call that has their username', 'no-such-traffic')
    if (first !== undefined && isSuccess(first)) return
    const found = await entra.client.query('/Users', 'userName', userName)
    const isFound =
      isJsonObject(found.body) && Array.isArray(found.body['Resources']) && found.body['Resources'].length > 0
    expect(found, 'the query').to.be.answered([200, 299])
    // Entra updates a user that it finds and creates a user that it does not find.
    if (!isFound) {
      const again = await create()
      expect(again, 'the second POST').to.be.answered([200, 299])
    }
    const users = jumpcloud.find(({ username }) => username === userName)
    expect(users.length, 'number of system users with the username').to.equal(1)
  },
})
