import type { CheckResult, Outcome, Reporter, ReporterFactory } from '../model/index.ts'
import { clip, oneLine } from '../text/index.ts'
import { annotate } from './annotations.ts'
import { type Paint, paintFor } from './paint.ts'
import { createProgress } from './progress.ts'
import { summarise, verdictLine } from './summary.ts'

/**
 * Shows the progress of a run on a terminal, and at the end what to fix first and the verdict. In verbose mode it
 * prints each check as it ends and all findings in full at the end; in quiet mode only the verdict. On GitHub
 * Actions, findings are annotations and the Markdown report becomes the job summary.
 */
export const consoleReporter: ReporterFactory = (environment): Reporter => {
  const { verbosity = 'normal', print } = environment
  const paint = paintFor(environment)
  const progress = createProgress(environment)
  const isQuiet = verbosity === 'quiet'
  const isVerbose = verbosity === 'verbose'
  const isOnGitHub = environment.environment['GITHUB_ACTIONS'] === 'true'
  return {
    name: 'console',
    onBegin: ({ target, suites, seed }) => {
      if (isQuiet) return
      const named = Object.entries(suites).map(([suite, count]) => `${suite} ${count}`)
      print(`Rehearsing ${oneLine(target)} (seed ${seed}): ${named.join(', ')}\n`)
      progress.begin(suites)
    },
    onExchange: () => progress.exchange(),
    onCheck: (check) => {
      if (isVerbose) progress.line(asItComes(check, paint))
      progress.check(check)
    },
    onEnd: async (result) => {
      progress.end()
      print(`${isQuiet ? verdictLine(result, paint) : summarise(result, paint, isVerbose)}\n`)
      if (isOnGitHub) await annotate(result, environment)
    },
  }
}

const MARKS: Readonly<Record<Outcome, string>> = {
  pass: '✓',
  fail: '✗',
  warn: '!',
  skip: '-',
  inapplicable: '·',
  error: '‼',
}

function asItComes({ outcome, id, reason, title }: CheckResult, paint: Paint): string {
  return `${paint(outcome, `${MARKS[outcome]} ${id}`)}  ${clip(oneLine(reason ?? title), 240)}`
}
