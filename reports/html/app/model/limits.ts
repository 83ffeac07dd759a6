import { isJudged } from '../../../model/judged.ts'
import type { CheckResult, ValidationRow } from '../../../model/result.ts'

/** An input on one side of a rule. */
export interface LimitInput {
  readonly row: ValidationRow
  /** The shortest readable name: `1024`, `!`, `missing`. */
  readonly label: string
}

/** A rule with the inputs that it accepts and those that it rejects. */
export interface Limit {
  readonly rule: string
  readonly field: string
  readonly title: string
  /** The maximum length of a string, if the rule is about length. */
  readonly length: number | undefined
  readonly accepted: readonly LimitInput[]
  readonly refused: readonly LimitInput[]
  readonly wrong: number
  /** The number of inputs that were not judged, because the target is not a bridge to JumpCloud. */
  readonly noted: number
}

/**
 * Describes the outcome of an input: it was handled correctly or not, or only JumpCloud itself would handle it
 * differently.
 */
export function verdictWords({ outcome, expected }: ValidationRow): string {
  if (outcome === 'pass') return 'correct'
  if (outcome === 'warn') return 'to look at'
  if (outcome === 'inapplicable')
    return expected === 'accepted' ? 'JumpCloud would accept this' : 'JumpCloud would reject this'
  return outcome === 'skip' ? 'not tried' : 'wrong'
}

/** Groups inputs by rule and field, in the order of the fields; lengths are sorted from short to long. */
export function limitsOf(rows: readonly ValidationRow[], checks: readonly CheckResult[]): Limit[] {
  const fields = [...new Set(rows.map(({ field }) => field))]
  const groups = Map.groupBy(rows, ({ rule, field }) => JSON.stringify([rule, field]))
  const limits = [...groups.values()].flatMap((inputs) => limitOf(inputs, checks))
  return limits.sort((a, b) => fields.indexOf(a.field) - fields.indexOf(b.field))
}

function limitOf(rows: readonly ValidationRow[], checks: readonly CheckResult[]): Limit[] {
  const [first] = rows
  if (first === undefined) return []
  const { rule, field } = first
  const side = (expected: string): LimitInput[] =>
    rows
      .filter((row) => row.expected === expected)
      .map((row) => ({ row, label: labelOf(row.input) }))
      .sort((a, b) => (lengthOf(a.row.input) ?? 0) - (lengthOf(b.row.input) ?? 0))
  const accepted = side('accepted')
  const lengths = accepted.flatMap(({ row }) => lengthOf(row.input) ?? [])
  return [
    {
      rule,
      field,
      title: checks.find(({ id }) => id.endsWith(`.validation.${rule}`))?.title ?? rule,
      length: lengths.length === 0 ? undefined : Math.max(...lengths),
      accepted,
      refused: side('refused'),
      wrong: rows.filter((row) => isJudged(row) && row.outcome !== 'pass').length,
      noted: rows.filter((row) => !isJudged(row)).length,
    },
  ]
}

function lengthOf(input: string): number | undefined {
  const [, length] = /^(\d+) characters$/.exec(input) ?? []
  return length === undefined ? undefined : Number(length)
}

function labelOf(input: string): string {
  const length = lengthOf(input)
  if (length !== undefined) return String(length)
  const [, quoted] = /^with ("(?:[^"\\]|\\.)*")$/.exec(input) ?? []
  if (quoted === undefined) return input
  const text = String(JSON.parse(quoted))
  return text === ' ' ? 'blank' : text
}
