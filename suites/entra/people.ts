import type { CheckContext } from '../../harness/index.ts'
import { ordinaryPerson, type Person, type Synchronisation } from '../../mocks/entra/index.ts'
import { isTaken, outcomeOf } from '../support/index.ts'

/**
 * Creates an ordinary person whose nickname has the form of a user name that this target accepts: a plain name, else an
 * e-mail address.
 */
export async function personFor(
  context: Pick<CheckContext, 'given'>,
  overrides: Partial<Person> = {},
): Promise<Person> {
  const userName = await context.given.userName()
  const person = ordinaryPerson(context.given.unique())
  const nickname = userName.includes('@') ? { mailNickname: person.userPrincipalName } : {}
  return { ...person, ...nickname, ...overrides } as Person
}

/** A person who is already on the server. */
export interface ProvisionedPerson {
  readonly person: Person
  readonly id: string
}

/** Provisions an ordinary person as a cycle does; skips the check if that fails. */
export async function provisionedPerson(
  context: CheckContext,
  overrides: Partial<Person> = {},
): Promise<ProvisionedPerson> {
  return provisioned(context, await personFor(context, overrides))
}

/** Provisions a person as a cycle does; skips the check if that fails. */
export async function provisioned(
  context: CheckContext,
  person: Person,
  player: CheckContext['entra'] = context.entra,
): Promise<ProvisionedPerson> {
  const created = await player.provision(person)
  const { action, targetId } = created
  if (action !== 'create' || targetId === undefined)
    context.skip(`Entra cannot create a user: ${outcomeOf(created)}`, 'entra.create')
  return { person, id: targetId }
}

/** Fails the check with the server's own message unless a synchronisation performed the expected action. */
export function expectAction(
  { expect }: Pick<CheckContext, 'expect'>,
  outcome: Synchronisation,
  wanted: 'create' | 'update',
): void {
  const { action, response } = outcome
  if (action === wanted) return
  const method = wanted === 'create' ? 'POST' : 'PATCH'
  if (response !== undefined && !isTaken(response)) expect(response, `the ${method}`).to.be.answered([200, 299])
  expect.fail(outcomeOf(outcome), `a ${method} answered 2xx`, `Entra's ${wanted} had no success: ${outcomeOf(outcome)}`)
}
