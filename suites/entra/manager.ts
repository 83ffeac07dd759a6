import { type Check, type CheckContext, defineCheck, defineInvariant, type Invariant } from '../../harness/index.ts'
import type { EntraResponse } from '../../mocks/entra/index.ts'
import { ENTERPRISE_USER_SCHEMA, isJsonObject, type JsonObject, type JsonValue } from '../../mocks/protocol/index.ts'
import { expectSuccess, isSuccess } from '../support/index.ts'
import { judgeDeclaredAway, needAttribute } from './declared-away.ts'
import { provisionedUser, sharedSourceUsers } from './source-users.ts'
import { isUnassigned, managerOf } from './wire.ts'

const MANAGER = `${ENTERPRISE_USER_SCHEMA}:manager`

interface Team {
  readonly id: string
  readonly first: string
  readonly second: string
}

/** Creates a user; the managers are shared users, which the check must not change. */
async function team(context: CheckContext): Promise<Team> {
  const [{ id }, [first, second]] = await Promise.all([provisionedUser(context), sharedSourceUsers(context, 2)])
  return { id, first: first?.id ?? '', second: second?.id ?? '' }
}

async function becomes(context: CheckContext, id: string, wanted: string, answer: EntraResponse): Promise<void> {
  expectSuccess(context, answer, 'the PATCH of the manager')
  await context.eventually(async () =>
    context.expect(await managerOf(context, id), 'the returned manager').to.equal(wanted),
  )
}

/** Checks that the manager can be set and changed by a bare id, as Entra sends it. */
export const managerSet: Check = defineCheck({
  id: 'entra.manager.set',
  title: 'PATCH with the bare id of a manager sets and changes the manager',
  requirements: ['entra.manager.add', 'entra.manager.replace'],
  dependsOn: ['patch.urn-path'],
  async run(context) {
    const { entra, requirement } = context
    if (!(await judgeDeclaredAway(context, MANAGER, 'entra.manager.add'))) return
    const { id, first, second } = await team(context)
    const added = await entra.setManager(id, first, 'add')
    await requirement('entra.manager.add', () => becomes(context, id, first, added))
    if (!isSuccess(added)) return
    const changed = await entra.setManager(id, second, 'replace')
    await requirement('entra.manager.replace', () => becomes(context, id, second, changed))
  },
})

/** Checks that the dialect's PATCH removes the manager. */
export const managerRemoved: Check = defineCheck({
  id: 'entra.manager.removed',
  title: "Entra's request removes the manager",
  requirements: ['entra.manager.remove'],
  async run(context) {
    const { entra, expect, skip } = context
    await needAttribute(context, MANAGER)
    const { id, first } = await team(context)
    if (!isSuccess(await entra.setManager(id, first, 'add')))
      return skip('the manager cannot be set', 'entra.manager.set')
    expectSuccess(context, await entra.removeManager(id, first), 'the removal of the manager')
    await context.eventually(async () =>
      expect(await managerOf(context, id), 'manager').to.fit(isUnassigned, 'no value'),
    )
  },
})

/** Checks that a manager whom the server does not know affects neither the user nor the other attributes. */
export const managerUnknown: Check = defineCheck({
  id: 'entra.manager.unknown',
  title: 'A manager with an unknown id changes nothing else about the user',
  requirements: ['entra.manager.unknown'],
  async run(context) {
    const { entra, expect } = context
    await needAttribute(context, MANAGER)
    const { id } = await provisionedUser(context)
    const response = await entra.setManager(id, 'a-manager-that-does-not-exist', 'add')
    // A server that rejects every manager says nothing about unknown ones.
    if (response.status >= 500 && !isSuccess(await entra.setManager(id, (await provisionedUser(context)).id, 'add')))
      return context.skip('the manager cannot be set', 'entra.manager.set')
    expect(response, 'the PATCH').to.be.answered([200, 499])
    expect(await entra.readBack(id), 'the user').to.be.an('object')
  },
})

/** Checks that being a manager does not prevent the deletion of a user. */
export const managerDeleted: Check = defineCheck({
  id: 'entra.manager.deleted',
  title: 'A user who is the manager of another can be deleted',
  requirements: ['entra.delete.referenced'],
  async run(context) {
    const { entra, expect, skip } = context
    await needAttribute(context, MANAGER)
    const [{ id }, { id: first }] = [await provisionedUser(context), await provisionedUser(context)]
    if (!isSuccess(await entra.setManager(id, first, 'add')))
      return skip('the manager cannot be set', 'entra.manager.set')
    const deleted = await entra.delete(first)
    expectSuccess(context, deleted, 'the DELETE')
    expect(await entra.readBack(id), 'the user after its manager was deleted').to.be.an('object')
  },
})

/** Checks that the manager is a complex attribute in every response. */
export const managerIsComplex: Invariant = defineInvariant({
  id: 'entra.exchange.manager-is-complex',
  title: 'The manager is returned as an object with a value',
  requirements: ['entra.manager.complex'],
  when: ({ status, body }) => status >= 200 && status < 300 && managersIn(body).length > 0,
  holds: ({ body }, expect) => {
    for (const manager of managersIn(body)) {
      expect(manager, 'manager').to.be.an('object')
      expect(isJsonObject(manager) ? manager['value'] : undefined, 'value of the manager').to.be.a('string')
    }
  },
})

function managersIn(body: JsonValue | undefined): JsonValue[] {
  if (!isJsonObject(body)) return []
  const listed: JsonObject[] = Array.isArray(body['Resources']) ? body['Resources'].filter(isJsonObject) : [body]
  return listed.flatMap((resource) => {
    const extension = resource[ENTERPRISE_USER_SCHEMA]
    const manager = isJsonObject(extension) ? extension['manager'] : undefined
    return manager === undefined || manager === null ? [] : [manager]
  })
}
