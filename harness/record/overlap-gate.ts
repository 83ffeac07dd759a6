import { type HttpResponse, TransportError } from '../../mocks/transport/index.ts'

/** The number of requests that failed among others and succeeded alone, after which requests are sent one at a time. */
const PROOFS = 2
/** The number of requests that also failed alone, after which a failure among others is not retried. */
const DOUBTS = 5
/** The same for requests without a response, each of which costs a whole timeout. */
const SILENT_DOUBTS = 1

interface Asked {
  readonly method: string
  readonly url: string
}

interface Answered {
  readonly response: HttpResponse
}

/**
 * Distinguishes a server that fails from one that fails only while it processes other requests, such as one with a
 * SQLite database. A request that failed with 500, 503 or a timeout while others were under way is sent once more,
 * alone. If it succeeds then, the first failure says nothing about the request.
 */
export interface OverlapGate {
  /** Sends a request, and sends it again alone if necessary. */
  pass<Answer extends Answered>(request: Asked, send: () => Promise<Answer>): Promise<Answer>
  /** Sends a request of a caller that sends several at the same time on purpose: it is never sent again, and never alone. */
  bypass<Answer>(send: () => Promise<Answer>): Promise<Answer>
  /** The number of requests that failed among others and succeeded alone. */
  readonly proofs: number
  /** Returns whether requests are sent one at a time from now on. */
  readonly isSerial: boolean
}

/** Creates the gate in front of one target. */
export function createOverlapGate(): OverlapGate {
  const underWay = new Set<{ isOverlapped: boolean }>()
  let proofs = 0
  let doubts = 0
  let silentDoubts = 0
  /** Resolves when the request that must be alone has ended; undefined if there is none. */
  let barrier: Promise<void> | undefined
  let queue: Promise<unknown> = Promise.resolve()
  let emptied: (() => void) | undefined

  const among = async <Answer>(send: () => Promise<Answer>): Promise<{ answer: Answer; isOverlapped: boolean }> => {
    while (barrier !== undefined) await barrier
    const token = { isOverlapped: underWay.size > 0 }
    for (const other of underWay) other.isOverlapped = true
    underWay.add(token)
    try {
      return { answer: await send(), isOverlapped: token.isOverlapped }
    } catch (error) {
      throw new Failed(error, token.isOverlapped)
    } finally {
      underWay.delete(token)
      if (underWay.size === 0) emptied?.()
    }
  }
  const alone = <Answer>(send: () => Promise<Answer>): Promise<Answer> => {
    const turn = queue.then(async () => {
      const { promise, resolve } = Promise.withResolvers<void>()
      barrier = promise
      try {
        if (underWay.size > 0)
          await new Promise<void>((done) => {
            emptied = done
          })
        return await send()
      } finally {
        emptied = undefined
        barrier = undefined
        resolve()
      }
    })
    queue = turn.catch(() => {})
    return turn
  }
  const isSerial = (): boolean => proofs >= PROOFS
  const mayAsk = (trouble: Trouble): boolean =>
    doubts < DOUBTS && (trouble === 'status' || silentDoubts < SILENT_DOUBTS)

  return {
    pass: async (request, send) => {
      if (isSerial()) return alone(send)
      const first = await among(send).then(
        ({ answer, isOverlapped }) => ({ answer, isOverlapped, trouble: troubleOf(answer.response) }),
        (error: unknown) => {
          if (!(error instanceof Failed)) throw error
          return { error: error.cause, isOverlapped: error.isOverlapped, trouble: silenceOf(error.cause) }
        },
      )
      const { trouble } = first
      if (trouble === undefined || !first.isOverlapped || isBulk(request)) return settled(first)
      // Other requests may settle the question while this one waits for its turn.
      const second = await alone(async () => {
        if (!mayAsk(trouble)) return undefined
        const again = await send().catch((error: unknown) => {
          if (error instanceof TransportError) return undefined
          throw error
        })
        const hasSucceeded = again !== undefined && isSuccess(request.method, again.response.status, trouble)
        if (hasSucceeded) proofs += 1
        else if (trouble === 'status') doubts += 1
        else silentDoubts += 1
        return hasSucceeded ? again : undefined
      })
      return second ?? settled(first)
    },
    bypass: async (send) => {
      try {
        return (await among(send)).answer
      } catch (error) {
        throw error instanceof Failed ? error.cause : error
      }
    },
    get proofs() {
      return proofs
    },
    get isSerial() {
      return isSerial()
    },
  }
}

/** The result of an attempt. */
type Settled<Answer> = { readonly answer: Answer } | { readonly error: unknown }

function settled<Answer>(first: Settled<Answer>): Answer {
  if ('answer' in first) return first.answer
  throw first.error
}

/** A failure of the transport that knows whether other requests were under way. */
class Failed extends Error {
  readonly isOverlapped: boolean
  constructor(cause: unknown, isOverlapped: boolean) {
    super('a request failed', { cause })
    this.isOverlapped = isOverlapped
  }
}

type Trouble = 'status' | 'silence'

const troubleOf = ({ status, headers }: HttpResponse): Trouble | undefined =>
  status === 500 || (status === 503 && headers['retry-after'] === undefined) ? 'status' : undefined

const silenceOf = (error: unknown): Trouble | undefined =>
  error instanceof TransportError && error.fault === 'timeout' ? 'silence' : undefined

/** Returns whether a request is a bulk request, whose operations may have been processed: the response to a second one would be about their effect. */
const isBulk = ({ url }: Asked): boolean => /\/Bulk(?:[?#]|$)/i.test(url)

/**
 * Returns whether a response shows that the request works alone. An error proves nothing if the first attempt may have
 * caused it: a create with 409, or a removal with 404, may have succeeded at the first attempt.
 */
function isSuccess(method: string, status: number, trouble: Trouble): boolean {
  if (status < 300) return true
  const isRead = method === 'GET' || method === 'HEAD'
  if (isRead) return status < 500
  return trouble === 'status' && status < 500 && status !== AFTER_EFFECT[method] && status !== 412
}

/** The status of a write whose effect already exists, by its method. */
const AFTER_EFFECT: Readonly<Record<string, number>> = { POST: 409, DELETE: 404 }
