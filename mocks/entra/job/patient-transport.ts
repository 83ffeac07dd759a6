import type { HttpResponse, Transport } from '../../transport/index.ts'

/** Times that one request is sent at most. */
const ATTEMPTS = 5
const DEFAULT_PAUSE = 1_000
const MAX_PAUSE = 60_000

/**
 * Sends again after 429, when `Retry-After` allows (seconds, or an HTTP date; a second where it is absent). Entra retries by itself
 * ("TooManyRequests"); how it reads Retry-After is not documented.
 */
export function patientTransport(transport: Transport, pause: (milliseconds: number) => Promise<void>): Transport {
  return async (request, limits) => {
    for (let attempt = 1; ; attempt += 1) {
      const response = await transport(request, limits)
      if (response.status !== 429 || attempt === ATTEMPTS) return response
      await pause(pauseOf(response))
    }
  }
}

function pauseOf({ headers }: HttpResponse): number {
  const text = headers['retry-after']?.trim() ?? ''
  const wanted = /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - Date.now()
  return Number.isNaN(wanted) ? DEFAULT_PAUSE : Math.min(Math.max(wanted, 0), MAX_PAUSE)
}
