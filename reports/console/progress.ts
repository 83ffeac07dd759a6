import type { CheckResult, ReporterEnvironment } from '../model/index.ts'
import { createTerminalBar, type TerminalBar } from './progress-bar.ts'

/** One line with the progress of a run, redrawn in place on a terminal; other outputs get nothing. */
export interface Progress {
  begin(suites: Readonly<Record<string, number>>): void
  exchange(): void
  check(result: CheckResult): void
  /** Prints a line, above the bar if there is one. */
  line(text: string): void
  end(): void
}

const MIN_COLUMNS_FOR_SUITES = 60

/** Creates the line: the finished checks of each suite, exchanges per second, and the estimated seconds left. */
export function createProgress(environment: ReporterEnvironment): Progress {
  const totals = new Map<string, number>()
  const done = new Map<string, number>()
  let bar: TerminalBar | undefined
  let started = 0
  let exchanges = 0
  let failed = 0

  const words = (finished: number, total: number): string => {
    const elapsed = Math.max((environment.now() - started) / 1000, 0.001)
    const suites = [...totals].map(([suite, count]) => `${suite} ${done.get(suite) ?? 0}/${count}`)
    return [
      `${finished}/${total}`,
      `${Math.round(exchanges / elapsed)}/s`,
      ...(finished === 0 || finished >= total
        ? []
        : [`${Math.ceil((elapsed / finished) * (total - finished))} s left`]),
      ...(failed === 0 ? [] : [`${failed} failed`]),
      ...(environment.columns >= MIN_COLUMNS_FOR_SUITES ? suites : []),
    ].join('  ')
  }
  const draw = (isForced: boolean): void => {
    const finished = sum(done)
    bar?.show(finished, words(finished, sum(totals)), isForced)
  }

  return {
    begin: (suites) => {
      for (const [suite, count] of Object.entries(suites)) totals.set(suite, count)
      started = environment.now()
      if (!environment.isTerminal) return
      bar = createTerminalBar(environment.print, environment.columns, sum(totals))
      draw(true)
    },
    exchange: () => {
      exchanges += 1
      draw(false)
    },
    check: ({ suite, outcome }) => {
      done.set(suite, (done.get(suite) ?? 0) + 1)
      if (outcome === 'fail') failed += 1
      draw(outcome === 'fail' || outcome === 'error')
    },
    line: (text) => (bar === undefined ? environment.print(`${text}\n`) : bar.above(text)),
    end: () => {
      bar?.end()
      bar = undefined
    },
  }
}

function sum(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((total, count) => total + count, 0)
}
