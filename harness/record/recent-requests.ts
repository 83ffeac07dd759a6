import type { HttpResponse } from '../../mocks/transport/index.ts'
import type { RecordedRequest } from './recorder.ts'

/** The maximum number of stored requests per cause. */
const MAX_REQUESTS = 40
/** The maximum number of characters of stored response bodies, of all causes together. */
const MAX_CHARACTERS = 4 * 1024 * 1024
/** Smaller bodies are always stored. */
const SMALL = 16 * 1024

/** The latest requests of each cause. Bodies are dropped, the oldest first, when they need too much memory. */
export interface RecentRequests {
  add(cause: string, request: RecordedRequest): void
  of(cause: string): readonly RecordedRequest[]
}

/** Creates an empty store. */
export function createRecentRequests(): RecentRequests {
  const byCause = new Map<string, RecordedRequest[]>()
  const large: { readonly cause: string; readonly exchange: string; readonly characters: number }[] = []
  let characters = 0

  const forgetBody = (cause: string, exchange: string): void => {
    const requests = byCause.get(cause) ?? []
    const index = requests.findIndex((one) => one.exchange === exchange)
    const found = requests[index]
    if (found?.response !== undefined) requests[index] = { ...found, response: withoutBody(found.response) }
  }

  return {
    add: (cause, request) => {
      const requests = byCause.get(cause) ?? []
      requests.push(request)
      if (requests.length > MAX_REQUESTS) requests.shift()
      byCause.set(cause, requests)
      const size = request.response?.body.length ?? 0
      if (size <= SMALL) return
      large.push({ cause, exchange: request.exchange, characters: size })
      characters += size
      // The latest body stays, because a diagnosis needs it.
      while (characters > MAX_CHARACTERS && large.length > 1) {
        const oldest = large.shift()
        if (oldest === undefined) break
        characters -= oldest.characters
        forgetBody(oldest.cause, oldest.exchange)
      }
    },
    of: (cause) => byCause.get(cause) ?? [],
  }
}

const withoutBody = ({ status, headers }: HttpResponse): HttpResponse => ({ status, headers, body: '' })
