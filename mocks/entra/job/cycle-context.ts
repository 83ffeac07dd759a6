import type { JsonObject } from '../../protocol/index.ts'
import { TransportError } from '../../transport/index.ts'
import type { Endpoint, EntraClient, EntraResponse } from '../client/index.ts'
import type { Dialect } from '../dialect/index.ts'
import { type LoggedOutcome, logEntry } from '../log/index.ts'
import type { CompiledMapping } from '../mapping/mapped-attribute.ts'
import { failureReason, type Synchronisation } from '../provisioning/index.ts'
import type { EntraSwitches } from '../switches/index.ts'
import type { ObjectKind } from '../tenant/index.ts'
import { DEFAULT_IDENTITY, type ProvisioningJobOptions } from './job-options.ts'
import type { CycleCounts } from './job-record.ts'
import { nextAttempt } from './retry-schedule.ts'

/** The context of one cycle: its dependencies, its counts, its log. */
export interface CycleContext {
  readonly options: ProvisioningJobOptions
  readonly client: EntraClient
  readonly dialect: Dialect
  readonly interval: number
  readonly switches: EntraSwitches
  readonly users: CompiledMapping
  readonly groups: CompiledMapping | undefined
  readonly counts: { -readonly [Name in keyof CycleCounts]: CycleCounts[Name] }
  /** The number of objects processed so far; their references are counted with the exports. */
  readonly imported: { count: number }
  readonly jobId: string
  readonly cycleId: string
  readonly guid: () => string
  /** Ends the cycle for a known failure of the service, such as rejected credentials. */
  readonly abort: (reason: string, errorCode?: string) => never
}

/** The outcome for one object, without the facts that the log adds. */
export type ObjectOutcome = Pick<LoggedOutcome, 'action' | 'status'> &
  Partial<Pick<LoggedOutcome, 'targetId' | 'errorCode' | 'reason' | 'modified'>> & {
    /** True if the reference is to an object that itself waits for a retry. Only such references are retried. */
    readonly isPending?: boolean
  }

/** The endpoint of a kind of object. */
export const endpointOf = (kind: ObjectKind): Endpoint => (kind === 'user' ? '/Users' : '/Groups')

/** The error code of an object that already has its current values on the server (Graph, provisionOnDemand sample). */
const REDUNDANT_EXPORT = 'RedundantExport'

/** Returns whether the object is on the server with its current values, whether or not the cycle changed it. */
export const isProvisioned = ({ status, errorCode }: ObjectOutcome): boolean =>
  status === 'success' || errorCode === REDUNDANT_EXPORT

/** Synchronizes one object; a transport error becomes a failed outcome. */
export async function attempt(cycle: CycleContext, synchronize: () => Promise<ObjectOutcome>): Promise<ObjectOutcome> {
  cycle.options.signal?.throwIfAborted()
  try {
    return await synchronize()
  } catch (error) {
    if (!(error instanceof TransportError) || error.fault === 'aborted') throw error
    const errorCode = error.fault === 'timeout' ? 'Timeout' : 'WebExceptionProtocolError'
    return { action: 'other', status: 'failure', errorCode, reason: error.message }
  }
}

/** Writes the log, updates the counts, and stores a failed object for a retry. */
export function recordOutcome(
  cycle: CycleContext,
  object: Pick<LoggedOutcome, 'kind' | 'sourceId' | 'displayName' | 'source' | 'scoping'>,
  result: ObjectOutcome,
  startedAt: number,
): void {
  const { options, counts, guid, jobId, cycleId } = cycle
  const outcome: LoggedOutcome = {
    ...object,
    targetId: undefined,
    modified: [],
    ...result,
    durationMs: options.clock.monotonic() - startedAt,
  }
  count(counts, outcome)
  const logged =
    outcome.status === 'failure' || result.isPending === true
      ? { ...outcome, reason: scheduleRetry(cycle, outcome) }
      : outcome
  options.onEntry?.(
    logEntry(logged, {
      id: guid(),
      changeId: guid(),
      jobId,
      cycleId,
      ...(options.identity ?? DEFAULT_IDENTITY),
      at: options.clock.now(),
      matching: cycle.switches.matching,
    }),
  )
}

function count(counts: CycleContext['counts'], { action, status, errorCode }: LoggedOutcome): void {
  if (errorCode === REDUNDANT_EXPORT) counts.unchanged += 1
  else if (status === 'failure') counts.failed += 1
  else if (status === 'skipped') counts.skipped += 1
  else if (status === 'warning') counts.referencesFailed += 1
  else if (action === 'create') counts.created += 1
  else if (action === 'update') counts.updated += 1
  else if (action === 'disable') counts.disabled += 1
  else if (action === 'delete') counts.deleted += 1
  else counts.unchanged += 1
}

/** Schedules the retry of a failed object, and returns the reason in the wording of Entra's log. */
function scheduleRetry(
  { options, interval }: CycleContext,
  { kind, sourceId, errorCode = '', reason = '' }: LoggedOutcome,
): string {
  const now = options.clock.now().getTime()
  const before = options.state.escrow(kind, sourceId)
  // Several requests for one object may fail in a cycle; they count as one attempt.
  const isCounted = before !== undefined && before.nextAttemptAt > now
  const firstFailedAt = before?.firstFailedAt ?? now
  const attempts = (before?.attempts ?? 0) + (isCounted ? 0 : 1)
  const nextAttemptAt = isCounted
    ? before.nextAttemptAt
    : nextAttempt({ errorCode, firstFailedAt, now, attempts, interval })
  const retried = `${reason} This operation was retried ${attempts - 1} times.`
  if (nextAttemptAt === undefined) {
    options.state.removeEscrow(kind, sourceId)
    return `${retried} It will not be retried again.`
  }
  options.state.saveEscrow({ kind, sourceId, errorCode, firstFailedAt, attempts, nextAttemptAt })
  return `${retried} It will be retried again after this date: ${new Date(nextAttemptAt).toISOString().replace('Z', '0000Z UTC')}`
}

/** The reason for skipping an object that already has its current values (Graph, provisionOnDemand sample). */
const sameState = (kind: ObjectKind): string =>
  `The state of the ${kind} in both the source and target systems already match. No change to the ${kind} currently needs to be made.`

/** Returns the outcome of a skipped object; `errorCode` is a code of the provisioning log. */
export const skippedOutcome = (errorCode: string, reason?: string): ObjectOutcome => ({
  action: 'other',
  status: 'skipped',
  errorCode,
  ...(reason === undefined ? {} : { reason }),
})

/** The outcome of an object that is not assigned, not in scope or not active. */
export const NOT_ENTITLED: ObjectOutcome = skippedOutcome('NotEffectivelyEntitled')

/** Returns the outcome if one of the portal's target object actions is off. */
export const actionOff = (action: string): ObjectOutcome =>
  skippedOutcome('EntrySynchronizationSkipped', `the target object action ${action} is off`)

/** Returns the outcome of a synchronisation, or ends the cycle if the credentials were rejected. */
export function outcomeOf(cycle: CycleContext, kind: ObjectKind, result: Synchronisation): ObjectOutcome {
  endsCycle(cycle, result.response)
  return outcomeOfResult(kind, result)
}

/** Returns the outcome of a synchronisation. */
export function outcomeOfResult(kind: ObjectKind, result: Synchronisation): ObjectOutcome {
  const { action, targetId, errorCode, reason } = result
  const common = { ...(targetId === undefined ? {} : { targetId }) }
  if (action === 'failed')
    return {
      ...common,
      action: result.changes.length > 0 ? 'update' : result.sent === undefined ? 'other' : 'create',
      status: 'failure',
      errorCode: errorCode ?? 'InternalError',
      reason: reason ?? '',
    }
  if (action === 'skipped') return { ...common, ...skippedOutcome(errorCode ?? 'ImportSkipped', reason) }
  if (action === 'none') return { ...common, ...skippedOutcome(REDUNDANT_EXPORT, sameState(kind)) }
  const modified =
    action === 'create'
      ? result.mapped.attributes.map(({ target, value }) => ({
          displayName: target,
          oldValue: undefined,
          newValue: value,
        }))
      : result.changes.map(({ target, before, value }) => ({ displayName: target, oldValue: before, newValue: value }))
  return { ...common, action, status: 'success', modified }
}

/** Returns the outcome of a single request, such as DELETE. */
export function outcomeOfResponse(
  cycle: CycleContext,
  action: ObjectOutcome['action'],
  response: EntraResponse,
  isSuccess: boolean,
  errorCode: string,
): ObjectOutcome {
  endsCycle(cycle, response)
  if (isSuccess) return { action, status: 'success' }
  return { action, status: 'failure', errorCode, reason: failureReason(response) }
}

/** Ends the cycle if credentials were rejected: the job goes into quarantine at once, instead of one object failing. */
export function endsCycle(cycle: CycleContext, response: EntraResponse | undefined): void {
  if (response?.status === 401) cycle.abort('the server rejects the credentials (401)', INVALID_CREDENTIALS)
}

/** The error of a job whose credentials are rejected (Microsoft's validation for the gallery waits for it). */
const INVALID_CREDENTIALS = 'SystemForCrossDomainIdentityManagementInvalidCredentials'

/** Returns the name of an object in a log. */
export function displayNameOf(
  attributes: JsonObject | Readonly<Record<string, unknown>> | undefined,
  sourceId: string,
): string {
  const name = attributes?.['displayName'] ?? attributes?.['userPrincipalName']
  return typeof name === 'string' && name !== '' ? name : sourceId
}
