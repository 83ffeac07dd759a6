import type { Outcome } from '../../reports/index.ts'
import type { Register } from '../load/requirement.ts'

/** The one place where a level becomes a severity: a broken MUST fails, a broken SHOULD or MAY warns. */
export function severityOf(violated: readonly string[], register: Register): Outcome {
  const isMust = violated.some((id) => register.get(id)?.level.startsWith('MUST') ?? true)
  return isMust ? 'fail' : 'warn'
}
