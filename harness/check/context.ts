import type { EntraSwitches, ObjectMapping, TokenAnswer } from '../../mocks/entra/index.ts'
import type { MappingRow, ValidationRow } from '../../reports/index.ts'
import type { EntraPlayer } from '../entra/entra-player.ts'
import type { DownstreamObserver } from '../observe/downstream-observer.ts'
import type { Given } from '../scim/given.ts'
import type { ScimSession } from '../scim/session.ts'
import type { Federation } from '../target/federation.ts'
import type { TargetFacts } from '../target/target-facts.ts'
import type { TlsFacts } from '../target/tls-facts.ts'
import type { Story } from './story.ts'

/** All that a check may touch. */
export interface CheckContext {
  /** Plain SCIM requests to the target with the run's credentials. */
  readonly scim: ScimSession
  /** Makes resources, and removes them when the check has ended. */
  readonly given: Given
  /** Chai with the words of SCIM. */
  readonly expect: Chai.ExpectStatic
  readonly target: TargetFacts
  /** The mock Entra client, in the run's dialect and with the run's attribute mappings. */
  readonly entra: EntraPlayer
  /** The run's attribute mappings with every row, those included that the target does not keep and `entra` provisions without. */
  readonly wholeMapping: ObjectMapping
  /** Target attributes that the target rejects, drops or changes when Entra creates a user, each with what it did. */
  readonly lost: ReadonlyMap<string, string>
  /** What arrived in JumpCloud. */
  readonly jumpcloud: DownstreamObserver
  /** What the target's TLS is like; looked at once a run. Only where the target is https. */
  tls(): Promise<TlsFacts>
  /** Requests another token by client secret, sent where the run sent it or as asked; undefined where the run has none. */
  readonly newToken: ((secretLocation?: EntraSwitches['oauthSecret']) => Promise<TokenAnswer>) | undefined
  /** Exchanges an assertion of any form for a token; undefined where the run's token was not got by workload identity federation. */
  readonly federation: Federation | undefined
  /** The day whose rules Microsoft's tests follow, `2026-07-01`; the newest rules where undefined. */
  readonly asOf: string | undefined
  /** Rows of the mapping and validation reports. */
  readonly report: {
    mapping(row: MappingRow): void
    validation(row: ValidationRow): void
  }
  /** Uniform in [0, 1), from the run's seed and the check's id. */
  readonly random: () => number
  /** Aborted when the run is interrupted. */
  readonly signal: AbortSignal
  /** Plays a story, or waits for it where another check has begun it. Throws Skipped where it failed. */
  once<Artifact>(story: Story<Artifact>): Promise<Artifact>
  /** Judges one of several requirements: where the assertion fails, the check goes on and that requirement alone is violated. */
  requirement(id: string, assertion: () => unknown): Promise<void>
  /** Records what is lenient or doubtful, and no breach: the outcome is at least `warn`. */
  warn(message: string): void
  /** Records an observation that changes no outcome. */
  note(message: string): void
  /** Ends the check: it does not speak of this target. */
  inapplicable(reason: string): never
  /** Ends the check: what it stands on failed. */
  skip(reason: string, rootCause?: string): never
  /** Runs `attempt` until it stops throwing AssertionError, for as long as the run's settle time allows (0 by default: once). */
  eventually<Value>(attempt: () => Promise<Value>): Promise<Value>
  /** Waits so many milliseconds, where a clock of the target must move on; a check that can do without does. */
  pause(milliseconds: number): Promise<void>
}
