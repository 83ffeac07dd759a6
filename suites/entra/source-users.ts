import { type CheckContext, defineStory, type Story } from '../../harness/index.ts'
import { ordinaryUser, type SourceUser, type Synchronisation } from '../../mocks/entra/index.ts'
import { isSuccess, outcomeOf } from '../support/index.ts'
import { sentOperations } from './sent-again.ts'

/**
 * Creates an ordinary user whose nickname has the form of a user name that this target accepts: a plain name, else an
 * e-mail address.
 */
export async function sourceUserFor(
  context: Pick<CheckContext, 'given'>,
  overrides: Partial<SourceUser> = {},
): Promise<SourceUser> {
  const userName = await context.given.userName()
  const sourceUser = ordinaryUser(context.given.unique())
  const nickname = userName.includes('@') ? { mailNickname: sourceUser.userPrincipalName } : {}
  return { ...sourceUser, ...nickname, ...overrides } as SourceUser
}

/** A user of Entra who is already on the server; `id` is the id there. */
export interface ProvisionedUser {
  readonly sourceUser: SourceUser
  readonly id: string
}

/** Creates an ordinary user with Entra's request; skips the check if that fails. */
export async function provisionedUser(
  context: CheckContext,
  overrides: Partial<SourceUser> = {},
): Promise<ProvisionedUser> {
  return provisioned(context, await sourceUserFor(context, overrides))
}

/** Creates a user with Entra's request, without the matching queries; skips the check if that fails. */
export async function provisioned(
  context: CheckContext,
  sourceUser: SourceUser,
  customEntra: CheckContext['entra'] = context.entra,
): Promise<ProvisionedUser> {
  const created = await customEntra.create(sourceUser)
  const { action, targetId } = created
  if (action !== 'create' || targetId === undefined)
    context.skip(`Entra cannot create a user: ${outcomeOf(created)}`, 'entra.create')
  return { sourceUser, id: targetId }
}

const shared = new Map<number, Story<ProvisionedUser>>()

/** Returns the story that creates one of the shared users. */
function sharedSourceUser(number: number): Story<ProvisionedUser> {
  const story =
    shared.get(number) ??
    defineStory({
      id: `entra.shared-user-${number}`,
      isRenewable: true,
      gather: (context): Promise<ProvisionedUser> => provisionedUser(context),
    })
  shared.set(number, story)
  return story
}

/**
 * Returns users created with Entra's request that the checks of the run share, as members of their own groups, as
 * managers of their own users, and on pages. A check must not change or delete them. Skips the check if one cannot be
 * created.
 */
export function sharedSourceUsers({ once }: CheckContext, count: number): Promise<readonly ProvisionedUser[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => once(sharedSourceUser(index + 1))))
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
  if (response !== undefined && !isSuccess(response)) {
    const named = sentOperations(outcome)
    const request = named.length === 0 ? `Entra's ${method}` : `Entra's ${method} with ${named.join(' and ')}`
    // Without a body it was the query or the read before that failed.
    expect(response, outcome.sent === undefined ? `Entra's GET before the ${method}` : request).to.be.answered([
      200, 299,
    ])
  }
  const message =
    action === 'none'
      ? `Entra sent no ${method}, because the server already returned the values that Entra would send`
      : `Entra's ${wanted} failed: ${outcomeOf(outcome)}`
  expect.fail(outcomeOf(outcome), `a ${method} answered 2xx`, message)
}
