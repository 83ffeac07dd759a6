/** The faults that can be injected. */
export const FAULTS = ['401', '403', '429', '500', '502', '503', '504', 'latency', 'reset', 'lost-answer'] as const
/**
 * A fault: `reset` ends the connection before the work, `lost-answer` after it; `latency` delays the response; the
 * numbers are statuses.
 */
export type Fault = (typeof FAULTS)[number]

/** A fault, with the calls that it affects and its frequency. */
export interface FaultRule {
  readonly fault: Fault
  /** The delay of `latency` in milliseconds. */
  readonly milliseconds?: number
  /** The method (default: all). */
  readonly method?: string
  /** The path, in which `*` matches any string (default: all). */
  readonly path?: string
  /** The share of the calls that it affects, at most 1 (default: 1). */
  readonly share?: number
}

/** The maximum number of requests of one key in a time window; further ones get 429. */
export interface RateLimit {
  readonly requests: number
  readonly seconds: number
}
