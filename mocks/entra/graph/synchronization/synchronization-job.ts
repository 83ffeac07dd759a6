import {
  type CycleRecord,
  createProvisioningJob,
  type JobState,
  type JobStatus,
  type ObjectKind,
  type OnDemandReport,
  type ProvisioningJob,
  type ResetScope,
  reportOnDemand,
  type SynchronizationSchema,
  TokenRefused,
} from '../../index.ts'
import { GraphError } from '../wire/graph-error.ts'
import { type Connection, connectionOf } from './connection.ts'
import type { JobDependencies, JobDocument } from './job-dependencies.ts'
import { settingsOf } from './job-settings.ts'

interface Running {
  readonly job: ProvisioningJob
  readonly controller: AbortController
  readonly ended: Promise<CycleRecord | undefined>
}

/** The job of one application: Graph's operations on it, over the provisioning engine. */
export class SynchronizationJob {
  #document: JobDocument
  readonly #dependencies: JobDependencies
  #running: Running | undefined

  constructor(document: JobDocument, dependencies: JobDependencies) {
    this.#document = document
    this.#dependencies = dependencies
  }

  get id(): string {
    return this.#document.id
  }

  get servicePrincipalId(): string {
    return this.#document.servicePrincipalId
  }

  get schema(): SynchronizationSchema {
    return this.#document.schema
  }

  /** The time when the next cycle is due; undefined if the job is stopped or a cycle runs. */
  get dueAt(): number | undefined {
    if (this.#document.schedule !== 'Active' || this.#running !== undefined) return undefined
    const record = this.#dependencies.state.record()
    return record === undefined || record.isDisabled ? undefined : record.nextCycleAt
  }

  /** Starts the job, or resumes it after a pause; ends a quarantine. Throws GraphError without credentials. */
  start(): void {
    this.#assertConnected()
    const { state } = this.#dependencies
    const isInQuarantine = state.record()?.quarantine != null
    if (this.#document.schedule === 'Active' && !isInQuarantine && state.record()?.isDisabled !== true) return
    if (this.#running === undefined) this.#engine().restart(['QuarantineState'])
    this.#save({ schedule: 'Active' })
  }

  /** Pauses the job; a running cycle stops at the next request and keeps its results. */
  async pause(): Promise<void> {
    this.#save({ schedule: 'Paused' })
    await this.#interrupt()
  }

  /** Stops the job, resets the parts in the scopes, and starts it. Throws GraphError without credentials. */
  async restart(scopes: readonly ResetScope[]): Promise<void> {
    this.#assertConnected()
    await this.#interrupt()
    this.#engine().restart(scopes)
    this.#save({ schedule: 'Active', ...(scopes.includes('ForceDeletes') ? { allowsDeletes: true } : {}) })
  }

  /** Replaces the schema; the next cycle is an initial one. */
  async setSchema(schema: SynchronizationSchema): Promise<void> {
    await this.#interrupt()
    this.#save({ schema })
    const { state } = this.#dependencies
    const record = state.record()
    if (record !== undefined) state.saveRecord({ ...record, watermark: null, position: 0 })
  }

  /** Runs the cycle that is due. It never rejects. */
  run(): Promise<CycleRecord | undefined> {
    const controller = new AbortController()
    const job = this.#engine(controller.signal)
    const ended = job
      .runCycle()
      .catch((error: unknown) => {
        if (controller.signal.aborted) return undefined
        this.#save({ schedule: 'Paused' })
        this.#dependencies.onFault(error)
        return undefined
      })
      .then((cycle) => {
        this.#running = undefined
        if (cycle !== undefined && this.#document.allowsDeletes) this.#save({ allowsDeletes: false })
        return cycle
      })
    this.#running = { job, controller, ended }
    return ended
  }

  /** The running cycle. */
  get running(): Promise<CycleRecord | undefined> | undefined {
    return this.#running?.ended
  }

  /** Provisions one object on demand. Throws GraphError without credentials. */
  onDemand(
    object: { readonly kind: ObjectKind; readonly objectId: string },
    members: readonly string[] | undefined,
  ): Promise<OnDemandReport> {
    const { clock, transport, random, behaviour, tenant } = this.#dependencies
    const { baseUrl, authorization } = this.#assertConnected()
    const { scope } = settingsOf(this.#dependencies.secrets())
    return reportOnDemand(object, {
      baseUrl,
      authorization,
      transport,
      random,
      scope,
      tenant: tenant(scope),
      schema: this.schema,
      now: () => clock.now(),
      ...(members === undefined ? {} : { members }),
      ...behaviour,
    })
  }

  /** Returns the job as Graph returns it. */
  status(): JobStatus {
    const status = (this.#running?.job ?? this.#engine()).status()
    const record = this.#dependencies.state.record()
    const { deletionThreshold } = settingsOf(this.#dependencies.secrets())
    const { schedule } = this.#document
    const isActive = schedule === 'Active' && record?.isDisabled !== true
    const code = isActive ? activeCode(record) : schedule === 'Disabled' ? 'NotConfigured' : 'Paused'
    return {
      ...status,
      schedule: { ...status.schedule, state: isActive ? 'Active' : 'Disabled' },
      status: { ...status.status, code },
      synchronizationJobSettings: [
        ...status.synchronizationJobSettings,
        ...(deletionThreshold === undefined
          ? []
          : [{ name: 'QuarantineTooManyDeletesThreshold', value: String(deletionThreshold) }]),
      ],
    }
  }

  /** Ends a running cycle and closes the state. */
  async close(): Promise<void> {
    await this.#interrupt()
    this.#dependencies.state[Symbol.dispose]()
  }

  async #interrupt(): Promise<void> {
    this.#running?.controller.abort()
    await this.#running?.ended
  }

  #save(changes: Partial<JobDocument>): void {
    this.#document = { ...this.#document, ...changes }
    this.#dependencies.save(this.#document)
  }

  #assertConnected(): Connection {
    const secrets = this.#dependencies.secrets()
    if (!secrets.has('BaseAddress'))
      throw new GraphError(
        400,
        'RequestMissingRequiredParameter',
        `The job ${this.id} has no credentials: PUT the secrets BaseAddress and SecretToken of its service principal first.`,
      )
    try {
      return connectionOf(secrets, {
        transport: this.#dependencies.transport,
        now: () => this.#dependencies.clock.now(),
      })
    } catch (error) {
      if (error instanceof TypeError)
        throw new GraphError(400, 'RequestParameterInvalid', `BaseAddress: ${error.message}.`)
      throw error
    }
  }

  #engine(signal?: AbortSignal): ProvisioningJob {
    const { clock, random, interval, behaviour, pause, onEntry } = this.#dependencies
    const { scope, ...settings } = settingsOf(this.#dependencies.secrets())
    const connection = this.#connection()
    const job = createProvisioningJob({
      ...settings,
      ...behaviour,
      scope,
      ...connection,
      dialect: connection.dialect === 'flagged' ? 'flagged' : (behaviour.dialect ?? 'legacy'),
      tenant: this.#dependencies.tenant(scope),
      schema: this.schema,
      transport: (request, limits) =>
        this.#dependencies.transport(request, signal === undefined ? limits : { ...limits, signal }),
      state: this.#dependencies.state,
      // A cycle is run when it is due, so it never waits.
      clock: { now: () => clock.now(), monotonic: () => clock.monotonic(), until: () => Promise.resolve() },
      random,
      interval,
      identity: this.#dependencies.identity(),
      onEntry,
      onQuarantine: () => this.#dependencies.onQuarantine(this.status()),
      ...(signal === undefined ? {} : { signal }),
      ...(pause === undefined ? {} : { pause }),
    })
    if (signal !== undefined && this.#document.allowsDeletes) job.allowDeletes()
    return job
  }

  /** Returns the connection. If the credentials were removed while the job runs, the job goes into quarantine. */
  #connection(): Connection {
    try {
      return this.#assertConnected()
    } catch (error) {
      if (!(error instanceof GraphError)) throw error
      const { message } = error
      return { baseUrl: '', dialect: 'legacy', authorization: () => Promise.reject(new TokenRefused(message)) }
    }
  }
}

function activeCode(record: ReturnType<JobState['record']>): JobStatus['status']['code'] {
  if (record?.quarantine != null) return 'Quarantine'
  return record?.lastCycle == null ? 'NotRun' : 'Active'
}
