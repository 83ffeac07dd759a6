/** How a load test makes requests: lanes that wait for their response, arrivals at a rate, or the cycles of a provisioning job. */
export type LoadModel = 'closed' | 'open' | 'entra'

/** Percentiles in milliseconds, with the HDR histogram that they were read from. */
export interface Latency {
  readonly p50: number
  readonly p75: number
  readonly p90: number
  readonly p95: number
  readonly p99: number
  readonly p999: number
  readonly max: number
  readonly mean: number
  /** HDR histogram of microseconds, encoded as HdrHistogram V2, compressed, in Base64. Shards are merged by it. */
  readonly histogram: string
}

/** The measurements of a group of requests. */
export interface LoadTally {
  readonly requests: number
  readonly errors: number
  /** Errors by class, such as `HTTP 429`, `timeout` or `unusable response`. */
  readonly errorsByClass: Readonly<Record<string, number>>
  /** From sending to the last byte of the response. */
  readonly service: Latency
  /** Corrected for coordinated omission: from the instant at which the request was due. */
  readonly response: Latency
}

/** The requests of one endpoint, such as `POST /Users`. */
export interface LoadEndpoint extends LoadTally {
  readonly endpoint: string
}

/** A part of a load test with a rate (or a number of lanes) that is constant or changes evenly. */
export interface LoadStage {
  readonly durationMs: number
  readonly from: number
  readonly to: number
}

/** A stage with its measurements. */
export interface LoadStageResult extends LoadStage, LoadTally {
  /** Requests that were due in this stage; absent if the model has no wanted rate. */
  readonly wanted?: number
  /** Responses that arrived within this stage. */
  readonly completed: number
  /** The milliseconds of the stage that ran; fewer than its duration if the test ended early. */
  readonly elapsedMs: number
}

/** One point of the charts. */
export interface LoadInterval {
  /** Milliseconds from the start of the test. */
  readonly atMs: number
  readonly requests: number
  readonly errors: number
  /** The maximum number of requests under way at the same time. */
  readonly inFlight: number
  readonly response: Latency
}

/** One cycle of the model `entra`. */
export interface LoadCycle {
  readonly kind: 'initial' | 'incremental'
  readonly durationMs: number
  readonly created: number
  readonly updated: number
  readonly disabled: number
  readonly deleted: number
  readonly failed: number
}

/** One `--threshold` and whether the test passed it. */
export interface LoadThreshold {
  readonly threshold: string
  readonly actual: number
  readonly unit: 'ms' | '%' | '/s'
  readonly passed: boolean
}

/** Whether the server sustains the rate that Microsoft requires of gallery applications. */
export interface LoadCapacity {
  /** The requests per second and tenant that the gallery requires. */
  readonly required: number
  readonly answer: 'yes' | 'no' | 'unknown'
  /** The highest rate that the server sustained, in requests per second. */
  readonly sustained?: number
  /** The lowest rate that it did not sustain. */
  readonly exceeded?: number
  /** `sustained` divided by `required`. */
  readonly headroom?: number
  readonly sentence: string
}

/** The result of a load test: `load.json`. */
export interface LoadResult {
  readonly schemaVersion: 1
  readonly kind: 'load'
  readonly tool: { readonly name: string; readonly version: string }
  readonly run: {
    readonly name: string
    readonly startedAt: string
    readonly durationMs: number
    readonly seed: number
    readonly model: LoadModel
    readonly intervalMs: number
    readonly endedBy: 'duration' | 'requests' | 'cycles' | 'interrupt' | 'target'
    /** `2/4`; in a merged result its shards, separated by commas. */
    readonly shard?: string
  }
  readonly target: { readonly baseUrl: string; readonly dialect: string }
  readonly total: LoadTally
  readonly endpoints: readonly LoadEndpoint[]
  readonly stages: readonly LoadStageResult[]
  readonly intervals: readonly LoadInterval[]
  readonly cycles: readonly LoadCycle[]
  readonly objects: {
    readonly created: number
    readonly removed: number
    /** Objects that are still on the server. */
    readonly left: number
    /** The number of creates without a response: the server may have created the objects. */
    readonly unknown: number
  }
  readonly generator: {
    /**
     * The maximum number of requests per second that this machine can send, measured against a server that does
     * nothing.
     */
    readonly ceiling?: number
    /** Arrivals that were not sent because too many requests were under way. */
    readonly skipped: number
    /** The delay with which the generator sent requests. */
    readonly lateness: Latency
    readonly peakInFlight: number
  }
  readonly capacity: LoadCapacity
  readonly thresholds: readonly LoadThreshold[]
}
