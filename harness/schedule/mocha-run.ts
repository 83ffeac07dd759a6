import Mocha from 'mocha'
import type { CheckResult } from '../../reports/index.ts'

/** One test that mocha awaits. */
export interface AwaitedCheck {
  readonly suite: string
  readonly title: string
  readonly result: Promise<CheckResult | undefined>
}

/** Runs the checks as mocha's tests: the harness schedules them, mocha awaits and reports them. Resolves to the number that failed. */
export function runWithMocha(checks: readonly AwaitedCheck[]): Promise<number> {
  const mocha = new Mocha({
    reporter: class Silent {} as unknown as Mocha.ReporterConstructor,
    timeout: 0,
    color: false,
  })
  mocha.suite.timeout(0)
  const suites = new Map<string, Mocha.Suite>()
  for (const { suite, title, result } of checks) {
    const home = suites.get(suite) ?? Mocha.Suite.create(mocha.suite, suite)
    suites.set(suite, home)
    home.addTest(
      new Mocha.Test(title, async function (this: Mocha.Context) {
        const settled = await result
        if (settled === undefined || settled.outcome === 'skip' || settled.outcome === 'inapplicable') this.skip()
        else if (settled.outcome === 'fail' || settled.outcome === 'error') throw new Error(settled.reason)
      }),
    )
  }
  return new Promise((resolve) => {
    mocha.run((failures) => {
      // Else its listeners to the process stay, one pair a rehearsal.
      mocha.dispose()
      resolve(failures)
    })
  })
}
