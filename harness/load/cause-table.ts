import { existsSync, readFileSync } from 'node:fs'

/** One row of the table of causes: an ability, the checks that decide whether a target has it, and the checks whose failures it explains. */
export interface CauseRow {
  readonly ability: string
  /** What a target with the ability does. */
  readonly title?: string
  /** Abilities that are more basic: where one of them is missing, this one says nothing. */
  readonly dependsOn?: readonly string[]
  /** Ids of checks and invariants, the first that fails being the cause; `id#requirement` counts only where that requirement is violated. */
  readonly decidedBy?: readonly string[]
  /** Globs over the ids of the checks that fail where the ability is missing. */
  readonly explains?: readonly string[]
  /** A pattern of the reason: only a finding that speaks of the matter follows; every one where absent. */
  readonly when?: string
  /** The ability of the table of abilities that sounding tries for this one; `none` where the checks that decide it ask for more than sounding tries. */
  readonly soundedAs?: string
  /** Explains only what violates a requirement that the decider violates, too. */
  readonly alike?: true
  /** Globs over ids that `explains` does not mean. */
  readonly except?: readonly string[]
}

/** Reads the table of causes beside the suites, `causes.json`; empty where there is none. */
export function loadCauseTable(folder: string): readonly CauseRow[] {
  const file = `${folder}/causes.json`
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as CauseRow[]) : []
}
