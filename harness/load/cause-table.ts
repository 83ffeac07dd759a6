import { existsSync, readFileSync } from 'node:fs'

/** One row of the table of causes: an ability, the checks that decide whether a target has it, and the checks whose failures it explains. */
export interface CauseRow {
  readonly ability: string
  /** The behaviour of a target with the ability. */
  readonly title?: string
  /** More basic abilities: if one of them is missing, this one cannot be judged. */
  readonly dependsOn?: readonly string[]
  /**
   * The ids of checks and invariants, of which the first that fails is the cause; `id#requirement` counts only if that
   * requirement is violated.
   */
  readonly decidedBy?: readonly string[]
  /** Globs over the ids of the checks that fail if the ability is missing. */
  readonly explains?: readonly string[]
  /** A pattern for reasons: only findings with a matching reason follow; all findings if absent. */
  readonly when?: string
  /**
   * A pattern for the decider's reason: the decider decides the ability only with a matching reason; always if
   * absent.
   */
  readonly decidedWhen?: string
  /** The corresponding ability of the probes; `none` if the deciding checks require more than the probes try. */
  readonly probedAs?: string
  /** True if it explains only results that violate a requirement that the decider also violates. */
  readonly alike?: true
  /**
   * True if findings that decide it follow from nothing else, in case the probes found the ability missing although
   * those that it depends on work.
   */
  readonly apart?: true
  /**
   * True if a missing handler (404, 405 or 501) does not explain a request that is rejected with another status: that
   * request has a handler.
   */
  readonly routed?: true
  /** True if a decider counts only if its own finding follows from no other: it needs more than this ability. */
  readonly independent?: true
  /** True if it is about queries, and explains no rejected write, no missing endpoint and no value after a write. */
  readonly queries?: true
  /** Globs over ids that `explains` excludes. */
  readonly except?: readonly string[]
}

/** Reads the table of causes next to the suites, `causes.json`; empty if there is none. */
export function loadCauseTable(folder: string): readonly CauseRow[] {
  const file = `${folder}/causes.json`
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as CauseRow[]) : []
}
