import type {
  CheckResult,
  CoveredRequirement,
  Outcome,
  RehearsalResult,
  RequirementState,
} from '../../reports/index.ts'
import type { Register, Requirement } from '../load/requirement.ts'

const WORST_FIRST: readonly Outcome[] = ['fail', 'warn', 'error', 'pass', 'skip', 'inapplicable']
const JUDGED: ReadonlySet<string> = new Set<Outcome>(['pass', 'fail', 'warn'])

/**
 * Returns the state of each requirement of the registers, and counts how many have a check and how many of those ran.
 */
export function coverageOf(
  register: Register,
  covered: ReadonlySet<string>,
  results: readonly CheckResult[],
): RehearsalResult['coverage'] {
  const byRequirement = new Map<string, CheckResult[]>()
  for (const result of results)
    for (const { id } of result.requirements) byRequirement.set(id, [...(byRequirement.get(id) ?? []), result])
  const rows = [...register.values()]
  const testable = rows.filter(({ testable: how }) => how === 'black-box')
  return {
    requirements: register.size,
    blackBox: testable.length,
    checked: testable.filter(({ id }) => covered.has(id)).length,
    played: testable.filter(({ id }) => byRequirement.get(id)?.some(({ outcome }) => JUDGED.has(outcome))).length,
    map: rows.map((row) => place(row, covered.has(row.id), byRequirement.get(row.id) ?? [])),
  }
}

function place(row: Requirement, hasCheck: boolean, results: readonly CheckResult[]): CoveredRequirement {
  const { id, spec, section, level, title, url } = row
  const { state, reason } = standing(row, hasCheck, results)
  return {
    id,
    spec,
    section,
    level,
    title,
    url,
    state,
    ...(reason === undefined ? {} : { reason }),
    ...(results.length === 0 ? {} : { checks: results.map((result) => result.id) }),
  }
}

function standing(
  row: Requirement,
  hasCheck: boolean,
  results: readonly CheckResult[],
): { state: RequirementState; reason?: string } {
  const outcomes = results.map((result) => ({ result, outcome: outcomeFor(row.id, result) }))
  for (const outcome of WORST_FIRST) {
    const found = outcomes.find((entry) => entry.outcome === outcome)
    if (found === undefined) continue
    const { reason } = found.result
    return { state: outcome, ...(outcome === 'pass' || reason === undefined ? {} : { reason }) }
  }
  if (hasCheck) return { state: 'unplayed', reason: 'its check was not selected, or runs in another dialect' }
  if (row.testable === 'no') return { state: 'unseen', reason: row.note ?? 'no client can observe it' }
  return { state: 'unchecked', reason: row.note ?? 'no check proves it yet' }
}

/**
 * Returns the outcome for a requirement; a failed check does not count against a requirement that it lists but did not
 * find violated.
 */
function outcomeFor(id: string, { outcome, violated }: CheckResult): Outcome {
  if ((outcome === 'fail' || outcome === 'warn') && violated !== undefined && !violated.includes(id)) return 'pass'
  return outcome
}
