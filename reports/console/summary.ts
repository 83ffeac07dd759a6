import { expiredNote } from '../baseline/accepted-findings.ts'
import {
  blockedBy,
  budgetSentence,
  type CheckResult,
  causesOf,
  causesToFix,
  cleanupCommand,
  failureOf,
  fixFirst,
  followersOf,
  GRAVITIES,
  gravityOf,
  interruptionSentence,
  isJudged,
  isTargetFinding,
  leftBehind,
  OUTCOMES,
  type Outcome,
  plural,
  type RehearsalResult,
  unblocks,
} from '../model/index.ts'
import { clip, oneLine } from '../text/index.ts'
import { exitNote } from './exit-note.ts'
import { findingLines } from './finding-lines.ts'
import type { Paint } from './paint.ts'

const FIRST = 3
const MAX_SKIPS = 4
const MAX_LEFTOVERS = 5
const MAX_EXPIRED = 5
// A reason may be longer than a terminal is wide, but must be readable at a glance.
const MAX_LINE = 220

/**
 * Returns the end of a run on the console: what to fix first, what else was found, and the verdict. In verbose mode,
 * every finding in full.
 */
export function summarise(result: RehearsalResult, paint: Paint, isVerbose: boolean): string {
  const blocks = [
    faults(result, paint),
    isVerbose ? everyFinding(result, paint) : firstFindings(result, paint),
    [...skips(result, isVerbose), ...known(result)],
    changes(result),
    leftovers(result, isVerbose),
    [...interruption(result), ...figures(result, paint), verdictLine(result, paint)],
  ]
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => `\n${lines.join('\n')}`)
    .join('\n')
}

/** Returns the verdict in one line, with the exit code if it may surprise. */
export function verdictLine(result: RehearsalResult, paint: Paint): string {
  const note = exitNote(result)
  const word = paint(result.verdict === 'conformant' ? 'pass' : 'fail', result.verdict.toUpperCase())
  return `${word}  ${oneLine(result.summary)}${note === undefined ? '' : `\n${note}`}`
}

function faults({ checks }: RehearsalResult, paint: Paint): string[] {
  const found = checks.filter(({ outcome }) => outcome === 'error')
  if (found.length === 0) return []
  const shown = found.slice(0, FIRST).map(({ id, reason = '' }) => `  ${id}: ${brief(reason)}`)
  const more = found.length - shown.length
  return [
    paint(
      'error',
      `${plural(found.length, 'internal error')} in scim-rehearsal, please report ${found.length === 1 ? 'it' : 'them'}:`,
    ),
    ...shown,
    ...(more > 0 ? [`  and ${more} more`] : []),
  ]
}

function firstFindings(result: RehearsalResult, paint: Paint): string[] {
  const causes = causesToFix(result)
  const first = causes.slice(0, FIRST)
  if (first.length === 0) return []
  const gain = unblocks(blockedBy(result, first))
  return [
    paint('heading', `${fixFirst(first.length)}${gain === undefined ? '' : `; ${gain}`}`),
    ...first.flatMap((check, place) => inBrief(check, place + 1, paint)),
    ...rest(result, causes.slice(FIRST)),
  ]
}

/**
 * Returns the failure, and one line each for the observation, the impact and the remedy. A failure that equals the
 * reason is not repeated.
 */
function inBrief(check: CheckResult, place: number, paint: Paint): string[] {
  const { id, outcome, impact, remedy, reason } = check
  const failure = failureOf(check)
  const isRepeated = reason !== undefined && failure.toLowerCase().startsWith(reason.toLowerCase())
  return [
    `  ${place} ${paint(outcome, clip(oneLine(failure), MAX_LINE))}  ${paint('quiet', id)}`,
    ...(reason === undefined || isRepeated ? [] : [`    Seen: ${brief(reason)}`]),
    ...(impact === undefined ? [] : [`    Impact: ${brief(impact)}`]),
    ...(remedy === undefined ? [] : [`    Fix: ${brief(remedy)}`]),
  ]
}

function rest(result: RehearsalResult, others: readonly CheckResult[]): string[] {
  const follow = result.checks.filter(isTargetFinding).length - causesOf(result).length
  // For a result of an earlier version the gravity is an estimate, which is good enough for the order but not for a
  // word.
  const graded = others.every(({ gravity }) => gravity !== undefined) ? others : []
  const kinds = [...Map.groupBy(graded, (check) => GRAVITIES[gravityOf(check)].word)]
  const kindWords = kinds.length === 0 ? '' : ` (${kinds.map(([word, rows]) => `${word}: ${rows.length}`).join(', ')})`
  const counted = [
    ...(others.length === 0 ? [] : [`${plural(others.length, 'more cause')}${kindWords}`]),
    ...(follow === 0 ? [] : [`${plural(follow, 'finding')} that ${follow === 1 ? 'follows' : 'follow'} from a cause`]),
  ]
  return counted.length === 0 ? [] : [`  ${counted.join(', ')}: see the report, or run with --verbose`]
}

function everyFinding(result: RehearsalResult, paint: Paint): string[] {
  return causesToFix(result).flatMap((cause) => [
    ...inFull(cause, paint),
    ...followersOf(result, cause.id).map(
      ({ id, outcome, reason = '' }) => `      ${paint(outcome, `${outcome} ${id}`)}  ${brief(reason)}`,
    ),
  ])
}

function inFull(check: CheckResult, paint: Paint): string[] {
  const { id, outcome } = check
  const violated = check.requirements.find((rule) => check.violated?.includes(rule.id)) ?? check.requirements[0]
  const rule = violated === undefined ? '' : ` (${violated.level} ${violated.section})`
  return [
    `  ${paint(outcome, failureOf(check))}  ${paint('quiet', id)}${rule}`,
    ...findingLines(check).map((line) => `    ${line}`),
  ]
}

/**
 * Returns the skips that follow from no finding, by their cause. Other skips are counted with the finding that they
 * follow from.
 */
function skips(result: RehearsalResult, isVerbose: boolean): string[] {
  const explained = new Set(causesOf(result).flatMap(({ id }) => followersOf(result, id)))
  const open = result.checks.filter(
    (check) =>
      check.outcome === 'skip' &&
      !explained.has(check) &&
      check.rootCause !== undefined &&
      check.rootCause !== 'no-such-traffic',
  )
  const alike = Map.groupBy(Map.groupBy(open, ({ rootCause }) => rootCause).values(), ([first]) =>
    brief(first?.reason ?? ''),
  )
  const lines = [...alike].map(([reason, groups]) => `${plural(groups.flat().length, 'check')} skipped: ${reason}`)
  // One more line takes no more space than a line that says it is omitted.
  return isVerbose || lines.length <= MAX_SKIPS + 1
    ? lines
    : [...lines.slice(0, MAX_SKIPS), `checks skipped for ${lines.length - MAX_SKIPS} other reasons`]
}

function known({ checks }: RehearsalResult): string[] {
  const found = checks.filter(({ accepted }) => accepted !== undefined)
  const expired = checks.flatMap((check) => {
    const note = expiredNote(check)
    return note === undefined ? [] : [`${check.id}: ${brief(note)}`]
  })
  const more = expired.length - MAX_EXPIRED
  const lines = [
    ...expired.slice(0, MAX_EXPIRED),
    ...(more > 0 ? [`and ${more} more whose acceptance has expired`] : []),
  ]
  if (found.length === 0) return lines
  return [
    ...lines,
    `${plural(found.length, 'finding')} known and accepted: ${clip(found.map(({ id }) => id).join(', '), 200)}`,
  ]
}

function changes({ comparison }: RehearsalResult): string[] {
  if (comparison === undefined) return []
  const { baseline, added, mended, remaining, unjudged } = comparison
  const listed = (word: string, ids: readonly string[]): string[] =>
    ids.length === 0 ? [] : [`  ${word}: ${clip(ids.join(', '), 300)}`]
  return [
    `since ${oneLine(baseline.startedAt)}: ${added.length} new, ${mended.length} fixed, ${remaining.length} still there`,
    ...listed('new', added),
    ...listed('fixed', mended),
    ...listed('still there', remaining),
    ...listed('not checked this time', unjudged),
  ]
}

function leftovers(result: RehearsalResult, isVerbose: boolean): string[] {
  const { leftovers: left = [] } = result
  const shown = isVerbose ? left.slice(0, MAX_LEFTOVERS) : left.length <= 2 ? left : []
  const commands = shown.map(
    ({ remove, reason }) => `left behind (${brief(reason)}); remove it with: ${oneLine(remove)}`,
  )
  if (shown.length === left.length) return commands
  return [...commands, `${leftBehind(left)}; remove them with: ${oneLine(cleanupCommand(result))}`]
}

function interruption({ run }: RehearsalResult): string[] {
  return run.interruption === undefined ? [] : [oneLine(interruptionSentence(run.interruption))]
}

function figures(result: RehearsalResult, paint: Paint): string[] {
  const { counts, mapping, validation, run } = result
  const tally = OUTCOMES.filter((outcome) => counts[outcome] > 0).map((outcome) =>
    paint(outcome, `${counts[outcome]} ${outcome}`),
  )
  const passed = (rows: readonly { readonly outcome: Outcome }[]): string => {
    const judged = rows.filter(isJudged)
    return `${judged.filter(({ outcome }) => outcome === 'pass').length} of ${plural(judged.length, rows === mapping ? 'row' : 'input')}`
  }
  const amount = (outcome: Outcome, words: string): string[] => {
    const rows = mapping.filter((row) => row.outcome === outcome).length
    return rows === 0 ? [] : [`${rows} ${words}`]
  }
  const leftOut = [...amount('skip', 'could not be judged'), ...amount('inapplicable', 'not stored by the server')]
  const parts = [
    ...(mapping.length === 0
      ? []
      : [`mapping: ${passed(mapping)} correct${leftOut.length === 0 ? '' : ` (${leftOut.join(', ')})`}`]),
    ...(validation.some(isJudged) ? [`validation: ${passed(validation)} correct`] : []),
  ]
  return [
    ...(result.verdict === 'untestable'
      ? []
      : [`${tally.join(', ')}; ${plural(counts.exchanges, 'exchange')} in ${(run.durationMs / 1000).toFixed(1)} s`]),
    ...(parts.length === 0 ? [] : [parts.join('; ')]),
    ...(result.budgets ?? []).map((budget) => paint(budget.isMet ? 'pass' : 'fail', oneLine(budgetSentence(budget)))),
  ]
}

function brief(text: string): string {
  return clip(oneLine(text), MAX_LINE)
}
