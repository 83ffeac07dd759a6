import type { LoadEndpoint, LoadInterval, LoadStageResult } from '../../reports/index.ts'
import { LatencyHistogram } from './latency-histogram.ts'
import type { Schedule } from './stages.ts'
import { Tally } from './tally.ts'

/** A finished request. Times are milliseconds since the start of the test. */
export interface MeasuredRequest {
  readonly endpoint: string
  readonly due: number
  readonly sent: number
  readonly ended: number
  /** The class of its error; absent if it succeeded. */
  readonly error?: string
}

/** A point of the charts before the correction. */
interface OpenInterval {
  requests: number
  errors: number
  inFlight: number
  readonly response: LatencyHistogram
}

/** The maximum number of endpoints counted by name; further ones are `other`. */
const MAX_ENDPOINTS = 30

/** Collects measurements by endpoint, stage and time interval. Its memory does not grow with the number of requests. */
export class Meter {
  readonly #schedule: Schedule
  readonly #intervalMs: number
  readonly #endpoints = new Map<string, Tally>()
  readonly #stages: Tally[]
  readonly #completed: number[]
  readonly #intervals: LoadInterval[] = []
  readonly lateness: LatencyHistogram = LatencyHistogram.empty()
  #open: OpenInterval = { requests: 0, errors: 0, inFlight: 0, response: LatencyHistogram.empty() }
  #openAt = 0
  inFlight = 0
  peakInFlight = 0
  requests = 0
  errors = 0

  constructor(schedule: Schedule, intervalMs: number) {
    this.#schedule = schedule
    this.#intervalMs = intervalMs
    this.#stages = schedule.stages.map(() => new Tally())
    this.#completed = schedule.stages.map(() => 0)
  }

  /** Counts a request that is sent, `late` milliseconds after it was due and could be sent. */
  began(late: number): void {
    this.lateness.record(late)
    this.inFlight += 1
    this.peakInFlight = Math.max(this.peakInFlight, this.inFlight)
    this.#open.inFlight = Math.max(this.#open.inFlight, this.inFlight)
  }

  ended({ endpoint, due, sent, ended, error }: MeasuredRequest): void {
    this.inFlight -= 1
    this.requests += 1
    this.advance(ended)
    const times = { service: ended - sent, response: ended - due }
    const stage = this.#schedule.stageAt(due)
    for (const tally of [this.#endpoint(endpoint), this.#stages[stage]]) tally?.record(times)
    const completedIn = this.#schedule.stageAt(ended)
    if (ended <= this.#schedule.durationMs) this.#completed[completedIn] = (this.#completed[completedIn] ?? 0) + 1
    this.#open.requests += 1
    this.#open.response.record(times.response)
    if (error !== undefined) this.fail(endpoint, due, error)
  }

  /** Counts an error of a request that is already counted, such as a response that cannot be used. */
  fail(endpoint: string, due: number, error: string): void {
    this.errors += 1
    this.#open.errors += 1
    for (const tally of [this.#endpoint(endpoint), this.#stages[this.#schedule.stageAt(due)]]) tally?.fail(error)
  }

  /** Closes the intervals that have ended. */
  advance(now: number): void {
    while (now >= this.#openAt + this.#intervalMs) this.#close()
  }

  /** Closes the last interval. */
  finish(): void {
    if (this.#open.requests > 0 || this.#intervals.length === 0) this.#close()
  }

  #close(): void {
    const { requests, errors, inFlight, response } = this.#open
    this.#intervals.push({ atMs: this.#openAt, requests, errors, inFlight, response: response.summarize() })
    this.#openAt += this.#intervalMs
    response.reset()
    this.#open = { requests: 0, errors: 0, inFlight: this.inFlight, response }
  }

  /** The last finished interval; undefined before the first one has ended. */
  get latest(): LoadInterval | undefined {
    return this.#intervals.at(-1)
  }

  get intervals(): readonly LoadInterval[] {
    return this.#intervals
  }

  /**
   * Returns tallies by endpoint. Without scheduled arrivals, `lanes` (an average) is the number of clients that
   * waited for their response: the expected interval of each is then the time that one lane needs for one request of
   * this kind.
   */
  endpoints(elapsedMs: number, lanes: number | undefined): Map<string, Tally> {
    const corrected = [...this.#endpoints].map(([name, tally]): [string, Tally] => [
      name,
      correct(tally, elapsedMs, lanes),
    ])
    return new Map(corrected.toSorted(([a], [b]) => (a < b ? -1 : 1)))
  }

  stages(elapsedMs: number, lanes: number | undefined, hasRate: boolean): LoadStageResult[] {
    let start = 0
    return this.#schedule.stages.map((stage, index) => {
      const elapsed = Math.min(Math.max(elapsedMs - start, 0), stage.durationMs)
      const end = start + elapsed
      const wanted = this.#schedule.dueBefore(end) - this.#schedule.dueBefore(start)
      start += stage.durationMs
      const tally = correct(this.#stages[index] ?? new Tally(), elapsed, lanes)
      return {
        ...stage,
        ...(hasRate ? { wanted } : {}),
        completed: this.#completed[index] ?? 0,
        elapsedMs: elapsed,
        ...tally.summarize(),
      }
    })
  }

  #endpoint(name: string): Tally {
    const key = this.#endpoints.has(name) || this.#endpoints.size < MAX_ENDPOINTS ? name : 'other'
    const known = this.#endpoints.get(key)
    if (known !== undefined) return known
    const tally = new Tally()
    this.#endpoints.set(key, tally)
    return tally
  }
}

function correct(tally: Tally, elapsedMs: number, lanes: number | undefined): Tally {
  return lanes === undefined || tally.requests === 0 ? tally : tally.corrected((lanes * elapsedMs) / tally.requests)
}

/** Returns the sum of tallies by endpoint, and one row for each. */
export function summarizeEndpoints(endpoints: ReadonlyMap<string, Tally>): {
  readonly total: Tally
  readonly rows: LoadEndpoint[]
} {
  const total = new Tally()
  for (const tally of endpoints.values()) total.add(tally)
  return { total, rows: [...endpoints].map(([endpoint, tally]) => ({ endpoint, ...tally.summarize() })) }
}
