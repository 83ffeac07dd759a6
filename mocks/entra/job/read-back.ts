import { isJsonObject, type JsonObject, type JsonValue } from '../../protocol/index.ts'
import { eachConcurrently } from '../../transport/index.ts'
import { findChanges } from '../dialect/index.ts'
import type { MappedAttribute } from '../mapping/mapped-attribute.ts'
import { readTarget } from '../mapping/target-path.ts'
import { sourceOfUser } from '../tenant/index.ts'
import { type CycleContext, displayNameOf } from './cycle-context.ts'
import { type Decision, decide, userRules } from './process-user.ts'

/** One attribute that the server does not return as sent. */
export interface ReadBackDifference {
  readonly target: string
  readonly sent: JsonValue
  /** Undefined if the server returns no value. */
  readonly returned: JsonValue | undefined
}

/** One provisioned user as the server returns it after the cycles. */
export interface ReadBackUser {
  readonly sourceId: string
  readonly targetId: string
  readonly displayName: string
  /** Why the user could not be read. */
  readonly failure?: string
  readonly differences: readonly ReadBackDifference[]
}

/**
 * Reads every user that the job provisioned and compares it with the tenant as Entra compares, without regard to letter
 * case. For a disabled user only `active` is compared. Users that wait for a retry are left out, because their failure
 * is in the log. Rejects with a TransportError.
 */
export async function readBackUsers(cycle: CycleContext, onUser: (user: ReadBackUser) => void): Promise<void> {
  const { options, client } = cycle
  const rules = userRules(cycle)
  await eachConcurrently(options.tenant.users(), options.concurrency ?? 8, async ({ objectId }) => {
    options.signal?.throwIfAborted()
    const decision = decide(cycle, rules, objectId)
    const { link, user } = decision
    const wanted = wantedOf(cycle, decision)
    if (link === undefined || wanted === undefined || options.state.escrow('user', objectId) !== undefined) return
    const { targetId } = link
    const response = await client.read('/Users', targetId)
    const read = { sourceId: objectId, targetId, displayName: displayNameOf(user?.attributes, objectId) }
    if (response.status !== 200 || !isJsonObject(response.body))
      onUser({ ...read, failure: `GET /Users/${targetId} was answered ${response.status}`, differences: [] })
    else onUser({ ...read, differences: differencesOf(wanted, response.body, cycle) })
  })
}

/** The values that the user must have on the server; undefined if the job is not responsible for it. */
function wantedOf(cycle: CycleContext, { user, source, link, intention }: Decision): MappedAttribute[] | undefined {
  if (user === undefined || source === undefined || link === undefined) return undefined
  if (intention.kind === 'provision') return steadyValues(cycle, source)
  // A user that is no longer managed was disabled before.
  const isDisabled = intention.kind === 'disable' || (intention.kind === 'skip' && !link.isManaged)
  if (!isDisabled) return undefined
  return steadyValues(cycle, sourceOfUser(user, true)).filter(({ target }) => target.toLowerCase() === 'active')
}

/** Returns the mapped values without those that differ at each evaluation, such as RandomString and Now. */
function steadyValues({ users, options }: CycleContext, source: Parameters<typeof users.map>[0]): MappedAttribute[] {
  const mapped = (now: Date, random: number): readonly MappedAttribute[] =>
    users.map(source, 'update', { now: () => now, random: () => random }).attributes
  const [one, other] = [mapped(options.clock.now(), 0.1), mapped(new Date(0), 0.9)]
  return one.filter(({ row, value }) =>
    other.some((attribute) => attribute.row === row && JSON.stringify(attribute.value) === JSON.stringify(value)),
  )
}

function differencesOf(
  wanted: readonly MappedAttribute[],
  returned: JsonObject,
  { options: { state } }: CycleContext,
): ReadBackDifference[] {
  // The value of a reference is the id that the server assigned to the other user. If there is no such id, the
  // reference was not sent.
  const comparable = wanted.flatMap((attribute): MappedAttribute[] => {
    if (!attribute.isReference) return [attribute]
    const value = state.link('user', String(attribute.value))?.targetId
    return value === undefined ? [] : [{ ...attribute, value }]
  })
  return findChanges(comparable, returned).map(({ target, value }) => ({
    target,
    sent: value,
    returned: readTarget(returned, target),
  }))
}
