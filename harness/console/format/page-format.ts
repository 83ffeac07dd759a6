/** What the console's server tells its page. All of it is JSON; a script can read it as the page does. */

/** The step of an exchange: Entra to the target, or the target to JumpCloud. */
type Step = 'scim' | 'jumpcloud'

/** How the target relates to JumpCloud. `server`: it does not write there, so what would be stored is projected. */
export type TargetKind = 'embedded' | 'bridge' | 'server'

/** `GET facts`: where everything is. */
export interface ConsoleFacts {
  readonly version: string
  /** Changes with each start of the server; numbers of exchanges begin again then. */
  readonly epoch: string
  readonly graph: { readonly origin: string; readonly token: string }
  readonly jumpcloud: { readonly origin: string; readonly apiKey: string }
  readonly target: {
    readonly kind: TargetKind
    /** What to type as Tenant URL. */
    readonly tenantUrl: string
    /** What to type as Secret Token; absent if the target needs none. */
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
  /** From 1, without gaps; a row that ends is sent again under its number. */
  readonly number: number
  /** `e12`, or `j5` for a call of the target to JumpCloud. */
  readonly id: string
  readonly step: Step
  /** The exchange of Entra during which the target made this call. */
  readonly during?: string
  readonly method: string
  /** Path and query at the server, with secrets masked. */
  readonly path: string
  /** Absent while it is under way; 0 without a response. */
  readonly status?: number
  readonly startedDateTime: string
  /** Milliseconds. */
  readonly time: number
  readonly error?: string
  /** What the response says of its failure. */
  readonly detail?: string
  readonly remarks: readonly RemarkRow[]
  /** The check of a rehearsal that sent it. */
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
  /** The same resource before this exchange, as the traffic last showed it. */
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
  /** Something may be different now, so read it again. */
  | { readonly type: 'change'; readonly what: Changed }

/** What has changed. */
export type Changed = 'graph' | 'jumpcloud' | 'rehearsal'

/** A user of a target that does not write to JumpCloud whom JumpCloud would reject. */
export interface ProjectedRefusal {
  readonly userName: string
  readonly message: string
}

/** `POST concerns`: what is wrong with a schema for JumpCloud, before anything is provisioned. */
export interface Concerns {
  readonly findings: readonly Concern[]
  /** What JumpCloud would do with the users that were named. */
  readonly users?: {
    readonly users: number
    /** Users that Entra would not try to provision. */
    readonly untried: number
    readonly refused: readonly { readonly user: string; readonly reason: string }[]
  }
}

/** One thing that is wrong with a mapping for JumpCloud. */
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
  /** The checks that were asked for; none if the suites were. */
  readonly checks: readonly string[]
  /** How many checks are planned, have ended, and have failed. */
  readonly planned: number
  readonly done: number
  readonly failed: number
  /** The check that ended last. */
  readonly latest?: string
  readonly isRunning: boolean
  /** Whether `GET rehearsals/ID/report` has a page. */
  readonly hasReport: boolean
  readonly verdict?: string
  readonly summary?: string
  /** Why there is no result. */
  readonly error?: string
  /** The gravest first. */
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
