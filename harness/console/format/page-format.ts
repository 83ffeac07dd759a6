/** The messages of the console's server to its page. All of them are JSON, so a script can read them too. */

/** The step of an exchange: Entra to the target, or the target to JumpCloud. */
type Step = 'scim' | 'jumpcloud'

/** The relation of the target to JumpCloud. `server`: it does not write there, so the stored values are projected. */
export type TargetKind = 'embedded' | 'bridge' | 'server'

/** `GET facts`: the addresses of all servers. */
export interface ConsoleFacts {
  readonly version: string
  /** A value that changes with each start of the server; the numbers of exchanges then start again. */
  readonly epoch: string
  readonly graph: { readonly origin: string; readonly token: string }
  readonly jumpcloud: { readonly origin: string; readonly apiKey: string }
  readonly target: {
    readonly kind: TargetKind
    /** The value for Tenant URL in the portal. */
    readonly tenantUrl: string
    /** The value for Secret Token in the portal; absent if the target needs none. */
    readonly secretToken?: string
  }
}

/** A rule that an exchange violates. */
export interface RemarkRow {
  readonly id: string
  readonly message: string
}

/** One exchange in the list. */
export interface TrafficRow {
  /** The number, from 1, without gaps. When an exchange ends, its row is sent again with the same number. */
  readonly number: number
  /** The id: `e12`, or `j5` for a call of the target to JumpCloud. */
  readonly id: string
  readonly step: Step
  /** The exchange of Entra during which the target made this call. */
  readonly during?: string
  readonly method: string
  /** Path and query at the server, with secrets masked. */
  readonly path: string
  /** The status; absent while the exchange is under way, 0 without a response. */
  readonly status?: number
  readonly startedDateTime: string
  /** The duration in milliseconds. */
  readonly time: number
  readonly error?: string
  /** The error message of the response. */
  readonly detail?: string
  readonly remarks: readonly RemarkRow[]
  /** The check that sent it, if it is from a run. */
  readonly check?: string
  /** The exchange that this one repeats. */
  readonly resendOf?: string
}

/** `GET exchanges/ID`: one exchange with its bodies, secrets masked. */
export interface TrafficDetail {
  readonly row: TrafficRow
  readonly request: TrafficMessage & { readonly method: string; readonly url: string }
  readonly response: TrafficMessage & { readonly status: number; readonly error?: string }
  readonly curl: string
  /** The same resource before this exchange, as an earlier response contained it. */
  readonly before?: { readonly id: string; readonly body: string }
}

interface TrafficMessage {
  readonly headers: readonly { readonly name: string; readonly value: string }[]
  readonly body: string
}

/** An event of the stream `GET events`. */
export type LiveEvent =
  /** The first event of each connection. Exchanges before `first` are gone. */
  | { readonly type: 'hello'; readonly epoch: string; readonly first: number; readonly last: number }
  | { readonly type: 'exchange'; readonly row: TrafficRow }
  /** Exchanges before `first` were removed. */
  | { readonly type: 'cleared'; readonly first: number }
  /** Something may have changed, so the page must load it again. */
  | { readonly type: 'change'; readonly what: Changed }

/** The kind of data that has changed. */
export type Changed = 'graph' | 'jumpcloud' | 'rehearsal'

/** A user of a target without writes to JumpCloud that JumpCloud would reject. */
export interface ProjectedRefusal {
  readonly userName: string
  readonly message: string
}

/** `POST concerns`: the faults of a schema for JumpCloud, before anything is provisioned. */
export interface Concerns {
  readonly findings: readonly Concern[]
  /** What JumpCloud would do with the named users. */
  readonly users?: {
    readonly users: number
    /** The number of users that Entra would not try to provision. */
    readonly untried: number
    readonly refused: readonly { readonly user: string; readonly reason: string }[]
  }
}

/** One fault of a mapping for JumpCloud. */
export interface Concern {
  /** A stable id: `groups-enabled`, `user-name-is-email`. */
  readonly id: string
  readonly severity: 'error' | 'warning'
  readonly where: string
  readonly message: string
  readonly fix: string
}

/** `GET rehearsals`: a run of the suites against the target. */
export interface RehearsalRow {
  readonly id: string
  readonly startedAt: string
  /** The requested checks; none if suites were requested. */
  readonly checks: readonly string[]
  /** The numbers of checks that are planned, have ended, and have failed. */
  readonly planned: number
  readonly done: number
  readonly failed: number
  /** The check that ended last. */
  readonly latest?: string
  readonly isRunning: boolean
  /** True if `GET rehearsals/ID/report` returns a page. */
  readonly hasReport: boolean
  readonly verdict?: string
  readonly summary?: string
  /** The reason why there is no result. */
  readonly error?: string
  /** The findings, the gravest first. */
  readonly findings: readonly FindingRow[]
}

/** A finding of a run. */
interface FindingRow {
  readonly id: string
  readonly failure: string
  readonly outcome: string
  readonly reason?: string
  /** The check whose finding explains this one. */
  readonly cause?: string
}
