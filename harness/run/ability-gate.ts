import type { CheckResult } from '../../reports/index.ts'
import { type AbilityId, withPrerequisites } from '../abilities/ability.ts'
import type { Observations } from '../abilities/observations.ts'
import type { Check } from '../check/check.ts'
import { CAPABILITIES, type Capability } from '../facts/capability.ts'
import type { TargetFacts } from '../facts/target-facts.ts'
import type { Finding } from '../judge/judge-check.ts'

/** A check that decides an ability, and its future result. */
export interface Decider {
  readonly check: Check
  readonly result: Promise<CheckResult | undefined>
}

/** Decides whether a check can be judged. */
export interface AbilityGate {
  /**
   * Returns inapplicable if the target does not offer an ability that the check depends on, or a skip if one is
   * missing, which names the check that decides it. Undefined if the check can be judged.
   */
  refusal(check: Check): Promise<Finding | undefined>
}

/** The components of the gate. */
export interface GateParts {
  readonly facts: TargetFacts
  readonly observations: Observations
  /** The checks of the run that decide an ability. */
  readonly deciders: ReadonlyMap<string, readonly Decider[]>
  /** True if each check is judged by itself, even if abilities are missing. */
  readonly isOpen: boolean
}

const nothing = { violated: [], violations: [], notes: [] } as const
const isCapability = (id: string): id is Capability => (CAPABILITIES as readonly string[]).includes(id)

/** Creates the gate of a run. */
export function createGate({ facts, observations, deciders, isOpen }: GateParts): AbilityGate {
  const offered = (check: Check): Finding | undefined => {
    const missing = (check.dependsOn ?? []).filter(isCapability).find((name) => !facts.capabilities[name])
    if (missing === undefined) return undefined
    return { ...nothing, outcome: 'inapplicable', reason: `needs ${missing}: ${facts.capabilityReasons[missing]}` }
  }

  /** Returns the finding that reports a missing ability; undefined if the ability exists or is unknown. */
  const missing = async (id: string, check: Check): Promise<Finding | undefined> => {
    const probed = observations.of(id)
    const judged: CheckResult[] = []
    for (const decider of deciders.get(id) ?? []) {
      if (decider.check.id === check.id) return undefined
      const result = await decider.result
      if (result === undefined) continue
      if (result.outcome === 'skip' && result.rootCause !== undefined)
        return follows(result.reason ?? '', result.rootCause)
      const requirement = decider.check.decides?.requirement
      const isFinding = result.outcome === 'fail' || result.outcome === 'warn'
      const isViolated =
        requirement === undefined
          ? isFinding && probed?.state !== 'yes'
          : result.violated?.includes(requirement) === true
      if (isFinding || result.outcome === 'pass') judged.push(result)
      if (isViolated) return follows(`follows from ${result.id}: "${result.title}"`, result.id)
    }
    // If no check of the run decides the ability, nothing would report that it is missing, so the check is judged.
    if (judged.length > 0 || probed?.state !== 'no' || (deciders.get(id) ?? []).length === 0) return undefined
    return follows(`the server lacks an ability that this check depends on: ${id} (${probed.shown})`, id)
  }

  return {
    refusal: async (check) => {
      const inapplicable = offered(check)
      if (inapplicable !== undefined || isOpen) return inapplicable
      for (const id of withPrerequisites(check.dependsOn ?? [])) {
        if (id === check.decides?.ability) continue
        const finding = await missing(id, check)
        if (finding !== undefined) return finding
      }
      return undefined
    },
  }
}

const follows = (reason: string, rootCause: string): Finding => ({ ...nothing, outcome: 'skip', reason, rootCause })

/**
 * Returns how many deciders must have ended before a check can begin. Checks of a lower rank begin first, so that a
 * waiting check waits only for checks that have begun.
 */
export function rankOf(check: Check): number {
  const abilities: readonly AbilityId[] = check.decides === undefined ? [] : [check.decides.ability]
  return check.decides === undefined
    ? Number.MAX_SAFE_INTEGER
    : withPrerequisites([...abilities, ...(check.dependsOn ?? [])]).length
}
