import type { EntraSwitches, SecretTokenRequest, SynchronizationSchema } from '../../mocks/entra/index.ts'
import type { ConnectionOptions } from '../../mocks/transport/index.ts'
import type { CheckResult, RehearsalResult, Reporter } from '../../reports/index.ts'
import type { Capability, Dialect } from '../check/check.ts'
import type { Selection } from '../load/select.ts'

/** Starts a target on `PORT`, with what else a spawned one finds in its environment; resolves when it listens. */
export type StartTarget = (environment: Readonly<Record<string, string>>) => Promise<AsyncDisposable>

/** Where tokens are fetched by workload identity federation. */
export interface FederationOptions {
  /** The target's token endpoint; `{port}` stands for the port of a spawned target. */
  readonly tokenUrl: string
  /** The client id that the target gave. */
  readonly clientId: string
  readonly scope?: string
  /** Where the keys are served on 127.0.0.1; a free port where absent, which a spawned target finds in `ENTRA_JWKS_URL`. */
  readonly keysPort?: number
  readonly audience?: EntraSwitches['assertionAudience']
}

/** The server that is judged. */
export interface TargetOptions extends ConnectionOptions {
  /** SCIM base URL, as typed into Entra's Tenant URL; the dialect's flag is taken off. */
  readonly url: string
  /** Sent as Bearer. */
  readonly token?: string
  readonly headers?: Readonly<Record<string, string>>
  /** A command that starts the target, or a function that starts it within this process; it is stopped after the run. */
  readonly spawn?: string | StartTarget
  /** Fetches the token by OAuth 2.0 client credentials, as Entra does before a cycle; in place of `token`. */
  readonly oauth?: SecretTokenRequest
  /** Fetches the token by workload identity federation, with assertions that the run signs itself; in place of `token`. */
  readonly federation?: FederationOptions
}

/** All that one rehearsal can be told. */
export interface RehearsalOptions {
  /** The embedded JumpCloud stack where absent. */
  readonly target?: TargetOptions
  readonly observe?: 'scim' | 'jumpcloud'
  readonly dialect?: Dialect
  /** The attribute mappings that the mock Entra client provisions by. */
  readonly schema: SynchronizationSchema
  /** What Microsoft's pages leave open about the client; the defaults if absent. */
  readonly switches?: Partial<EntraSwitches>
  readonly selection?: Selection
  readonly capabilities?: Readonly<Partial<Record<Capability, boolean>>>
  /** Decides order, names and synthetic people; a run with the same seed plays the same. */
  readonly seed: number
  /** Checks at once (8). */
  readonly concurrency?: number
  /** A day, `2026-07-01`: Microsoft's tests are run by the rules of that day; today's where absent. */
  readonly asOf?: string
  /** Milliseconds for one exchange (60 000, as Entra waits). */
  readonly timeout?: number
  /** Longest wait, in seconds, that a Retry-After header can ask for (60). */
  readonly maxWait?: number
  /** Milliseconds that a target which stopped answering is waited for, since it may be restarting (8 000). */
  readonly patience?: number
  /** Sends failing requests again in variants that differ in one point, to find out which works (true). */
  readonly diagnose?: boolean
  /** Judges each check by itself, although an ability that it depends on is missing: how the project's own tests see every check fail. */
  readonly isolated?: boolean
  /** Called with each result; true starts no more checks. */
  readonly stop?: (check: CheckResult) => boolean
  /** Requests per second at most. */
  readonly rate?: number
  /** Milliseconds that a target may take to show what it was told (0; 2000 where what it writes to JumpCloud is observed). */
  readonly settle?: number
  /** Plays only what changes nothing. */
  readonly readOnly?: boolean
  /** Plays in an order drawn from the seed. */
  readonly shuffle?: boolean
  readonly failOn?: 'must' | 'should' | 'never'
  /** Where the tape goes; memory where absent. */
  readonly tapeFile?: string
  /** Called if the tape cannot be written: the run goes on without it. If absent, the run ends with an error. */
  readonly onTapeFailure?: (message: string) => void
  /** Loads suites from here in place of the shipped ones. */
  readonly suitesFolder?: string
  readonly reporters?: readonly Reporter[]
  /** The last touch on the result before it is reported: findings that are known, what changed since a baseline. */
  readonly annotate?: (result: RehearsalResult) => RehearsalResult
  /** As the user typed it, without secrets. */
  readonly command?: string
  /** The command that reruns checks; for an invariant, with the check whose exchange broke it. */
  readonly replay?: (...checkIds: readonly string[]) => string
  readonly signal?: AbortSignal
}
