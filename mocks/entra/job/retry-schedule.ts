const HOUR = 3_600_000

/**
 * The hours after the first failure at which an object is retried, and then every 24 hours (Entra documentation,
 * "Application provisioning in quarantine status").
 */
const HOURS = [6, 12, 24] as const

/** The number of days after which a failed object is no longer retried. */
export const ESCROW_DAYS = 28

/** The error codes that the next cycle retries ("retried in 40 minutes", Entra documentation on provisioning logs). */
const TRANSIENT: ReadonlySet<string> = new Set([
  'InternalServerError',
  'WebExceptionProtocolError',
  'Timeout',
  'InternalError',
  'TooManyRequests',
])

/**
 * Returns the time of the next attempt for a failed object in milliseconds since 1970; undefined if there is none. The
 * first retry is in the next cycle; the schedule counts from the first failure.
 */
export function nextAttempt(failure: {
  readonly errorCode: string
  readonly firstFailedAt: number
  readonly now: number
  /** The number of failed attempts, including this one. */
  readonly attempts: number
  /** The time between cycles in milliseconds. */
  readonly interval: number
}): number | undefined {
  const { errorCode, firstFailedAt, now, attempts, interval } = failure
  if (now - firstFailedAt >= ESCROW_DAYS * 24 * HOUR) return undefined
  if (attempts === 1 || TRANSIENT.has(errorCode)) return now + interval
  const hours = HOURS.find((hour) => firstFailedAt + hour * HOUR > now)
  if (hours !== undefined) return firstFailedAt + hours * HOUR
  const days = Math.floor((now - firstFailedAt) / (24 * HOUR)) + 1
  return firstFailedAt + Math.min(days, ESCROW_DAYS) * 24 * HOUR
}
