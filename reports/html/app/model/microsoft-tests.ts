import type { CheckResult } from '../../../model/result.ts'

/** One of Microsoft's test runs, with its tests in their order. */
export interface MicrosoftRun {
  readonly kind: 'gallery' | 'validator'
  readonly name: string
  readonly tests: readonly MicrosoftTest[]
  readonly passed: number
}

/** One test, by the name that Microsoft's own report uses. */
interface MicrosoftTest {
  readonly check: CheckResult
  readonly name: string
  readonly does: string
}

const RUNS = [
  ['gallery', 'Gallery'],
  ['validator', 'Validator'],
] as const

/** Returns Microsoft's test runs of a result; those that did not run are left out. */
export function microsoftRuns(checks: readonly CheckResult[]): MicrosoftRun[] {
  return RUNS.map(([kind, name]) => {
    const tests = checks.filter(({ id }) => id.startsWith(`${kind}.`)).map(testOf)
    return { kind, name, tests, passed: tests.filter(({ check }) => check.outcome === 'pass').length }
  }).filter(({ tests }) => tests.length > 0)
}

/** Returns the number of passed tests of each run in one line: `Gallery 11 of 25, Validator 13 of 32`. */
export function microsoftHeadline(runs: readonly MicrosoftRun[]): string {
  return runs.map(({ name, passed, tests }) => `${name} ${passed} of ${tests.length}`).join(', ')
}

/** Reads a test from its check, whose title is the test's name, a colon, and a description. */
function testOf(check: CheckResult): MicrosoftTest {
  const [name = '', does = ''] = check.title.split(/: (.*)/s)
  return { check, name, does }
}
