import type { Outcome } from '../../reports/index.ts'
import type { Register } from '../load/requirement.ts'

/** Converts levels to a severity: a violated MUST fails, a violated SHOULD or MAY warns. No other code does this. */
export function severityOf(violated: readonly string[], register: Register): Outcome {
  const isMust = violated.some((id) => register.get(id)?.level.startsWith('MUST') ?? true)
  return isMust ? 'fail' : 'warn'
}
