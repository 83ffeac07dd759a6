import {
  type CheckResult,
  OUTCOMES,
  type Outcome,
  type RehearsalResult,
  type Reporter,
  type ReporterFactory,
} from '../model/index.ts'
import { type Paint, paintFor } from './paint.ts'

const MARKS: Readonly<Record<Outcome, string>> = {
  pass: '✓',
  fail: '✗',
  warn: '!',
  skip: '-',
  inapplicable: '·',
  error: '‼',
}
const MAX_FINDINGS = 12

/** Tells a person how the run goes: findings as they come, a line of progress on a terminal, and a summary that fits one screen. */
export const consoleReporter: ReporterFactory = (environment): Reporter => {
  const paint = paintFor(environment)
  let total = 0
  let done = 0
  const clear = (): void => {
    if (environment.isTerminal) environment.print('\r\u001b[2K')
  }
  const progress = (): void => {
    if (environment.isTerminal && total > 0) environment.print(`\r\u001b[2K${done} of ${total} checks`)
  }
  return {
    name: 'console',
    onBegin: ({ target, suites, seed }) => {
      total = Object.values(suites).reduce((sum, count) => sum + count, 0)
      const named = Object.entries(suites).map(([suite, count]) => `${suite} ${count}`)
      environment.print(`Rehearsing ${target} (seed ${seed}): ${named.join(', ')}\n`)
    },
    onCheck: (check) => {
      done += 1
      if (check.outcome === 'fail' || check.outcome === 'error') {
        clear()
        environment.print(`${finding(check, paint)}\n`)
      }
      progress()
    },
    onEnd: (result) => {
      clear()
      environment.print(`${summary(result, paint)}\n`)
    },
  }
}

function finding(check: CheckResult, paint: Paint): string {
  const mark = paint(check.outcome, `${MARKS[check.outcome]} ${check.id}`)
  return `${mark}  ${clip(oneLine(check.reason ?? check.title), 240)}`
}

function summary(result: RehearsalResult, paint: Paint): string {
  const { counts, mapping, validation } = result
  const tally = OUTCOMES.filter((outcome) => counts[outcome] > 0).map((outcome) =>
    paint(outcome, `${counts[outcome]} ${outcome}`),
  )
  const rows = (list: readonly { outcome: Outcome }[]): string =>
    `${list.filter(({ outcome }) => outcome === 'pass').length} of ${list.length}`
  const failed = result.checks
    .filter(({ outcome }) => outcome === 'fail' || outcome === 'warn')
    .sort((a, b) => Number(b.outcome === 'fail') - Number(a.outcome === 'fail'))
  const lines = [
    '',
    ...failed.slice(0, MAX_FINDINGS).flatMap((check) => describe(check, paint)),
    ...(failed.length > MAX_FINDINGS ? [`  … and ${failed.length - MAX_FINDINGS} more in the report`] : []),
    ...skips(result),
    ...(result.leftovers ?? [])
      .slice(0, 5)
      .map(({ remove, reason }) => `left behind (${oneLine(reason)}); remove it by ${remove}`),
    '',
    result.verdict === 'untestable'
      ? ''
      : `${tally.join(', ')}; ${counts.exchanges} exchanges in ${(result.run.durationMs / 1000).toFixed(1)} s`,
    mapping.length === 0
      ? ''
      : `mapping: ${rows(mapping)} rows hold; validation: ${rows(validation)} inputs judged right`,
    paint(result.verdict === 'conformant' ? 'pass' : 'fail', result.verdict.toUpperCase()) +
      `  ${oneLine(result.summary)}`,
  ]
  return lines.filter((line, index) => line !== '' || lines[index - 1] !== '').join('\n')
}

function describe(check: CheckResult, paint: Paint): string[] {
  const violated = check.requirements.find(({ id }) => check.violated?.includes(id)) ?? check.requirements[0]
  const rule = violated === undefined ? '' : ` — ${violated.level} ${violated.section}`
  return [
    `  ${paint(check.outcome, MARKS[check.outcome])} ${check.title}${rule}`,
    `      ${clip(oneLine(check.reason ?? ''), 200)}`,
    ...(check.impact === undefined ? [] : [`      in production: ${check.impact}`]),
  ]
}

/** Skips of one cause are one line. */
function skips(result: RehearsalResult): string[] {
  const causes = Map.groupBy(
    result.checks.filter(
      ({ outcome, rootCause }) => outcome === 'skip' && rootCause !== undefined && rootCause !== 'no-such-traffic',
    ),
    ({ rootCause }) => rootCause,
  )
  return [...causes].map(([, checks]) => `  - ${checks.length} skipped: ${clip(oneLine(checks[0]?.reason ?? ''), 160)}`)
}

/** Control characters of a hostile server must not reach a terminal. */
function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim()
}

function clip(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length)}…` : text
}
