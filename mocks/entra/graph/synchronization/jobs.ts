import type { JsonObject } from '../../../protocol/index.ts'
import { guidFrom, type JobState, newJobRecord, type SynchronizationSchema } from '../../index.ts'
import type { GraphStore } from '../state/graph-store.ts'
import { GraphError, notFound } from '../wire/graph-error.ts'
import type { JobDependencies, JobDocument } from './job-dependencies.ts'
import { SynchronizationJob } from './synchronization-job.ts'

/** Stores the engine's state of jobs. */
export interface JobStates {
  open(servicePrincipalId: string): JobState
  remove(servicePrincipalId: string): void
}

/** The settings that all jobs share. */
export interface JobsOptions {
  readonly states: JobStates
  readonly random: () => number
  readonly dependenciesOf: (servicePrincipalId: string) => Omit<JobDependencies, 'state' | 'save'>
  /** Called when a job may be due. */
  readonly onWake: () => void
}

/** The synchronization jobs of all applications; each application has at most one. */
export class Jobs {
  readonly #store: GraphStore
  readonly #options: JobsOptions
  readonly #all = new Map<string, SynchronizationJob>()

  constructor(store: GraphStore, options: JobsOptions) {
    this.#store = store
    this.#options = options
    for (const { document } of store.all('job')) this.#open(document as unknown as JobDocument)
  }

  all(): Iterable<SynchronizationJob> {
    return this.#all.values()
  }

  /** Returns the job of an application, if it has one. */
  of(servicePrincipalId: string): SynchronizationJob | undefined {
    return this.#all.get(servicePrincipalId)
  }

  /** Throws GraphError if the application has no job of this id. */
  find(servicePrincipalId: string, jobId: string): SynchronizationJob {
    const job = this.#all.get(servicePrincipalId)
    if (job?.id !== jobId) throw notFound(jobId)
    return job
  }

  /** Creates the job of an application. Throws GraphError if it has one. */
  create(servicePrincipalId: string, schema: SynchronizationSchema): SynchronizationJob {
    if (this.#all.has(servicePrincipalId)) {
      const message = 'Another object with the same value for property templateId already exists.'
      throw new GraphError(409, 'Request_MultipleObjectsWithSameKeyValue', message, {
        details: [{ code: 'ConflictingObjects', target: 'templateId', message }],
      })
    }
    const { random } = this.#options
    const id = `scim.${guidFrom(random).replaceAll('-', '')}.${guidFrom(random)}`
    const document: JobDocument = {
      id,
      servicePrincipalId,
      schema: { ...schema, id },
      schedule: 'Disabled',
      allowsDeletes: false,
    }
    this.#store.put('job', servicePrincipalId, { ...document } as unknown as JsonObject)
    return this.#open(document)
  }

  async remove(servicePrincipalId: string): Promise<void> {
    const job = this.#all.get(servicePrincipalId)
    if (job === undefined) return
    this.#all.delete(servicePrincipalId)
    await job.close()
    this.#store.remove('job', servicePrincipalId)
    this.#options.states.remove(servicePrincipalId)
  }

  /** Starts the cycles that are due. */
  wake(): void {
    this.#options.onWake()
  }

  async close(): Promise<void> {
    for (const job of this.#all.values()) await job.close()
  }

  #open(document: JobDocument): SynchronizationJob {
    const { servicePrincipalId } = document
    const state = this.#options.states.open(servicePrincipalId)
    const dependencies = this.#options.dependenciesOf(servicePrincipalId)
    if (state.record() === undefined) state.saveRecord(newJobRecord(document.id, dependencies.clock.now()))
    const job = new SynchronizationJob(document, {
      ...dependencies,
      state,
      save: (changed) => {
        this.#store.put('job', servicePrincipalId, { ...changed } as unknown as JsonObject)
        this.#options.onWake()
      },
    })
    this.#all.set(servicePrincipalId, job)
    return job
  }
}
