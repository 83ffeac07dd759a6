import { setTimeout as delay } from 'node:timers/promises'
import { TransportError } from '../../transport/index.ts'
import { createEntraClient } from '../client/index.ts'
import { TokenRefused } from '../credentials/index.ts'
import { compileObjectMapping } from '../mapping/compile-mapping.ts'
import type { CompiledMapping } from '../mapping/mapped-attribute.ts'
import type { SynchronizationSchema } from '../mapping/synchronization-schema.ts'
import type { Activity } from './activity.ts'
import { type CycleWork, playCycle } from './cycle.ts'
import { guidFrom } from './guid.ts'
import { CYCLE_INTERVAL, type ProvisioningJobOptions } from './job-options.ts'
import { type CycleRecord, type JobRecord, NO_COUNTS, type QuarantineRecord } from './job-record.ts'
import { type JobStatus, statusOf } from './job-status.ts'
import { patientTransport } from './patient-transport.ts'
import { judgeFailures, QUARANTINE_DAYS, type QuarantineReason, quarantineInterval } from './quarantine.ts'

/** A provisioning job: cycles of one tenant against one server. */
export interface ProvisioningJob {
  /**
   * Waits until the next cycle is due, and plays it: an initial one first or after a restart, then incremental ones. Resolves to its record;
   * undefined where the job is disabled. Rejects with the signal's reason, or for a fault of the caller's options; failures of the server are
   * counted, logged and tried again.
   */
  runCycle(): Promise<CycleRecord | undefined>
  status(): JobStatus
  /** Has the next cycle begin as an initial one (the portal's "Restart provisioning": quarantine, watermark and escrows are cleared). */
  restart(): void
  /** Lets the deletions through that the threshold held back, in the next cycle ("Allow deletes"). */
  allowDeletes(): void
}

/** Ends a cycle: the whole job is at fault, not one object. */
class CycleAborted extends Error {
  override readonly name = 'CycleAborted'
}

/** Makes a job. Its state decides whether it begins, goes on, or resumes a cycle that was cut. Throws Error where the schema has no users. */
export function createProvisioningJob(options: ProvisioningJobOptions): ProvisioningJob {
  const interval = options.interval ?? CYCLE_INTERVAL
  const guid = (): string => guidFrom(options.random)
  const pause = options.pause ?? ((milliseconds) => delay(milliseconds))
  const mappings = mappingsOf(options.schema)
  const client = createEntraClient({
    baseUrl: options.baseUrl,
    authorization: options.authorization,
    transport: patientTransport(options.transport, pause),
    guid,
  })
  let record: JobRecord = options.state.record() ?? {
    jobId: `scim.${guid().replaceAll('-', '')}.${guid()}`,
    watermark: null,
    position: 0,
    cycles: 0,
    lastCycle: null,
    lastSuccess: null,
    quarantine: null,
    isDisabled: false,
    nextCycleAt: options.clock.now().getTime(),
  }
  let allowsDeletes = false
  const save = (changes: Partial<JobRecord>): void => {
    record = { ...record, ...changes }
    options.state.saveRecord(record)
  }

  const activityOf = (cycleId: string): Activity => ({
    options: allowsDeletes ? { ...options, deletionThreshold: Number.POSITIVE_INFINITY } : options,
    client,
    dialect: options.dialect ?? 'legacy',
    interval,
    users: mappings.users,
    groups: mappings.groups,
    counts: { ...NO_COUNTS },
    jobId: record.jobId,
    cycleId,
    guid,
    abort: (reason) => {
      throw new CycleAborted(reason)
    },
  })

  const runCycle = async (): Promise<CycleRecord | undefined> => {
    if (record.isDisabled) return undefined
    await options.clock.until(new Date(record.nextCycleAt), options.signal)
    const startedAt = options.clock.now().getTime()
    const isInitial = record.watermark === null
    const token = options.tenant.watermark
    const activity = activityOf(guid())
    const cycle = { id: activity.cycleId, kind: isInitial ? 'initial' : 'incremental', startedAt } as const
    let trouble: { reason: QuarantineReason; message: string } | undefined
    try {
      await playCycle(
        activity,
        isInitial ? everything(options, record.position) : changes(options, record.watermark ?? 0),
        {
          onPosition: (position) => {
            if (isInitial) save({ position })
          },
          onTooManyDeletes: (count) => {
            trouble = { reason: 'TooManyDeletes', message: `${count} deletions and disables wait to be allowed` }
          },
        },
      )
      // Only now, since an object is more than one request: what failed in any of them has a later date already.
      options.state.removeDueEscrows(startedAt)
    } catch (error) {
      const isOfServer =
        error instanceof CycleAborted ||
        error instanceof TokenRefused ||
        (error instanceof TransportError && error.fault !== 'aborted')
      if (!isOfServer) throw error
      trouble = { reason: 'EncounteredQuarantineException', message: error.message }
    }
    const { counts } = activity
    const succeeded = counts.created + counts.updated + counts.disabled + counts.deleted + counts.unchanged
    const judged = judgeFailures({ failed: counts.failed, referencesFailed: counts.referencesFailed, succeeded })
    if (trouble === undefined && judged !== undefined)
      trouble = { reason: judged, message: `${counts.failed} of ${counts.failed + succeeded} objects failed` }
    const endedAt = options.clock.now().getTime()
    const ended: CycleRecord = { ...cycle, endedAt, counts: { ...counts } }
    const wasAborted = trouble?.reason === 'EncounteredQuarantineException'
    const holdsDeletes = trouble?.reason === 'TooManyDeletes'
    const isFirst = record.quarantine === null
    const quarantine = quarantineOf(record.quarantine, trouble, endedAt, interval)
    if (!holdsDeletes) allowsDeletes = false
    save({
      // A cycle that was cut short, or whose deletions wait, has not seen to its changes.
      watermark: wasAborted || holdsDeletes ? record.watermark : token,
      position: wasAborted ? record.position : 0,
      cycles: record.cycles + 1,
      lastCycle: ended,
      lastSuccess: trouble === undefined ? ended : record.lastSuccess,
      quarantine,
      isDisabled: quarantine !== null && endedAt - quarantine.began >= QUARANTINE_DAYS * 86_400_000,
      nextCycleAt: quarantine?.nextAttempt ?? startedAt + interval,
    })
    if (quarantine !== null && isFirst) await options.onQuarantine?.(statusOf(record, options.state, interval))
    return ended
  }

  return {
    runCycle,
    status: () => statusOf(record, options.state, interval),
    restart: () => {
      options.state.clearEscrows()
      save({
        watermark: null,
        position: 0,
        quarantine: null,
        isDisabled: false,
        nextCycleAt: options.clock.now().getTime(),
      })
    },
    allowDeletes: () => {
      allowsDeletes = true
      save({ quarantine: null, nextCycleAt: options.clock.now().getTime() })
    },
  }
}

/** The enabled mappings of users and groups. Throws Error where users have none. */
function mappingsOf(schema: SynchronizationSchema): { users: CompiledMapping; groups: CompiledMapping | undefined } {
  const enabled = schema.synchronizationRules
    .flatMap(({ objectMappings }) => objectMappings)
    .filter((one) => one.enabled)
  const users = enabled.find(({ targetObjectName }) => /user/i.test(targetObjectName))
  const groups = enabled.find(({ targetObjectName }) => /group/i.test(targetObjectName))
  if (users === undefined) throw new Error('the schema has no enabled mapping of users')
  return {
    users: compileObjectMapping(users),
    groups: groups === undefined ? undefined : compileObjectMapping(groups),
  }
}

function everything({ tenant }: ProvisioningJobOptions, position: number): CycleWork {
  return {
    users: tenant.users(position),
    userCount: tenant.userCount - position,
    referring: tenant.users(),
    groups: [...tenant.groupIds()],
  }
}

/** What changed, and what failed and is due. */
function changes({ tenant, state, clock }: ProvisioningJobOptions, watermark: number): CycleWork {
  const due = state.dueEscrows(clock.now().getTime()).map(({ kind, sourceId }) => ({ kind, objectId: sourceId }))
  const objects = [...tenant.changesSince(watermark), ...due]
  const ids = (wanted: string): string[] => [
    ...new Set(objects.filter(({ kind }) => kind === wanted).map(({ objectId }) => objectId)),
  ]
  const users = ids('user')
  return {
    users: users.map((objectId, position) => ({ position, objectId })),
    userCount: users.length,
    referring: users.map((objectId) => ({ objectId })),
    groups: ids('group'),
  }
}

/** The first cycle that goes well lifts a quarantine. */
function quarantineOf(
  before: QuarantineRecord | null,
  trouble: { reason: QuarantineReason; message: string } | undefined,
  now: number,
  interval: number,
): QuarantineRecord | null {
  if (trouble === undefined) return null
  const attempts = (before?.attempts ?? 0) + 1
  return {
    ...trouble,
    began: before?.began ?? now,
    attempts,
    nextAttempt: now + quarantineInterval(attempts, interval),
  }
}
