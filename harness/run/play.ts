import { asCurl, type CheckResult } from '../../reports/index.ts'
import type { Check } from '../check/check.ts'
import { asCheckResult, type Finding, judgeCheck } from '../judge/judge-check.ts'
import type { Register } from '../load/requirement.ts'
import type { TargetFacts } from '../target/target-facts.ts'
import { removeOwned } from './cleanup.ts'
import type { Contexts } from './context.ts'
import type { RunEnvironment } from './environment.ts'
import type { Stage } from './stage.ts'

/** By capability and by row, the check that founds it, with what will become of it. */
export type Foundations = ReadonlyMap<
  string,
  { readonly check: Check; readonly result: Promise<CheckResult | undefined> }
>

/** What is needed to play any check. */
export interface Play {
  readonly stage: Stage
  readonly facts: TargetFacts
  readonly register: Register
  readonly environment: RunEnvironment
  readonly readOnly: boolean
  readonly replay?: (...checkIds: readonly string[]) => string
  readonly contexts: Contexts
  readonly foundations: Foundations
}

/** Exchanges of a story that are cited by each check that looked at it. */
const SHARED_EVIDENCE = 12

/** Plays one check, judges it, and removes what it made. */
export async function playCheck(suite: string, check: Check, play: Play): Promise<CheckResult> {
  const { stage, register, environment } = play
  const started = environment.monotonic()
  const finding =
    refusal(check, play) ??
    (await brokenFoundation(check, play)) ??
    (await judgeCheck(
      check,
      register,
      (notebook) => play.contexts.contextFor(check.id, notebook),
      () => isAlive(stage),
    ))
  await removeOwned(stage.ownership.ownedBy(check.id), stage.cleaner, stage.ownership)
  const shared = play.contexts.lookedAt(check.id)
  const request = [...shared, check.id].map(stage.recorder.lastRequest).findLast((one) => one !== undefined)
  return asCheckResult(check, suite, finding, register, {
    durationMs: environment.monotonic() - started,
    evidence: [
      ...shared.flatMap((cause) => stage.recorder.evidence(cause).slice(-SHARED_EVIDENCE)),
      ...stage.recorder.evidence(check.id),
    ],
    ...(play.replay === undefined ? {} : { replay: play.replay(check.id) }),
    ...(request === undefined ? {} : { curl: asCurl(request) }),
  })
}

const nothing = { violated: [], violations: [], notes: [] } as const

/** A check that would fail for another one's reason: what it needs is broken, and that other one says so. */
async function brokenFoundation(check: Check, { foundations }: Play): Promise<Finding | undefined> {
  // Foundations do not wait for each other.
  if (check.founds !== undefined) return undefined
  for (const needed of [...(check.needs ?? []), ...(check.standsOn ?? [])]) {
    const foundation = foundations.get(needed)
    if (foundation === undefined) continue
    const { id, title, founds } = foundation.check
    const { violated } = (await foundation.result) ?? {}
    if (founds !== undefined && violated?.includes(founds.requirement) === true)
      return {
        ...nothing,
        outcome: 'skip',
        reason:
          needed === founds.requirement
            ? `it stands on what does not hold here: ${id}, "${title}"`
            : `it needs ${needed}, of which even the plainest does not work: ${id}, "${title}"`,
        rootCause: id,
      }
  }
  return undefined
}

/** Why a check does not start at all. */
function refusal(check: Check, { facts, readOnly }: Play): Finding | undefined {
  const missing = (check.needs ?? []).find((capability) => !facts.capabilities[capability])
  if (missing !== undefined) {
    return { ...nothing, outcome: 'inapplicable', reason: `needs ${missing}: ${facts.capabilityReasons[missing]}` }
  }
  if (readOnly && check.readOnly !== true)
    return {
      ...nothing,
      outcome: 'skip',
      reason: 'it would change the target, and the run is read-only',
      rootCause: 'read-only',
    }
  return undefined
}

/** Tells a crash that one request caused from a target that is gone. */
async function isAlive(stage: Stage): Promise<boolean> {
  try {
    await stage.cleaner.get('/ServiceProviderConfig')
    return true
  } catch {
    return false
  }
}
