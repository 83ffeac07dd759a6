import type { Diagnosis } from '../../reports/index.ts'
import { asCurl, bodyFile, type CheckResult } from '../../reports/index.ts'
import type { Check } from '../check/check.ts'
import type { Sweeper } from '../cleanup/sweeper.ts'
import type { RunEnvironment } from '../environment/environment.ts'
import type { TargetFacts } from '../facts/target-facts.ts'
import { asCheckResult, type Finding, judgeCheck, type UnansweredRequest } from '../judge/judge-check.ts'
import type { Register } from '../load/requirement.ts'
import { maskHeader, maskText } from '../process/index.ts'
import type { RecordedRequest } from '../record/recorder.ts'
import type { RequestShape } from '../record/request-shape.ts'
import { shapeOf } from '../record/request-shape.ts'
import { isGatewayPage } from '../scim/gateway-page.ts'
import type { AbilityGate } from './ability-gate.ts'
import type { Contexts } from './context.ts'
import { expectedEffect } from './expected-effect.ts'
import type { RequestPipeline } from './request-pipeline.ts'

/** The components that all checks of a run share. */
export interface RunContext {
  readonly pipeline: RequestPipeline
  readonly facts: TargetFacts
  readonly register: Register
  readonly environment: RunEnvironment
  readonly readOnly: boolean
  /** Removes what checks created. */
  readonly sweeper: Sweeper
  readonly replay?: (...checkIds: readonly string[]) => string
  readonly contexts: Contexts
  /** Decides whether a check can be judged. */
  readonly gate: AbilityGate
  /** Finds out which variant of a failing request works; undefined if nothing may be sent again. */
  readonly diagnose?: (suite: string, check: Check, finding: Finding) => Promise<Diagnosis | undefined>
}

/**
 * A check that has ended, or one whose request got no response: it is run again alone, because another check's
 * request may have been the reason.
 */
export type CheckRun =
  | { readonly kind: 'done'; readonly result: CheckResult; readonly closes?: RequestShape }
  | { readonly kind: 'again'; readonly shape: RequestShape | undefined }

/** The maximum number of exchanges of a story that a check cites. */
const SHARED_EVIDENCE = 12
const MAX_ATTEMPTS = 3

const nothing = { violated: [], violations: [], notes: [] } as const

/** Creates the finding of a check that was not judged. */
export const skipped = (reason: string, rootCause: string): Finding => ({
  ...nothing,
  outcome: 'skip',
  reason,
  rootCause,
})

/**
 * Runs one check, judges it, and has its resources removed. `isAlone` is true if no other check runs at the same
 * time.
 */
export async function runCheck(suite: string, check: Check, run: RunContext, isAlone: boolean): Promise<CheckRun> {
  const { pipeline, register, environment, gate } = run
  const started = environment.monotonic()
  const done = (finding: Finding, diagnosis?: Diagnosis): CheckRun => {
    const shared = run.contexts.lookedAt(check.id)
    const causes = [...shared, check.id]
    const decisive = finding.violations.find(({ exchange }) => exchange !== undefined)?.exchange
    const recorded =
      decisive === undefined
        ? causes.map((cause) => pipeline.recorder.decisive(cause)).findLast((one) => one !== undefined)
        : causes.map((cause) => pipeline.recorder.exchangeOf(cause, decisive)).find((one) => one !== undefined)
    const later = recorded === undefined ? [] : causes.flatMap((cause) => pipeline.recorder.after(cause, recorded))
    const effect = recorded === undefined ? undefined : expectedEffect(finding, recorded, later)
    const closes = finding.unanswered === undefined ? undefined : unansweredShape(check, run)
    const unanswered = closes === undefined ? undefined : unansweredRequest(check, closes, run)
    const result = asCheckResult(check, suite, finding, register, {
      durationMs: environment.monotonic() - started,
      evidence: [
        ...shared.flatMap((cause) => pipeline.recorder.evidence(cause).slice(-SHARED_EVIDENCE)),
        ...pipeline.recorder.evidence(check.id),
      ],
      ...(run.replay === undefined ? {} : { replay: run.replay(check.id) }),
      ...(recorded === undefined ? {} : { curl: curlOf(recorded, pipeline.address.secrets) }),
      ...(effect === undefined ? {} : { expectation: effect }),
      ...(diagnosis === undefined ? {} : { diagnosis }),
      ...(unanswered === undefined ? {} : { unanswered }),
    })
    return { kind: 'done', result, ...(closes === undefined ? {} : { closes }) }
  }

  if (isAlone) await run.sweeper.finished()
  const refusal = readOnlyRefusal(check, run) ?? (await gate.refusal(check))
  if (refusal !== undefined) return done(refusal)
  try {
    for (let attempt = 1; ; attempt += 1) {
      const began = pipeline.health?.count ?? 0
      const before = pipeline.recorder.evidence(check.id).length
      const finding = await judge(suite, check, run)
      const isDoubtful =
        finding.outcome !== 'pass' &&
        (pipeline.health?.isSuspicious(began) === true || endsInTrouble(check, run) || isDecidedByFailure(check, run))
      // A gateway in front of the target sometimes fails: its responses say nothing about the target.
      if (finding.outcome !== 'pass' && finding.unanswered === undefined && metGateway(check, run, before)) {
        const isBack = attempt < MAX_ATTEMPTS && (await pipeline.health?.look()) === 'well'
        if (isBack) continue
      }
      // The target may have lost the check's resources.
      if (finding.outcome !== 'pass' && attempt < MAX_ATTEMPTS && crossedOutage(check, run, before)) continue
      if (finding.unanswered === undefined && !isDoubtful)
        return done(finding, await run.diagnose?.(suite, check, finding))
      const health = await pipeline.health?.look()
      if (health === 'gone') return done(skipped('the target was gone before the check had ended', 'target-gone'))
      const isBroken = finding.unanswered !== undefined && finding.unanswered.fault !== 'timeout'
      // A target that was blocked for a moment may respond again at the time of the look.
      if (finding.unanswered?.fault === 'timeout' && attempt === 1 && hasBeenAnswered(check, run)) continue
      if (!isBroken && health !== 'back') return done(finding, await run.diagnose?.(suite, check, finding))
      if (isAlone && attempt > 1) return done(finding)
      // Other checks wait for a check that decides an ability, so it must not be postponed.
      if (!isAlone && (check.decides === undefined || attempt === MAX_ATTEMPTS))
        return check.decides === undefined ? { kind: 'again', shape: unansweredShape(check, run) } : done(finding)
    }
  } finally {
    run.sweeper.sweep(check.id)
    if (isAlone) await run.sweeper.finished()
  }
}

/**
 * Judges a check. If it uses shared resources and does not pass, it is judged a second time with its own resources,
 * and the second result counts.
 */
async function judge(suite: string, check: Check, { register, contexts, pipeline }: RunContext): Promise<Finding> {
  const attempt = (renewed: boolean): Promise<Finding> =>
    judgeCheck(
      check,
      register,
      (collector) => contexts.contextFor(suite, check.id, collector, renewed),
      () => pipeline.recorder.decisive(check.id)?.exchange,
    )
  const finding = await attempt(false)
  const isDecided = /^(?:pass|inapplicable|error)$/.test(finding.outcome) || finding.unanswered !== undefined
  return isDecided || !contexts.sharesRenewable(check.id) ? finding : attempt(true)
}

/**
 * Returns the curl command of a request. It is composed of masked parts, so that a token that is a common word does
 * not damage the command.
 */
function curlOf({ exchange, request }: RecordedRequest, secrets: readonly string[]): string {
  const { url, body, headers } = request
  const masked = {
    method: request.method,
    url: maskText(url, secrets),
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, maskHeader(name, value, secrets)]),
    ),
    ...(body === undefined ? {} : { body: maskText(body, secrets) }),
  }
  return asCurl(masked, bodyFile(exchange))
}

/** Returns whether the last response to a check is one that a target in trouble sends for every request. */
function endsInTrouble(check: Check, { pipeline }: RunContext): boolean {
  const { status = 200, response } = pipeline.recorder.last(check.id) ?? {}
  if (response !== undefined && isGatewayPage(response.headers, response.body)) return true
  return status === 0 || status === 401 || status === 403 || status === 429 || status >= 500
}

/**
 * Returns whether a check that decides an ability ends with a failed request which no success followed. Other checks
 * wait for its result, so it cannot be judged again later, when an outage has been noticed.
 */
function isDecidedByFailure({ id, decides }: Check, { pipeline }: RunContext): boolean {
  return decides !== undefined && pipeline.health?.isLatestFailure(pipeline.recorder.evidence(id).at(-1)) === true
}

/** Returns whether one of a check's responses, except the first ones, is from a gateway that did not reach the target. */
function metGateway(check: Check, { pipeline }: RunContext, first: number): boolean {
  const statuses = pipeline.recorder
    .evidence(check.id)
    .slice(first)
    .map((exchange) => pipeline.recorder.exchangeOf(check.id, exchange)?.status ?? 0)
  return statuses.some((status) => status >= 502 && status <= 504)
}

/** Returns whether the target was absent after the first exchange that a check uses, those of stories included. */
function crossedOutage(check: Check, { pipeline, contexts }: RunContext, first: number): boolean {
  const own = pipeline.recorder.evidence(check.id).slice(first)
  const shared = contexts.lookedAt(check.id).flatMap((cause) => pipeline.recorder.evidence(cause).slice(-1))
  return pipeline.health?.crossedOutage([...shared, ...own]) === true
}

function unansweredShape(check: Check, { pipeline }: RunContext): RequestShape | undefined {
  const last = pipeline.recorder.last(check.id)
  return last === undefined ? undefined : shapeOf(last.request, pipeline.address.baseUrl)
}

/**
 * Describes the request without a response by what distinguishes it from those of its kind that were answered: findings
 * that have this in common are one cause.
 */
function unansweredRequest(check: Check, { kind, shape }: RequestShape, { pipeline }: RunContext): UnansweredRequest {
  const last = pipeline.recorder.last(check.id)
  const answered = pipeline.recorder.answered(kind)
  if (last === undefined || answered === undefined) return { what: kind, group: kind }
  const trait = answered.firstNew(last.request)
  if (trait !== undefined) return { what: `${kind} with ${trait}`, group: `${kind} with ${trait}` }
  const pair = answered.firstNewPair(last.request)
  return { what: kind, group: pair === undefined ? shape : `${kind} with ${pair}` }
}

/** Returns whether the target has answered other requests of the kind with which a check ended. */
function hasBeenAnswered(check: Check, run: RunContext): boolean {
  const shape = unansweredShape(check, run)
  return shape !== undefined && run.pipeline.recorder.answered(shape.kind) !== undefined
}

function readOnlyRefusal(check: Check, { readOnly }: RunContext): Finding | undefined {
  if (!readOnly || check.readOnly === true) return undefined
  return skipped('it would change the target, and the run is read-only', 'read-only')
}
