import {
  createFaultSource,
  createRateCounter,
  effectOf,
  type Fault,
  type FaultRule,
  type RateLimit,
} from '../../serving/index.ts'
import type { Call } from '../api/call.ts'
import type { Caller } from '../api/caller.ts'
import { withEntityTag } from '../api/entity-tag.ts'
import { errorAnswer } from '../api/error-answer.ts'
import type { JobRunner } from '../api/job-runner.ts'
import type { Answer, ApiRequest, Operation } from '../api/operation.ts'
import { createGate } from '../auth/gate.ts'
import { requestOf } from '../bulk/bulk-operations.ts'
import { type BulkJob, runJob } from '../bulk/jobs.ts'
import { Schedule } from '../bulk/schedule.ts'
import { faultAnswer, tooManyRequests } from '../faults/fault-answer.ts'
import type { ApiRecorder } from '../recorder/recorder.ts'
import type { Switches } from '../settings/switches.ts'
import { AccessTokens } from '../store/access-tokens.ts'
import { NeedsWriter } from '../store/database.ts'
import type { JumpCloudStore } from '../store/jumpcloud-store.ts'
import { ApiError } from '../wire/api-error.ts'
import { assertQuery, createBodyJudge } from './judge-request.ts'
import { recordedCall, recordedRow } from './recorded.ts'
import { shapesOf } from './schemas.ts'
import { type CallSurroundings, ServiceCall } from './service-call.ts'

/** The components of a service. */
export interface ServiceParts {
  readonly store: JumpCloudStore
  readonly switches: Switches
  readonly recorder: ApiRecorder
  readonly now: () => Date
  readonly newId: () => string
  readonly faults: readonly FaultRule[]
  /** Chooses a fault for a single call; its 429 has no wait. */
  readonly faultFor: ((request: ApiRequest) => Exclude<Fault, 'latency'> | undefined) | undefined
  readonly faultSeed: number
  readonly rateLimit: RateLimit | undefined
  /** Receives internal faults of the mock. */
  readonly onFault: (error: unknown) => void
}

/** The response to a request and its delay; without a response the connection is closed. */
export interface TimedAnswer {
  readonly answer: Answer | undefined
  /** The delay in milliseconds. */
  readonly delay: number
}

/** The API without a transport: Express and msw hand their requests to it. */
export interface Service {
  /**
   * Handles a request for an operation; `params` are the values of the path parameters. Throws NeedsWriter if the store
   * only reads.
   */
  perform(operation: Operation, request: ApiRequest, params: Readonly<Record<string, string>>): TimedAnswer
  /** Cancels tasks that run after responses. */
  close(): void
}

/** The `Retry-After` of an injected 429 in seconds. */
const WAIT = 1

const ANONYMOUS: Caller = {
  id: '',
  kind: 'service_account',
  email: '',
  role: 'Billing Only',
  organization: '',
  isMultiTenant: false,
}

/** Creates the service, and resumes jobs that an earlier process left. */
export function createService(parts: ServiceParts): Service {
  const { store, switches, recorder, now, newId, onFault } = parts
  const bodies = createBodyJudge(shapesOf(switches).validator, switches)
  const tokens = new AccessTokens()
  const gate = createGate(store, tokens)
  const schedule = new Schedule(store)
  const faults = createFaultSource(parts.faults, parts.faultSeed)
  const rates = parts.rateLimit === undefined ? undefined : createRateCounter(parts.rateLimit)
  let isOpen = true

  const defer = (task: () => void): void => {
    setImmediate(() => {
      try {
        if (isOpen) task()
      } catch (error) {
        onFault(error)
      }
    })
  }
  const jobs: JobRunner = {
    callOf: (caller, request) => new ServiceCall(surroundings, { caller, request }, now().toISOString()),
    assertValid: bodies.assertValid,
    onRow: (call, done) => recorder.record(recordedRow(call, done)),
  }
  const surroundings: CallSurroundings = { store, switches, newId, defer, tokens, schedule, jobs }

  /** Validates the request of an authenticated caller and runs the operation. */
  const work = (
    caller: Caller,
    operation: Operation,
    request: ApiRequest,
    params: Call['params'],
    instant: Date,
    time: string,
  ): Answer => {
    const wait = rates?.wait(caller === ANONYMOUS ? request.address : caller.id, instant.getTime())
    if (wait !== undefined) return tooManyRequests(request, switches.retryAfter === 'sent' ? wait : undefined)
    assertQuery(operation, request)
    const body = bodies.judge(operation, request)
    const call = new ServiceCall(surroundings, { request, params, body, caller }, time)
    return isWrite(operation) ? store.database.atomically(() => operation.handle(call)) : operation.handle(call)
  }

  const perform: Service['perform'] = (operation, request, params) => {
    const instant = now()
    const time = instant.toISOString()
    const chosen = parts.faultFor?.(request)
    const injected = chosen === undefined ? faults.faultsOf(request) : effectOf(chosen)
    let caller: Caller | undefined
    let rule: string | undefined
    let answer: Answer | undefined
    try {
      if (injected.instead === undefined) {
        schedule.run(instant.getTime(), jobs.callOf)
        caller = operation.needs === 'anyone' ? ANONYMOUS : gate(request, operation, params, instant.getTime())
        answer = withEntityTag(work(caller, operation, request, params, instant, time), request, switches)
      } else answer = faultAnswer(injected.instead, request, switches, chosen === undefined ? WAIT : 0)
    } catch (error) {
      if (error instanceof NeedsWriter) throw error
      answer = errorAnswer(error, request)
      if (error instanceof ApiError) rule = error.rule
      else if (answer.status === 500) onFault(error)
    }
    recorder.record(recordedCall({ operation, request, caller, answer, rule, injected, time }))
    return { answer: injected.isAnswerLost ? undefined : answer, delay: injected.delay }
  }

  store.database.onChange(() => schedule.refresh())
  const left = store.database.isReader ? [] : (store.unfinishedJobs() as BulkJob[])
  for (const job of left) defer(() => runJob(jobs, job, jobs.callOf(job.caller as unknown as Caller, requestOf(job))))

  return {
    perform,
    close: () => {
      isOpen = false
    },
  }
}

/** Returns whether an operation writes; searches and queries are read by POST. */
export function isWrite({ method, needs }: Operation): boolean {
  return method !== 'GET' && (typeof needs === 'string' ? needs === 'key' : needs[1] !== 'read')
}
