import { AccessTokens } from '../auth/access-tokens.ts'
import { createGate } from '../auth/gate.ts'
import { requestOf } from '../bulk/bulk-operations.ts'
import { type BulkJob, type JobRunner, runJob } from '../bulk/jobs.ts'
import { Schedule } from '../bulk/schedule.ts'
import type { FaultRule, RateLimit } from '../faults/fault.ts'
import { faultAnswer, tooManyRequests } from '../faults/fault-answer.ts'
import { createFaultSource, createRateCounter } from '../faults/fault-source.ts'
import type { JsonValue } from '../json.ts'
import { masked, maskedRecord } from '../recorder/mask.ts'
import type { ApiRecorder } from '../recorder/recorder.ts'
import type { JumpCloudStore } from '../store/jumpcloud-store.ts'
import type { Switches } from '../switches.ts'
import { ApiError } from './api-error.ts'
import type { Call } from './call.ts'
import type { Caller } from './caller.ts'
import { errorAnswer } from './error-answer.ts'
import { createBodyJudge } from './judge-body.ts'
import type { Answer, ApiRequest, Operation } from './operation.ts'
import { shapesOf } from './schemas.ts'

/** What a service is made of. */
export interface ServiceParts {
  readonly store: JumpCloudStore
  readonly switches: Switches
  readonly recorder: ApiRecorder
  readonly now: () => Date
  readonly newId: () => string
  readonly faults: readonly FaultRule[]
  readonly faultSeed: number
  readonly rateLimit: RateLimit | undefined
  /** Told of faults of the mock's own. */
  readonly onFault: (error: unknown) => void
}

/** What comes of a request: an answer, maybe late; without one the connection ends. */
export interface Outcome {
  readonly answer: Answer | undefined
  /** Milliseconds. */
  readonly delay: number
}

/** The API without a transport: Express and msw hand their requests to it. */
export interface Service {
  /** Answers a request for an operation; `params` are what stands in the path's brackets. Throws nothing. */
  perform(operation: Operation, request: ApiRequest, params: Readonly<Record<string, string>>): Outcome
  /** Ends what is done after answers. */
  close(): void
}

const NOBODY: Caller = {
  id: '',
  kind: 'service_account',
  email: '',
  role: 'Billing Only',
  organization: '',
  isMultiTenant: false,
}

/** Makes the service, and goes on with the jobs that an earlier process left. */
export function createService(parts: ServiceParts): Service {
  const { store, switches, recorder, now, newId, onFault } = parts
  const bodies = createBodyJudge(shapesOf(switches).validator, switches)
  const tokens = new AccessTokens()
  const gate = createGate(store, tokens, () => now().getTime())
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
  const callOf = (
    caller: Caller,
    request: ApiRequest,
    params: Call['params'] = {},
    body: JsonValue = {},
    instant: Date = now(),
  ): Call => ({
    request,
    params,
    body,
    caller,
    store,
    switches,
    newId,
    defer,
    tokens,
    schedule,
    jobs,
    now: instant.toISOString(),
    get query() {
      const start = request.url.indexOf('?')
      return new URLSearchParams(start < 0 ? '' : request.url.slice(start + 1))
    },
    get organization() {
      const organization = store.organizations.find(caller.organization)
      if (organization === undefined) throw new ApiError(404, 'Organization ID Not Found')
      return organization
    },
  })

  const jobs: JobRunner = {
    callOf: (caller, request) => callOf(caller, request),
    assertValid: bodies.assertValid,
    onRow: ({ request, caller, now: time }, { status, body, before, after, rule }) =>
      recorder.record({
        time,
        operation: request.method === 'POST' ? 'bulk_usersCreate row' : 'bulk_usersUpdate row',
        admin: nameOf(caller),
        method: request.method,
        path: request.url,
        status,
        body: masked(body),
        before,
        after,
        rule,
        fault: undefined,
      }),
  }

  /** Lets the caller in, judges the body, does the work. */
  const work = (
    operation: Operation,
    request: ApiRequest,
    params: Call['params'],
    instant: Date,
    identified: (caller: Caller) => void,
  ): Answer => {
    schedule.run(instant.getTime(), callOf)
    const caller = operation.needs === 'anyone' ? NOBODY : gate(request, operation, params)
    identified(caller)
    const wait = rates?.wait(caller === NOBODY ? request.address : caller.id, instant.getTime())
    if (wait !== undefined) return tooManyRequests(request, switches.retryAfter === 'sent' ? wait : undefined)
    assertQuery(operation, request)
    const call = callOf(caller, request, params, bodies.judge(operation, request), instant)
    return isWrite(operation) ? store.database.atomically(() => operation.handle(call)) : operation.handle(call)
  }

  const perform: Service['perform'] = (operation, request, params) => {
    const instant = now()
    const struck = faults.strike(request.method, request.url.replace(/\?.*$/s, ''))
    const first = struck.find(({ fault }) => fault !== 'latency' && fault !== 'lost-answer')
    const isLost = struck.some(({ fault }) => fault === 'lost-answer')
    let caller: Caller | undefined
    let rule: string | undefined
    let answer: Answer | undefined
    try {
      answer =
        first === undefined
          ? work(operation, request, params, instant, (identified) => {
              caller = identified
            })
          : faultAnswer(first.fault, request, switches)
    } catch (error) {
      answer = errorAnswer(error, request)
      if (error instanceof ApiError) rule = error.rule
      else if (answer.status === 500) onFault(error)
    }
    const { before, after } = answer ?? {}
    recorder.record({
      time: instant.toISOString(),
      operation: operation.id,
      admin: caller === undefined ? undefined : nameOf(caller),
      method: request.method,
      path: request.url,
      status: answer?.status ?? 0,
      body: operation.body === undefined ? undefined : masked(request.body as JsonValue | undefined),
      before: before === undefined ? undefined : maskedRecord(before),
      after: after === undefined ? undefined : maskedRecord(after),
      rule,
      fault: first?.fault ?? (isLost ? 'lost-answer' : undefined),
    })
    const delay = struck.reduce((sum, { milliseconds = 0 }) => sum + milliseconds, 0)
    return { answer: isLost ? undefined : answer, delay }
  }

  for (const job of store.unfinishedJobs() as BulkJob[])
    defer(() => runJob(jobs, job, callOf(job.caller as unknown as Caller, requestOf(job))))

  return {
    perform,
    close: () => {
      isOpen = false
    },
  }
}

const nameOf = ({ kind, email, id }: Caller): string => (kind === 'admin' ? email : id)

/** Searches and queries are read by POST. */
function isWrite({ method, needs }: Operation): boolean {
  return method !== 'GET' && (typeof needs === 'string' ? needs === 'key' : needs[1] !== 'read')
}

function assertQuery({ query = [] }: Operation, { url }: ApiRequest): void {
  for (const { name, isRequired, schema } of query) {
    if (isRequired !== true) continue
    const values = new URL(url, 'http://any.invalid').searchParams.getAll(name)
    if (values.length === 0) throw new ApiError(400, `${name} is required`)
    const allowed = schema['enum']
    if (Array.isArray(allowed) && !values.every((value) => allowed.includes(value)))
      throw new ApiError(400, `${name} must be one of ${allowed.join(', ')}`)
  }
}
