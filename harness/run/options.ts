import type { EntraSwitches, SynchronizationSchema } from '../../mocks/entra/index.ts'
import type { Transport } from '../../mocks/transport/index.ts'
import type { CheckResult, FailOn, RehearsalResult, Reporter } from '../../reports/index.ts'
import type { Capability } from '../facts/capability.ts'
import type { Selection } from '../load/select.ts'
import type { TargetChoice } from '../target/target-options.ts'

/** The settings of one rehearsal. */
export interface RehearsalOptions extends TargetChoice {
  /** The attribute mappings that the mock Entra client provisions by. */
  readonly schema: SynchronizationSchema
  /** Behaviour of the client that Microsoft's pages leave open. */
  readonly switches?: Partial<EntraSwitches>
  readonly selection?: Selection
  readonly capabilities?: Readonly<Partial<Record<Capability, boolean>>>
  /** The seed of order, names and synthetic users; a run with the same seed is the same. */
  readonly seed: number
  /** The number of checks that run at once (default: 8). */
  readonly concurrency?: number
  /** A day, `2026-07-01`, by whose rules Microsoft's tests run (default: today). */
  readonly asOf?: string
  /** Milliseconds for one exchange (60 000, as Entra waits). */
  readonly timeout?: number
  /** The longest wait in seconds that a Retry-After header can request (default: 60). */
  readonly maxWait?: number
  /**
   * The time in milliseconds to wait for a target that stopped responding, because it may be restarting (default: 8
   * 000).
   */
  readonly patience?: number
  /** Sends failing requests again in variants that differ in one point, to find out which works (true). */
  readonly diagnose?: boolean
  /**
   * Judges each check by itself, even if an ability that it depends on is missing: so the project's own tests see
   * every check fail.
   */
  readonly isolated?: boolean
  /** Called with each result; if it returns true, no more checks are started. */
  readonly stop?: (check: CheckResult) => boolean
  /** Injects faults into the requests of checks. */
  readonly disturb?: (send: Transport) => Transport
  /** The maximum number of requests per second. */
  readonly rate?: number
  /**
   * The time in milliseconds that a target may take until a change is visible (default: 0, or 2000 if its writes to
   * JumpCloud are observed).
   */
  readonly settle?: number
  /** Runs only checks that change nothing. */
  readonly readOnly?: boolean
  /** Runs the checks in an order derived from the seed. */
  readonly shuffle?: boolean
  readonly failOn?: FailOn
  /** The file of the tape (default: in memory). */
  readonly tapeFile?: string
  /**
   * The folder of the journal: the resources that the run has created and not removed, for `cleanup` after a crash. The
   * file is removed at the end if nothing is left.
   */
  readonly journalFolder?: string
  /** Called if the journal cannot be written; the run continues without it. */
  readonly onJournalFailure?: (message: string) => void
  /** Called if the tape cannot be written; the run continues without it. If absent, the run ends with an error. */
  readonly onTapeFailure?: (message: string) => void
  /** The folder of the suites, in place of the shipped ones. */
  readonly suitesFolder?: string
  readonly reporters?: readonly Reporter[]
  /** Changes the result before it is reported, for example marks accepted findings and differences from a baseline. */
  readonly annotate?: (result: RehearsalResult) => RehearsalResult
  /** The command as the user typed it, without secrets. */
  readonly command?: string
  /** The command that reruns checks; for an invariant, with the check whose exchange broke it. */
  readonly replay?: (...checkIds: readonly string[]) => string
  readonly signal?: AbortSignal
}
