import { type CheckContext, defineStory, type Story } from '../../harness/index.ts'
import { ordinaryPerson, type Person, type Synchronisation } from '../../mocks/entra/index.ts'
import { isTaken, outcomeOf } from '../support/index.ts'
import { sentOperations } from './sent-again.ts'

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

/** Creates an ordinary person's user with Entra's request; skips the check if that fails. */
export async function provisionedPerson(
  context: CheckContext,
  overrides: Partial<Person> = {},
): Promise<ProvisionedPerson> {
  return provisioned(context, await personFor(context, overrides))
}

/** Creates a person's user with Entra's request, without the matching queries; skips the check if that fails. */
export async function provisioned(
  context: CheckContext,
  person: Person,
  player: CheckContext['entra'] = context.entra,
): Promise<ProvisionedPerson> {
  const created = await player.create(person)
  const { action, targetId } = created
  if (action !== 'create' || targetId === undefined)
    context.skip(`Entra cannot create a user: ${outcomeOf(created)}`, 'entra.create')
  return { person, id: targetId }
}

const shared = new Map<number, Story<ProvisionedPerson>>()

/** Returns the story that creates one of the shared users. */
function sharedPerson(number: number): Story<ProvisionedPerson> {
  const story =
    shared.get(number) ??
    defineStory({
      id: `entra.shared-user-${number}`,
      isRenewable: true,
      gather: (context): Promise<ProvisionedPerson> => provisionedPerson(context),
    })
  shared.set(number, story)
  return story
}

/**
 * Returns users created with Entra's request that the checks of the run share, as members of their own groups, as
 * managers of their own users, and on pages. A check must not change or delete them. Skips the check if one cannot be
 * created.
 */
export function sharedPeople({ once }: CheckContext, count: number): Promise<readonly ProvisionedPerson[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => once(sharedPerson(index + 1))))
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
  if (response !== undefined && !isTaken(response)) {
    const named = sentOperations(outcome)
    const request = named.length === 0 ? `Entra's ${method}` : `Entra's ${method} with ${named.join(' and ')}`
    expect(response, request).to.be.answered([200, 299])
  }
  const message =
    action === 'none'
      ? `Entra sent no ${method}, because the server already returned the values that Entra would send`
      : `Entra's ${wanted} failed: ${outcomeOf(outcome)}`
  expect.fail(outcomeOf(outcome), `a ${method} answered 2xx`, message)
}
