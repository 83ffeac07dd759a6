import type { CheckResult, Outcome, RequirementState, Verdict } from '../../../model/result.ts'

/** The word and the sign of each outcome and each state of a requirement. Signs distinguish them without colour. */
export const STATES: Readonly<Record<RequirementState, { readonly word: string; readonly mark: string }>> = {
  fail: { word: 'failed', mark: '✕' },
  warn: { word: 'to look at', mark: '!' },
  error: { word: 'internal error', mark: '?' },
  pass: { word: 'passed', mark: '✓' },
  skip: { word: 'skipped', mark: '↷' },
  inapplicable: { word: 'not applicable', mark: '–' },
  unplayed: { word: 'not run', mark: '◦' },
  unchecked: { word: 'no check yet', mark: '·' },
  unseen: { word: 'not visible to a client', mark: '×' },
}

/** The states, the gravest first. */
export const STATE_ORDER: readonly RequirementState[] = [
  'fail',
  'warn',
  'error',
  'pass',
  'skip',
  'inapplicable',
  'unplayed',
  'unchecked',
  'unseen',
]

/** The words for a verdict. */
export const VERDICTS: Readonly<Record<Verdict, { readonly word: string; readonly outcome: Outcome }>> = {
  conformant: { word: 'Conformant', outcome: 'pass' },
  nonconformant: { word: 'Not conformant', outcome: 'fail' },
  untestable: { word: 'Not testable', outcome: 'error' },
  incomplete: { word: 'Incomplete', outcome: 'warn' },
}

/** The words for what a finding breaks. */
export const BREAKS: Readonly<Record<NonNullable<CheckResult['verdict']>, string>> = {
  'breaks-entra': 'breaks Entra',
  'breaks-jumpcloud': 'breaks JumpCloud',
  'breaks-rfc': 'breaks the RFC',
  tolerated: 'tolerated',
}

/** Returns whether a check found something that a user should look at. */
export function isFinding({ outcome }: { readonly outcome: Outcome }): boolean {
  return outcome === 'fail' || outcome === 'warn' || outcome === 'error'
}
