import type { RehearsalResult } from '../../reports/index.ts'

/** The exit codes of the contract. */
export const EXIT = { conformant: 0, findings: 1, usage: 2, untestable: 3, harness: 4, interrupted: 130 } as const

/** The exit code of a run: what could not be tested or played beats what was found. */
export function exitCodeOf(result: RehearsalResult, failOn: 'must' | 'should' | 'never'): number {
  if (result.verdict === 'untestable') return EXIT.untestable
  if (result.verdict === 'incomplete') return EXIT.interrupted
  const { fail, warn, error } = result.counts
  if (failOn !== 'never' && (fail > 0 || (failOn === 'should' && warn > 0))) return EXIT.findings
  return error > 0 ? EXIT.harness : EXIT.conformant
}
