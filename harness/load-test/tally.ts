import type { LoadTally } from '../../reports/index.ts'
import { LatencyHistogram } from './latency-histogram.ts'

/** The maximum number of error classes counted by name; further ones are `other`. */
const MAX_CLASSES = 40

/** Counts and latencies of a group of requests, in constant memory. */
export class Tally {
  requests = 0
  errors = 0
  readonly service: LatencyHistogram
  readonly response: LatencyHistogram
  readonly #classes: Map<string, number>

  constructor(parts?: {
    readonly service: LatencyHistogram
    readonly response: LatencyHistogram
    readonly classes: Readonly<Record<string, number>>
  }) {
    this.service = parts?.service ?? LatencyHistogram.empty()
    this.response = parts?.response ?? LatencyHistogram.empty()
    this.#classes = new Map(Object.entries(parts?.classes ?? {}))
  }

  /** Creates a tally from that of a result. Throws Error if its histograms cannot be decoded. */
  static of({ requests, errors, errorsByClass: classes, service, response }: LoadTally): Tally {
    const tally = new Tally({
      service: LatencyHistogram.decode(service.histogram),
      response: LatencyHistogram.decode(response.histogram),
      classes,
    })
    tally.requests = requests
    tally.errors = errors
    return tally
  }

  record({ service, response }: { readonly service: number; readonly response: number }): void {
    this.requests += 1
    this.service.record(service)
    this.response.record(response)
  }

  fail(name: string): void {
    this.errors += 1
    const known = this.#classes.has(name) || this.#classes.size < MAX_CLASSES ? name : 'other'
    this.#classes.set(known, (this.#classes.get(known) ?? 0) + 1)
  }

  add(other: Tally): void {
    this.requests += other.requests
    this.errors += other.errors
    this.service.add(other.service)
    this.response.add(other.response)
    for (const [name, count] of other.#classes) this.#classes.set(name, (this.#classes.get(name) ?? 0) + count)
  }

  /**
   * Returns a copy with latencies corrected for requests that a client with this interval (in milliseconds) did not
   * send while it waited.
   */
  corrected(interval: number): Tally {
    const tally = new Tally()
    tally.add(this)
    tally.response.reset()
    tally.response.add(this.response.corrected(interval))
    return tally
  }

  summarize(): LoadTally {
    const classes = [...this.#classes].toSorted(([a, before], [b, after]) => after - before || (a < b ? -1 : 1))
    return {
      requests: this.requests,
      errors: this.errors,
      errorsByClass: Object.fromEntries(classes),
      service: this.service.summarize(),
      response: this.response.summarize(),
    }
  }
}
