import type { HttpResponse, Transport } from '../../transport/index.ts'

/** Times that one request is sent at most. */
const ATTEMPTS = 5
/** Milliseconds of a pause that is waited for; a longer one fails the object, which is tried again in a later cycle. */
const MAX_PAUSE = 10 * 60_000

/**
 * Pauses every request of the job once one is answered 429 with `Retry-After` (seconds, or an HTTP date), and then repeats those that were
 * refused (Microsoft, learn.microsoft.com/answers/questions/2284725, June 2025). A 429 without the header is handed on.
 */
export function retryAfterTransport(transport: Transport, pause: (milliseconds: number) => Promise<void>): Transport {
  let pausing: Promise<void> | undefined
  return async (request, limits) => {
    for (let attempt = 1; ; attempt += 1) {
      while (pausing !== undefined) await pausing
      const response = await transport(request, limits)
      const wanted = response.status === 429 && attempt < ATTEMPTS ? retryAfterOf(response) : undefined
      if (wanted === undefined || wanted > MAX_PAUSE) return response
      // Requests that were under way when another began the pause share it.
      pausing ??= pause(wanted).finally(() => {
        pausing = undefined
      })
    }
  }
}

/** Milliseconds that the answer asks for; undefined where it does not. */
function retryAfterOf({ headers }: HttpResponse): number | undefined {
  const text = headers['retry-after']?.trim() ?? ''
  const wanted = /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - Date.now()
  return Number.isNaN(wanted) ? undefined : Math.max(wanted, 0)
}
