import { plural, type RehearsalResult } from '../model/index.ts'

/**
 * Explains an exit code that may surprise: 0 although there are findings, or 1 although nothing failed. Undefined if
 * the verdict explains the code, or if the run has internal errors.
 */
export function exitNote({
  checks,
  run,
  comparison,
  verdict,
  counts,
  budgets = [],
}: RehearsalResult): string | undefined {
  if (verdict === 'untestable' || verdict === 'incomplete' || counts.error > 0) return undefined
  const failOn = run.failOn ?? 'must'
  const found = checks.filter(({ outcome }) => outcome === 'fail' || (failOn === 'should' && outcome === 'warn'))
  const unknown = found.filter(({ accepted }) => accepted === undefined)
  const added = comparison === undefined ? unknown : unknown.filter(({ id }) => comparison.added.includes(id))
  const failed = checks.filter(({ outcome }) => outcome === 'fail').length
  const missed = budgets.filter(({ isMet }) => !isMet).length
  if (failOn !== 'never' && missed > 0 && added.length === 0)
    return `exit 1: ${plural(missed, 'budget')} ${missed === 1 ? 'is' : 'are'} not met`
  if (found.length === 0) return undefined
  if (failOn === 'never') return `exit 0 in spite of ${plural(failed, 'failed check')}: --fail-on never`
  if (unknown.length === 0) return 'exit 0: all findings are accepted'
  if (added.length === 0) return 'exit 0: all findings are in the baseline'
  if (failed === 0) return `exit 1: --fail-on should counts ${plural(added.length, 'warning')}`
  return undefined
}
