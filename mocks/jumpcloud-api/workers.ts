import { type Listening, type ListenPlace, listen } from '../serving/index.ts'
import { errorAnswer } from './api/error-answer.ts'
import type { Answer, ApiRequest, Operation } from './api/operation.ts'
import { expressApp } from './http/express-app.ts'
import { openService, serviceParts } from './jumpcloud-api.ts'
import { jumpCloudDescription } from './openapi/document.ts'
import { createApiRecorder } from './recorder/recorder.ts'
import { RESOURCES, UNKNOWN_OPERATION } from './service/operations.ts'
import type { JumpCloudApiOptions } from './service/options.ts'
import { createService, isWrite, type Service, type TimedAnswer } from './service/service.ts'
import { DEFAULT_SWITCHES, type Switches } from './settings/switches.ts'
import { NeedsWriter } from './store/database.ts'
import { JumpCloudStore } from './store/jumpcloud-store.ts'

/** A call of an operation in a form that another process can read. */
interface ForwardedCall {
  readonly operation: string
  readonly request: Omit<ApiRequest, 'bodyError'>
  readonly bodyError?: { readonly message: string; readonly status?: number }
  readonly params: Readonly<Record<string, string>>
}

/** The response of the process that writes; without one the connection is closed. */
type ForwardedAnswer = Pick<Answer, 'status' | 'text' | 'headers'> | null

/** The process that writes. */
export interface JumpCloudWriter {
  /** Performs calls of workers, and returns when they are committed. */
  performAll(calls: readonly unknown[]): Promise<readonly unknown[]>
  close(): void
}

/** The settings of a worker of the API. */
export interface JumpCloudWorkerOptions extends Pick<ListenPlace, 'port' | 'host'> {
  readonly db: string
  readonly switches?: Partial<Switches>
  /** True if the keys are secret, so that the server responds to every host name. */
  readonly hasCredentials: boolean
}

const keyOf = ({ method, path }: Operation): string => `${method} ${path}`

const OPERATIONS: ReadonlyMap<string, Operation> = new Map(
  [...RESOURCES.flatMap(({ operations }) => operations), UNKNOWN_OPERATION].map((operation) => [
    keyOf(operation),
    operation,
  ]),
)

/** Opens the API for workers, without listening. Throws UnusableDatabase. */
export function openJumpCloudWriter(options: JumpCloudApiOptions & { readonly db: string }): JumpCloudWriter {
  const { store, service } = openService(options, createApiRecorder(0))
  const { onFault } = serviceParts(store, createApiRecorder(0), options)
  store.share()
  const perform = ({ operation, request, bodyError, params }: ForwardedCall): ForwardedAnswer => {
    const error = bodyError === undefined ? {} : { bodyError: Object.assign(new Error(), bodyError) }
    const { answer } = service.perform(OPERATIONS.get(operation) ?? UNKNOWN_OPERATION, { ...request, ...error }, params)
    return answer === undefined ? null : forwardedAnswer(answer)
  }
  return {
    performAll: async (all) => {
      const calls = all as readonly ForwardedCall[]
      try {
        return store.database.together(() => calls.map(perform))
      } catch (error) {
        // If the disk is full, for example, no call of the batch is committed.
        onFault(error)
        return calls.map(({ request }) => forwardedAnswer(errorAnswer(error, request)))
      }
    },
    close: () => {
      service.close()
      store.close()
    },
  }
}

/**
 * Starts a worker of the API: it reads the file that the writer has opened, and `forward` performs the calls that
 * write. Rejects if it cannot listen.
 */
export async function listenJumpCloudWorker(
  { db, switches, hasCredentials, ...place }: JumpCloudWorkerOptions,
  forward: (call: unknown) => Promise<unknown>,
): Promise<Listening> {
  const store = new JumpCloudStore(db, switches?.usernameCase ?? DEFAULT_SWITCHES.usernameCase, true)
  const service = createService(serviceParts(store, createApiRecorder(0), switches === undefined ? {} : { switches }))
  const app = expressApp(
    { perform: (...call) => locally(store, service, call) ?? forwarded(store, service, call, forward) },
    {
      hasCredentials,
      extras: [
        (request, response, next) => {
          if (request.path === '/openapi.json' && request.method === 'GET')
            response.json(jumpCloudDescription(switches))
          else next()
        },
      ],
    },
  )
  try {
    return await listen(app, place, () => store.close())
  } catch (error) {
    store.close()
    throw error
  }
}

type PerformCall = Parameters<Service['perform']>

/** Performs a call that only reads; undefined if the writer must perform it. */
function locally(store: JumpCloudStore, service: Service, call: PerformCall): TimedAnswer | undefined {
  const [operation, { headers }] = call
  // Only the writer issues access tokens and can validate them.
  if (operation.needs === 'anyone' || isWrite(operation) || headers['authorization'] !== undefined) return undefined
  return read(store, service, call)
}

/** Performs a call; undefined if it would write. */
function read(store: JumpCloudStore, service: Service, call: PerformCall): TimedAnswer | undefined {
  try {
    return store.database.reading(() => service.perform(...call))
  } catch (error) {
    if (error instanceof NeedsWriter) return undefined
    throw error
  }
}

async function forwarded(
  store: JumpCloudStore,
  service: Service,
  performed: PerformCall,
  forward: (call: unknown) => Promise<unknown>,
): Promise<TimedAnswer> {
  const [operation, { bodyError, ...request }, params] = performed
  const call: ForwardedCall = {
    operation: keyOf(operation),
    request,
    params,
    ...(bodyError === undefined ? {} : { bodyError: { message: bodyError.message, ...statusOf(bodyError) } }),
  }
  try {
    const answer = (await forward(call)) as ForwardedAnswer
    return { answer: answer ?? undefined, delay: 0 }
  } catch (error) {
    // A body that is too deep to be written as JSON is also too deep for the API, which rejects it without writing.
    const outcome = read(store, service, performed)
    if (outcome === undefined) throw error
    return outcome
  }
}

const statusOf = (error: Error): { readonly status?: number } =>
  'status' in error && typeof error.status === 'number' ? { status: error.status } : {}

function forwardedAnswer({ status, json, text, headers }: Answer): ForwardedAnswer {
  const body = text ?? (json === undefined ? undefined : JSON.stringify(json))
  return { status, ...(body === undefined ? {} : { text: body }), ...(headers === undefined ? {} : { headers }) }
}
