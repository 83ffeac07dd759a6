import { TransportError } from '../../mocks/transport/index.ts'
import type { EntraPlayer } from '../entra/entra-player.ts'
import type { Waiter } from '../environment/waiter.ts'
import type { TargetFacts } from '../facts/target-facts.ts'
import type { UserNameTrial } from '../scim/given.ts'
import { ForeignResource } from '../scim/ownership.ts'
import type { ScimSession } from '../scim/session.ts'
import { ABILITIES, type AbilityId, type NeedsAbility } from './ability.ts'
import type { Observations } from './observations.ts'
import { ENTRA_ABILITIES, type MappingProbe, probeEntra, probeEntraQueries } from './probe-entra.ts'
import { probeFilters, probeQueries } from './probe-filters.ts'
import { GROUP_ABILITIES, probeGroups } from './probe-groups.ts'
import { probePatch } from './probe-patch.ts'
import { anotherUser, type FilledUser, type ProbeParts, probeDelete, probeUser, tryUserNames } from './probe-users.ts'

/** The number of users among which the forms of PATCH are divided, so that they are sent at the same time. */
const PATCHED_USERS = 3
const PATCH_ABILITIES: readonly AbilityId[] = ABILITIES.map(({ id }) => id).filter((id) => id.startsWith('patch'))

/** The components that the probes use. */
export interface AbilityProbeParts {
  readonly scim: ScimSession
  readonly entra: EntraPlayer
  readonly facts: TargetFacts
  readonly observations: Observations
  readonly unique: () => string
  readonly lastExchange: () => string | undefined
  /** Waits for changes that become visible late. */
  readonly waiter: Waiter
  /** Tells which abilities must be known; the others stay unknown if they cost a request. */
  readonly needs: NeedsAbility
  /** True if only requests that change nothing may be sent. */
  readonly readOnly: boolean
}

/** The result of the probes, which the checks use. */
export interface ProbeResult {
  readonly userNames: UserNameTrial
  readonly mapping: MappingProbe
  /** Plain attributes of a User that the target declares, but whose returned value differs from the sent one. */
  readonly notStored: readonly string[]
}

/**
 * Finds out how the target behaves, with a few dozen requests. An ability that a probe cannot determine stays unknown:
 * the function never throws for a behaviour of the target.
 */
export async function probeAbilities(parts: AbilityProbeParts): Promise<ProbeResult> {
  const { scim, facts, observations, entra, readOnly, needs } = parts
  const unsounded: MappingProbe = { lost: new Map(), working: entra.mapping.mapping }
  const probes: ProbeParts = { scim, facts, observations, unique: parts.unique, waiter: parts.waiter, needs }
  if (readOnly) {
    await quietly(() => probeQueries(probes))
    await quietly(() => probeEntraQueries({ ...parts, hasGroups: facts.capabilities.groups }))
    await quietly(() => probeCredentials(parts))
    return { userNames: { form: 'plain' }, mapping: unsounded, notStored: [] }
  }
  const { made, ...userNames } = (await quietly(() => tryUserNames(probes))) ?? { form: 'plain' as const }
  const others =
    made === undefined
      ? []
      : await Promise.all(Array.from({ length: needs(...PATCH_ABILITIES) ? PATCHED_USERS : 1 }, another))
  const filled = others.filter((user) => user !== undefined)
  const [, , , mapping] = await Promise.all([
    made === undefined ? undefined : quietly(() => probeFilters(probes, made)),
    made === undefined || !needs(...GROUP_ABILITIES) ? undefined : quietly(() => probeGroups(probes, made)),
    quietly(() => probePatch(probes, filled)),
    !needs(...ENTRA_ABILITIES)
      ? undefined
      : quietly(() => probeEntra({ ...parts, form: userNames.form, hasGroups: facts.capabilities.groups })),
    quietly(() => probeCredentials(parts)),
    quietly(() => probeQueries(probes, made === undefined ? undefined : String(made.user.id))),
  ])
  if (made !== undefined) {
    await quietly(() => probeUser(probes, made))
    if (needs('delete.user')) await quietly(() => probeDelete(probes, made))
  }
  return { userNames, mapping: mapping ?? unsounded, notStored: filled[0]?.notStored ?? [] }

  function another(): Promise<FilledUser | undefined> {
    return quietly(() => anotherUser(probes, userNames.form))
  }
}

/** Finds out the abilities that require a request without credentials. */
async function probeCredentials({ scim, facts, observations, needs }: AbilityProbeParts): Promise<void> {
  const { capabilities } = facts
  if (!capabilities.auth || !needs('refused-without-credentials')) return
  const anonymous = await scim.anonymous.get(facts.endpoint('User'), { query: { count: 1 } })
  observations.recordAnswer(
    'refused-without-credentials',
    anonymous.status === 401 || anonymous.status === 403,
    anonymous,
  )
}

/**
 * Runs a probe. If the target does not respond, or a resource belongs to others, the rest of the probe stays unknown.
 */
async function quietly<Value>(probe: () => Promise<Value>): Promise<Value | undefined> {
  try {
    return await probe()
  } catch (error) {
    if (error instanceof TransportError || error instanceof ForeignResource) return undefined
    throw error
  }
}
