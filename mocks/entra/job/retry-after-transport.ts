import { retryAfter, type Transport } from '../../transport/index.ts'

/** The maximum number of attempts of one request. */
const ATTEMPTS = 5
/** The longest pause in seconds; after a longer Retry-After the object fails and is retried in a later cycle. */
const MAX_PAUSE = 10 * 60

/**
 * Pauses all requests of the job after a 429 response with `Retry-After` (seconds, or an HTTP date), then repeats the
 * rejected ones (Microsoft, learn.microsoft.com/answers/questions/2284725, June 2025). A 429 without the header is
 * returned to the caller.
 */
export function retryAfterTransport(
  transport: Transport,
  { pause, now }: { readonly pause: (milliseconds: number) => Promise<void>; readonly now: () => Date },
): Transport {
  let pausing: Promise<void> | undefined
  return async (request, limits) => {
    for (let attempt = 1; ; attempt += 1) {
      while (pausing !== undefined) await pausing
      const response = await transport(request, limits)
      const wanted = response.status === 429 && attempt < ATTEMPTS ? retryAfter(response, now()) : undefined
      if (wanted === undefined || wanted > MAX_PAUSE) return response
      // Requests that were in progress when another one started the pause wait too.
      pausing ??= pause(wanted * 1000).finally(() => {
        pausing = undefined
      })
    }
  }
}
