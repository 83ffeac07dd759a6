import type { EntraSwitches, ObjectMapping, TokenAnswer } from '../../mocks/entra/index.ts'
import type { MappingRow, ValidationRow } from '../../reports/index.ts'
import type { EntraPlayer } from '../entra/entra-player.ts'
import type { TargetFacts } from '../facts/target-facts.ts'
import type { DownstreamObserver } from '../observe/downstream-observer.ts'
import type { Given } from '../scim/given.ts'
import type { ScimSession } from '../scim/session.ts'
import type { Federation } from '../target/federation.ts'
import type { TlsFacts } from '../target/tls-facts.ts'
import type { Story } from './story.ts'

/** Everything that a check may use. */
export interface CheckContext {
  /** Plain SCIM requests to the target with the run's credentials. */
  readonly scim: ScimSession
  /** Creates resources, and removes them when the check has ended. */
  readonly given: Given
  /** Chai with the assertions of SCIM. */
  readonly expect: Chai.ExpectStatic
  readonly target: TargetFacts
  /** The mock Entra client, in the run's dialect and with the run's attribute mappings. */
  readonly entra: EntraPlayer
  /**
   * The run's attribute mappings with every row, including those that the target does not store and that `entra`
   * omits.
   */
  readonly wholeMapping: ObjectMapping
  /**
   * Target attributes that the target rejects, drops or changes when Entra creates a user, each with the observed
   * behaviour.
   */
  readonly lost: ReadonlyMap<string, string>
  /** Observes what is stored in JumpCloud. */
  readonly jumpcloud: DownstreamObserver
  /** Returns the TLS facts of the target, which are determined once per run; only for an https target. */
  tls(): Promise<TlsFacts>
  /**
   * Requests another token with the client secret, in the place that the run uses or in the given one; undefined if
   * the run has no client secret.
   */
  readonly newToken: ((secretLocation?: EntraSwitches['oauthSecret']) => Promise<TokenAnswer>) | undefined
  /** Exchanges an assertion of any form for a token; undefined if the run does not use workload identity federation. */
  readonly federation: Federation | undefined
  /** Returns the current time. */
  now(): Date
  /** The day whose rules Microsoft's tests follow, `2026-07-01`; undefined means the newest rules. */
  readonly asOf: string | undefined
  /** Rows of the mapping and validation reports. */
  readonly report: {
    mapping(row: MappingRow): void
    validation(row: ValidationRow): void
  }
  /** Returns a number in [0, 1), from the run's seed and the check's id. */
  readonly random: () => number
  /** Aborted when the run is interrupted. */
  readonly signal: AbortSignal
  /** Runs a story, or waits for it if another check has started it. Throws Skipped if it failed. */
  once<Artifact>(story: Story<Artifact>): Promise<Artifact>
  /**
   * Judges one of several requirements: if the assertion fails, only that requirement is violated, and the check
   * continues.
   */
  requirement(id: string, assertion: () => unknown): Promise<void>
  /** Records lenient or doubtful behaviour that is not a violation: the outcome is at least `warn`. */
  warn(message: string): void
  /** Records an observation that changes no outcome. */
  note(message: string): void
  /** Ends the check, because it does not apply to this target. */
  inapplicable(reason: string): never
  /** Ends the check because a prerequisite failed. */
  skip(reason: string, rootCause?: string): never
  /**
   * Repeats `attempt` until it throws no AssertionError, for as long as the run's settle time allows (0 by default:
   * once).
   */
  eventually<Value>(attempt: () => Promise<Value>): Promise<Value>
  /**
   * Waits for a number of milliseconds, for example until a clock of the target has advanced; checks should avoid it
   * if possible.
   */
  pause(milliseconds: number): Promise<void>
}
