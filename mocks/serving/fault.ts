/** What may befall a call. */
export const FAULTS = ['429', '500', '502', '503', '504', 'latency', 'reset', 'lost-answer'] as const
/** `reset` ends the connection before anything is done, `lost-answer` after; `latency` answers late; the numbers are statuses. */
export type Fault = (typeof FAULTS)[number]

/** A fault, where it strikes and how often. */
export interface FaultRule {
  readonly fault: Fault
  /** Milliseconds of `latency`. */
  readonly milliseconds?: number
  /** A method; all where absent. */
  readonly method?: string
  /** A path, in which `*` stands for any text; all where absent. */
  readonly path?: string
  /** The share of calls that it strikes, up to 1 (1). */
  readonly share?: number
}

/** At most so many requests of one key in a window of time; the next are answered 429. */
export interface RateLimit {
  readonly requests: number
  readonly seconds: number
}
