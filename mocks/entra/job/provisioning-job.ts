import { setTimeout as delay } from 'node:timers/promises'
import { TransportError } from '../../transport/index.ts'
import { createEntraClient } from '../client/index.ts'
import { TokenRefused } from '../credentials/index.ts'
import { compileObjectMapping } from '../mapping/compile-mapping.ts'
import type { CompiledMapping } from '../mapping/mapped-attribute.ts'
import type { SynchronizationSchema } from '../mapping/synchronization-schema.ts'
import { DEFAULT_ENTRA_SWITCHES, type EntraSwitches } from '../switches/index.ts'
import { realClock } from './clock.ts'
import { type CycleWork, processCycle } from './cycle.ts'
import type { CycleContext } from './cycle-context.ts'
import { guidFrom } from './guid.ts'
import { CYCLE_INTERVAL, type ProvisioningJobOptions } from './job-options.ts'
import { type CycleRecord, type JobRecord, NO_COUNTS, newJobRecord, type QuarantineRecord } from './job-record.ts'
import { type JobCircumstances, type JobStatus, statusOf } from './job-status.ts'
import { judgeFailures, QUARANTINE_DAYS, type QuarantineReason, quarantineInterval } from './quarantine.ts'
import { type ReadBackUser, readBackUsers } from './read-back.ts'
import { expandResetScopes, type ResetScope } from './reset-scope.ts'
import { retryAfterTransport } from './retry-after-transport.ts'

/** A provisioning job: cycles that synchronize one tenant to one server. */
export interface ProvisioningJob {
  /**
   * Waits until the next cycle is due and runs it: an initial one first or after a restart, then incremental ones.
   * Resolves to its record; undefined if the job is disabled. Rejects with the signal's reason, or for an error in the
   * caller's options; failures of the server are counted, logged and retried.
   */
  runCycle(): Promise<CycleRecord | undefined>
  status(): JobStatus
  /** Reads every provisioned user from the server and compares it with the tenant. Rejects with a TransportError, or with the signal's reason. */
  readBack(onUser: (user: ReadBackUser) => void): Promise<void>
  /**
   * Resets the parts that the scopes name (default: `Full`) and makes the next cycle due at once (the portal's "Restart
   * provisioning").
   */
  restart(scopes?: readonly ResetScope[]): void
  /**
   * Allows the next cycle to send the deletions that the threshold held back ("Allow deletes", `ForceDeletes` of a
   * restart).
   */
  allowDeletes(): void
}

/** Aborts a cycle because the whole job failed, not a single object. */
class CycleAborted extends Error {
  override readonly name = 'CycleAborted'
  readonly errorCode: string | undefined

  constructor(message: string, errorCode: string | undefined) {
    super(message)
    this.errorCode = errorCode
  }
}

/**
 * Creates a job. Its state determines whether it starts, continues, or resumes an interrupted cycle. Throws Error if
 * the schema has no users.
 */
export function createProvisioningJob(options: ProvisioningJobOptions): ProvisioningJob {
  const interval = options.interval ?? CYCLE_INTERVAL
  const guid = (): string => guidFrom(options.random)
  const pause = options.pause ?? ((milliseconds) => delay(milliseconds))
  const switches = { ...DEFAULT_ENTRA_SWITCHES, ...options.switches }
  const mappings = mappingsOf(options.schema, switches)
  const client = createEntraClient({
    baseUrl: options.baseUrl,
    authorization: options.authorization,
    transport:
      switches.retryAfter === 'pauses'
        ? retryAfterTransport(options.transport, { pause, now: realClock().now })
        : options.transport,
    guid,
    accept: switches.accept,
    adScimVersion: switches.adscimversion,
  })
  let record: JobRecord =
    options.state.record() ?? newJobRecord(`scim.${guid().replaceAll('-', '')}.${guid()}`, options.clock.now())
  let allowsDeletes = false
  let isStarted = false
  let progress: JobCircumstances['progress']
  const save = (changes: Partial<JobRecord>): void => {
    record = { ...record, ...changes }
    options.state.saveRecord(record)
  }

  const status = (): JobStatus =>
    statusOf(record, options.state, { interval, isStarted, progress, types: typesOf(mappings) })

  const contextOf = (cycleId: string): CycleContext => ({
    options: {
      ...options,
      ...(allowsDeletes ? { deletionThreshold: Number.POSITIVE_INFINITY } : {}),
      onProgress: (done, of) => {
        progress = { done, of, at: options.clock.now() }
        options.onProgress?.(done, of)
      },
    },
    switches,
    client,
    dialect: options.dialect ?? 'legacy',
    interval,
    users: mappings.users,
    groups: mappings.groups,
    counts: { ...NO_COUNTS },
    imported: { count: 0 },
    jobId: record.jobId,
    cycleId,
    guid,
    abort: (reason, errorCode) => {
      throw new CycleAborted(reason, errorCode)
    },
  })

  const runCycle = async (): Promise<CycleRecord | undefined> => {
    if (record.isDisabled) return undefined
    await options.clock.until(new Date(record.nextCycleAt), options.signal)
    isStarted = true
    const startedAt = options.clock.now().getTime()
    const isInitial = record.watermark === null
    const token = options.tenant.watermark
    const context = contextOf(guid())
    const cycle = { id: context.cycleId, kind: isInitial ? 'initial' : 'incremental', startedAt } as const
    let trouble: Trouble | undefined
    try {
      await processCycle(
        context,
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
      // Due retries are removed only here. An object can need several requests, and a failure of any of them has
      // already set a later date.
      options.state.removeDueEscrows(startedAt)
    } catch (error) {
      const isOfServer =
        error instanceof CycleAborted ||
        error instanceof TokenRefused ||
        (error instanceof TransportError && error.fault !== 'aborted')
      if (!isOfServer) throw error
      const errorCode = error instanceof CycleAborted ? error.errorCode : undefined
      trouble = {
        reason: 'EncounteredQuarantineException',
        message: error.message,
        ...(errorCode === undefined ? {} : { errorCode }),
      }
    } finally {
      progress = undefined
    }
    const { counts } = context
    const succeeded = counts.created + counts.updated + counts.disabled + counts.deleted + counts.unchanged
    const judged = judgeFailures({ failed: counts.failed, referencesFailed: counts.referencesFailed, succeeded })
    if (trouble === undefined && judged !== undefined)
      trouble = { reason: judged, message: `${counts.failed} of ${counts.failed + succeeded} objects failed` }
    const endedAt = options.clock.now().getTime()
    const ended: CycleRecord = { ...cycle, endedAt, counts: { ...counts }, imported: context.imported.count }
    const wasAborted = trouble?.reason === 'EncounteredQuarantineException'
    const holdsDeletes = trouble?.reason === 'TooManyDeletes'
    const isFirst = record.quarantine === null
    const quarantine = quarantineOf(record.quarantine, trouble, endedAt)
    if (!holdsDeletes) allowsDeletes = false
    save({
      // A cycle that was interrupted, or whose deletions wait, has not processed all its changes.
      watermark: wasAborted || holdsDeletes ? record.watermark : token,
      position: wasAborted ? record.position : 0,
      cycles: record.cycles + 1,
      lastCycle: ended,
      ...(trouble === undefined ? achievements(record, ended) : {}),
      quarantine,
      isDisabled: quarantine !== null && endedAt - quarantine.began >= QUARANTINE_DAYS * 86_400_000,
      nextCycleAt: quarantine?.nextAttempt ?? startedAt + interval,
    })
    if (quarantine !== null && isFirst) await options.onQuarantine?.(status())
    return ended
  }

  return {
    runCycle,
    status,
    readBack: (onUser) => readBackUsers(contextOf(guid()), onUser),
    restart: (scopes = ['Full']) => {
      const reset = expandResetScopes(scopes)
      if (reset.has('Escrows')) options.state.clearEscrows()
      if (reset.has('ConnectorDataStore')) options.state.clearLinks()
      if (reset.has('ForceDeletes')) allowsDeletes = true
      save({
        ...(reset.has('Watermark') ? { watermark: null, position: 0 } : {}),
        ...(reset.has('QuarantineState') ? { quarantine: null } : {}),
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

interface Trouble {
  readonly reason: QuarantineReason
  readonly message: string
  readonly errorCode?: string
}

/** Returns the changes of the record after a successful cycle. */
function achievements(record: JobRecord, ended: CycleRecord): Partial<JobRecord> {
  const { created, updated, disabled, deleted, failed } = ended.counts
  const steady = failed === 0 ? ended.endedAt : record.steadyStateLastAt
  return {
    lastSuccess: ended,
    ...(created + updated + disabled + deleted > 0 ? { lastSuccessWithExports: ended } : {}),
    steadyStateFirstAt: record.steadyStateFirstAt ?? steady ?? null,
    steadyStateLastAt: steady ?? null,
  }
}

interface Mappings {
  readonly users: CompiledMapping
  readonly groups: CompiledMapping | undefined
}

function typesOf({ users, groups }: Mappings): JobCircumstances['types'] {
  const typeOf = (kind: 'user' | 'group', { mapping }: CompiledMapping) => ({
    kind,
    source: mapping.sourceObjectName,
    target: mapping.targetObjectName,
  })
  return [typeOf('user', users), ...(groups === undefined ? [] : [typeOf('group', groups)])]
}

/** Returns the enabled mappings of users and groups. Throws Error if there is none for users. */
function mappingsOf(schema: SynchronizationSchema, switches: EntraSwitches): Mappings {
  const enabled = schema.synchronizationRules
    .flatMap(({ objectMappings }) => objectMappings)
    .filter((one) => one.enabled)
  const users = enabled.find(({ targetObjectName }) => /user/i.test(targetObjectName))
  const groups = enabled.find(({ targetObjectName }) => /group/i.test(targetObjectName))
  if (users === undefined) throw new Error('the schema has no enabled mapping of users')
  return {
    users: compileObjectMapping(users, switches),
    groups: groups === undefined ? undefined : compileObjectMapping(groups, switches),
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

/** Returns the changed objects and the failed ones whose retry is due. */
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

/** The first successful cycle ends a quarantine. */
function quarantineOf(
  before: QuarantineRecord | null,
  trouble: Trouble | undefined,
  now: number,
): QuarantineRecord | null {
  if (trouble === undefined) return null
  const attempts = (before?.attempts ?? 0) + 1
  return {
    ...trouble,
    began: before?.began ?? now,
    attempts,
    nextAttempt: now + quarantineInterval(attempts),
  }
}
