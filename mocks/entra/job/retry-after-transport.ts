import type { HttpResponse, Transport } from '../../transport/index.ts'

/** The maximum number of attempts of one request. */
const ATTEMPTS = 5
/** The longest pause in milliseconds; after a longer Retry-After the object fails and is retried in a later cycle. */
const MAX_PAUSE = 10 * 60_000

/**
 * Pauses all requests of the job after a 429 response with `Retry-After` (seconds, or an HTTP date), then repeats those
 * that were rejected (Microsoft, learn.microsoft.com/answers/questions/2284725, June 2025). A 429 without the header is
 * returned to the caller.
 */
export function retryAfterTransport(transport: Transport, pause: (milliseconds: number) => Promise<void>): Transport {
  let pausing: Promise<void> | undefined
  return async (request, limits) => {
    for (let attempt = 1; ; attempt += 1) {
      while (pausing !== undefined) await pausing
      const response = await transport(request, limits)
      const wanted = response.status === 429 && attempt < ATTEMPTS ? retryAfterOf(response) : undefined
      if (wanted === undefined || wanted > MAX_PAUSE) return response
      // Requests that were in progress when another one started the pause wait too.
      pausing ??= pause(wanted).finally(() => {
        pausing = undefined
      })
    }
  }
}

/** Returns the pause that a response requests in milliseconds; undefined if it requests none. */
function retryAfterOf({ headers }: HttpResponse): number | undefined {
  const text = headers['retry-after']?.trim() ?? ''
  const wanted = /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - Date.now()
  return Number.isNaN(wanted) ? undefined : Math.max(wanted, 0)
}
