import type { AcceptedFinding, CheckResult, RehearsalResult } from '../model/index.ts'
import { lazyValidator } from '../schema/index.ts'
import { readJson } from '../text/index.ts'

/** The JSON Schema of a file of accepted findings. */
const acceptedSchema: object = {
  type: 'array',
  items: {
    type: 'object',
    required: ['id', 'reason'],
    additionalProperties: false,
    properties: {
      id: { type: 'string', minLength: 1 },
      reason: { type: 'string', minLength: 1 },
      until: { type: 'string', format: 'date' },
    },
  },
}
const validator = lazyValidator<AcceptedFinding[]>(acceptedSchema, {})

/** Parses a file of accepted findings. Throws an error that describes what is wrong with it. */
export function parseAccepted(text: string): readonly AcceptedFinding[] {
  const value = readJson(text)
  if (value === undefined) throw new Error('it is not JSON')
  const validate = validator()
  if (validate(value)) return value
  // Only the first: a file may have millions of faults.
  const [fault] = validate.errors ?? []
  throw new Error(`${fault?.instancePath || 'it'} ${fault?.message ?? 'is wrong'}`)
}

/**
 * Adds a finding, or replaces the one of the same check. The list is sorted, so that a change is a small difference
 * in version control.
 */
export function accept(known: readonly AcceptedFinding[], finding: AcceptedFinding): readonly AcceptedFinding[] {
  return [...known.filter(({ id }) => id !== finding.id), finding].sort((a, b) => (a.id < b.id ? -1 : 1))
}

const EXPIRED = /^it was accepted until .* and counts again$/s

/** Returns the note on a finding whose acceptance has expired; undefined if it has not. */
export function expiredNote({ notes }: CheckResult): string | undefined {
  return notes?.find((note) => EXPIRED.test(note))
}

/**
 * Marks the findings that are accepted. A finding whose last day is past counts again, with a note; `today` is
 * `2026-11-24`.
 */
export function markAccepted(
  result: RehearsalResult,
  known: readonly AcceptedFinding[],
  today: string,
): RehearsalResult {
  if (known.length === 0) return result
  const rows = new Map(known.map((row) => [row.id, row]))
  const mark = (check: CheckResult): CheckResult => {
    const row = rows.get(check.id)
    if (row === undefined || (check.outcome !== 'fail' && check.outcome !== 'warn')) return check
    const { reason, until } = row
    if (until === undefined) return { ...check, accepted: { reason } }
    if (until >= today) return { ...check, accepted: { reason, until } }
    // A result that was marked before has the note already.
    const note = `it was accepted until ${until} (${reason}), and counts again`
    return { ...check, notes: [...new Set([...(check.notes ?? []), note])] }
  }
  return { ...result, checks: result.checks.map(mark) }
}
