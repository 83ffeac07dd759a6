import { clip, oneLine } from '../../reports/index.ts'
import { FindingError } from './finding-error.ts'
import type { EndedCheck } from './rehearsal-run.ts'

const MAX_REASON = 300
const WORDS = { fail: 'not counted', warn: 'warning', skip: 'skipped', inapplicable: 'inapplicable' } as const

/** The part of a running test that its end needs. */
type RunningTest = Pick<Mocha.Runnable, 'title' | 'skip'>

/**
 * Ends a test like its check. Throws FindingError for a failure. Mocha does not store the reason of a skip, so it is
 * added to the title, as a warning is.
 */
export function conclude({ check, isCounted }: EndedCheck, test: RunningTest): void {
  if (isCounted) throw new FindingError(check)
  const { outcome, accepted } = check
  if (outcome === 'pass') return
  const reason = clip(oneLine(accepted?.reason ?? check.reason ?? ''), MAX_REASON)
  if (outcome === 'error') throw new Error(`internal error in scim-rehearsal, please report it: ${reason}`)
  const word = accepted === undefined ? WORDS[outcome] : 'accepted'
  test.title = `${test.title}: ${word}${reason === '' ? '' : `: ${reason}`}`
  if (outcome !== 'warn') test.skip()
}
