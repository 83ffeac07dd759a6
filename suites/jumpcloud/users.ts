import type { CheckContext, DownstreamObserver, SystemUser } from '../../harness/index.ts'
import { ordinaryUser, type SourceUser, type Synchronisation } from '../../mocks/entra/index.ts'
import type { JsonObject, JsonValue } from '../../mocks/protocol/index.ts'
import { isSuccess, outcomeOf } from '../support/index.ts'
import { rowOf } from './table.ts'

/**
 * Returns JumpCloud as its administrators see it; ends the check as inapplicable if the target does not write to
 * JumpCloud itself.
 */
export function portalOf({ jumpcloud, inapplicable }: CheckContext): NonNullable<DownstreamObserver['portal']> {
  return (
    jumpcloud.portal ??
    inapplicable('applies to writes of the server to JumpCloud; start the server with --spawn and --observe jumpcloud')
  )
}

/** A user whom Entra provisioned, and the resulting system user. */
export interface ArrivedUser {
  readonly sourceUser: SourceUser
  readonly id: string
  readonly userName: string
  readonly stored: SystemUser
}

/** Returns the userName that a synchronisation mapped. */
export const mappedUserName = ({ mapped }: Pick<Synchronisation, 'mapped'>): string =>
  String(mapped.attributes.find(({ target }) => target === 'userName')?.value ?? '')

/** Provisions an ordinary user and waits for the system user; skips the check if either fails. */
export async function arrivedUser(context: CheckContext, overrides: Partial<SourceUser> = {}): Promise<ArrivedUser> {
  const { entra, given, skip } = context
  const sourceUser = ordinaryUser(given.unique(), overrides)
  const created = await entra.provision(sourceUser)
  const { action, targetId } = created
  if (action !== 'create' || targetId === undefined)
    return skip(`Entra cannot create a user: ${outcomeOf(created)}`, 'entra.create')
  const userName = mappedUserName(created)
  const stored = await context.jumpcloud.systemUser({ id: targetId, userName })
  if (stored === undefined) return skip('the user did not arrive in JumpCloud', 'jumpcloud.arrival.accepted-arrives')
  return { sourceUser, id: targetId, userName, stored }
}

/**
 * Returns the values that the mapping yields for properties of a system user; properties that it does not write are
 * left out.
 */
export function mappedProperties(
  { entra }: Pick<CheckContext, 'entra'>,
  sourceUser: SourceUser,
  properties: readonly string[],
  phase: 'create' | 'update' = 'update',
): JsonObject {
  const filled = [...entra.mapped(sourceUser, phase)].flatMap(([target, value]): [string, JsonValue][] => {
    const { property } = rowOf(target) ?? {}
    return property !== undefined && properties.includes(property) ? [[property, value]] : []
  })
  return Object.fromEntries(filled)
}

/** Waits until the system user has the expected values, and asserts them property by property. */
export async function expectStored(
  { jumpcloud, expect }: Pick<CheckContext, 'jumpcloud' | 'expect'>,
  { id, userName }: Pick<ArrivedUser, 'id' | 'userName'>,
  wanted: JsonObject,
  when: string,
): Promise<SystemUser | undefined> {
  const differing = (user: SystemUser): string[] => Object.keys(wanted).filter((name) => user[name] !== wanted[name])
  const stored = await jumpcloud.systemUser({ id, userName }, (user) => differing(user).length === 0)
  for (const [name, value] of Object.entries(wanted))
    expect(stored?.[name], `${name} in JumpCloud ${when}`).to.equal(value)
  return stored
}

/** Fails the check unless a synchronisation succeeded. */
export function expectDone({ expect }: Pick<CheckContext, 'expect'>, done: Synchronisation, what: string): void {
  if (done.action !== 'failed') return
  if (done.response !== undefined && !isSuccess(done.response)) expect(done.response, what).to.be.answered([200, 299])
  expect.fail(outcomeOf(done), '2xx', `${what} failed: ${outcomeOf(done)}`)
}
