import {
  type CheckResult,
  gravestFirst,
  isJudged,
  OUTCOMES,
  type Outcome,
  type RehearsalResult,
  type Reporter,
  type ReporterFactory,
} from '../model/index.ts'
import { annotate } from './annotations.ts'
import { type Paint, paintFor } from './paint.ts'
import { clip, oneLine } from './plain-text.ts'
import { createProgress } from './progress.ts'

const MARKS: Readonly<Record<Outcome, string>> = {
  pass: '✓',
  fail: '✗',
  warn: '!',
  skip: '-',
  inapplicable: '·',
  error: '‼',
}
// With the lines around them they fit a screen of 40 lines.
const MAX_LINES_OF_FINDINGS = 24
const MAX_SKIPS = 4

/**
 * Tells a person how the run goes: findings as they come, one line of progress with rate and time left on a terminal, and a summary that
 * fits one screen. On GitHub Actions, findings are annotations and the Markdown report becomes the job summary.
 */
export const consoleReporter: ReporterFactory = (environment): Reporter => {
  const paint = paintFor(environment)
  if (environment.verbosity === 'quiet')
    return { name: 'console', onEnd: (result) => environment.print(`${verdictLine(result, paint)}\n`) }
  const isVerbose = environment.verbosity === 'verbose'
  const progress = createProgress(environment)
  const isOnGitHub = environment.environment['GITHUB_ACTIONS'] === 'true'
  return {
    name: 'console',
    onBegin: ({ target, suites, seed }) => {
      const named = Object.entries(suites).map(([suite, count]) => `${suite} ${count}`)
      environment.print(`Rehearsing ${oneLine(target)} (seed ${seed}): ${named.join(', ')}\n`)
      progress.begin(suites)
    },
    onExchange: () => progress.exchange(),
    onCheck: (check) => {
      if (isVerbose || check.outcome === 'fail' || check.outcome === 'error') {
        progress.clear()
        environment.print(`${finding(check, paint)}\n`)
      }
      progress.check(check)
    },
    onEnd: async (result) => {
      progress.end()
      environment.print(`${summary(result, paint, isVerbose)}\n`)
      if (isOnGitHub) await annotate(result, environment)
    },
  }
}

function finding(check: CheckResult, paint: Paint): string {
  const mark = paint(check.outcome, `${MARKS[check.outcome]} ${check.id}`)
  return `${mark}  ${clip(oneLine(check.reason ?? check.title), 240)}`
}

function verdictLine({ verdict, summary }: RehearsalResult, paint: Paint): string {
  return `${paint(verdict === 'conformant' ? 'pass' : 'fail', verdict.toUpperCase())}  ${oneLine(summary)}`
}

function summary(result: RehearsalResult, paint: Paint, isVerbose: boolean): string {
  const { counts, mapping, validation, comparison } = result
  const tally = OUTCOMES.filter((outcome) => counts[outcome] > 0).map((outcome) =>
    paint(outcome, `${counts[outcome]} ${outcome}`),
  )
  const rows = (list: readonly { outcome: Outcome }[]): string => {
    const judged = list.filter(isJudged)
    return `${judged.filter(({ outcome }) => outcome === 'pass').length} of ${judged.length}`
  }
  const amount = (outcome: Outcome, words: string): string[] => {
    const found = mapping.filter((row) => row.outcome === outcome).length
    return found === 0 ? [] : [`${found} ${words}`]
  }
  const leftOut = [...amount('skip', 'could not be followed'), ...amount('inapplicable', 'the target does not keep')]
  const known = result.checks.filter(({ accepted }) => accepted !== undefined)
  const changed = (word: string, ids: readonly string[]): string[] =>
    ids.length === 0 ? [] : [`  ${word}: ${clip(ids.join(', '), 300)}`]
  const lines = [
    '',
    ...findings(result, paint, isVerbose),
    ...skips(result, isVerbose),
    ...(result.leftovers ?? [])
      .slice(0, 5)
      .map(({ remove, reason }) => `left behind (${oneLine(reason)}); remove it by ${remove}`),
    ...(known.length === 0
      ? []
      : [`  ${known.length} known and accepted: ${clip(known.map(({ id }) => id).join(', '), 200)}`]),
    ...(comparison === undefined
      ? []
      : [
          `since ${oneLine(comparison.baseline.startedAt)}: ${comparison.added.length} new, ${comparison.mended.length} mended, ${comparison.remaining.length} still there`,
          ...changed('new', comparison.added),
          ...changed('mended', comparison.mended),
          ...changed('still there', comparison.remaining),
          ...changed('not judged this time', comparison.unjudged),
        ]),
    '',
    result.verdict === 'untestable'
      ? ''
      : `${tally.join(', ')}; ${counts.exchanges} exchanges in ${(result.run.durationMs / 1000).toFixed(1)} s`,
    mapping.length === 0
      ? ''
      : `mapping: ${rows(mapping)} rows hold${leftOut.length === 0 ? '' : ` (${leftOut.join(', ')})`}; validation: ${rows(validation)} inputs judged right`,
    verdictLine(result, paint),
  ]
  return lines.filter((line, index) => line !== '' || lines[index - 1] !== '').join('\n')
}

/** The findings that fit, or all of them, the gravest first. */
function findings(result: RehearsalResult, paint: Paint, isVerbose: boolean): string[] {
  const found = result.checks
    .filter(({ outcome, accepted }) => (outcome === 'fail' || outcome === 'warn') && accepted === undefined)
    .sort(gravestFirst)
  const lines: string[] = []
  let shown = 0
  for (const check of found) {
    const told = describe(check, paint)
    if (!isVerbose && lines.length + told.length > MAX_LINES_OF_FINDINGS) break
    lines.push(...told)
    shown += 1
  }
  return shown === found.length ? lines : [...lines, `  … and ${found.length - shown} more in the report`]
}

function describe(check: CheckResult, paint: Paint): string[] {
  const violated = check.requirements.find(({ id }) => check.violated?.includes(id)) ?? check.requirements[0]
  const rule = violated === undefined ? '' : ` — ${violated.level} ${violated.section}`
  return [
    `  ${paint(check.outcome, MARKS[check.outcome])} ${check.title}${rule}`,
    `      ${clip(oneLine(check.reason ?? ''), 200)}`,
    ...(check.impact === undefined ? [] : [`      in production: ${check.impact}`]),
    ...(check.notes ?? []).map((note) => `      ${clip(oneLine(note), 200)}`),
  ]
}

/** Skips of one cause are one line. */
function skips(result: RehearsalResult, isVerbose: boolean): string[] {
  const causes = Map.groupBy(
    result.checks.filter(
      ({ outcome, rootCause }) => outcome === 'skip' && rootCause !== undefined && rootCause !== 'no-such-traffic',
    ),
    ({ rootCause }) => rootCause,
  )
  const lines = [...causes].map(
    ([, checks]) => `  - ${checks.length} skipped: ${clip(oneLine(checks[0]?.reason ?? ''), 160)}`,
  )
  // Where one is left over, its line takes no more room than saying so.
  return !isVerbose && lines.length > MAX_SKIPS + 1
    ? [...lines.slice(0, MAX_SKIPS), `  - … and ${lines.length - MAX_SKIPS} more causes of skips`]
    : lines
}
