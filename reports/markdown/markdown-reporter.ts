import {
  blockedBy,
  budgetSentence,
  type CheckResult,
  causesOf,
  causesToFix,
  type Diagnosis,
  failureOf,
  fixFirst,
  followersOf,
  interruptionSentence,
  isJudged,
  leftBehind,
  OUTCOMES,
  type Outcome,
  plural,
  type RehearsalResult,
  type ReporterFactory,
  unblocks,
} from '../model/index.ts'
import { clip, wholeCommand } from '../text/index.ts'
import { codeSpan as code, fenced, escapeForHtml as html, escapeMarkdown as text } from './escape-markdown.ts'

/** Writes Markdown for a pull request or a job summary: `report.md`. */
export const markdownReporter: ReporterFactory = (environment, file = 'report.md') => ({
  name: 'markdown',
  onEnd: (result) => environment.writeFile(file, renderMarkdown(result)),
})

const SIGNS: Readonly<Record<Outcome, string>> = {
  pass: '✅',
  fail: '❌',
  warn: '⚠️',
  skip: '⏭️',
  inapplicable: '➖',
  error: '💥',
}
// A comment on GitHub has at most 65 536 characters.
const MAX_LENGTH = 60_000
const FIRST = 3
const MAX_FOLLOWERS = 20
const MAX_LEFTOVERS = 20

/**
 * Renders the verdict, the causes with the checks that follow from them collapsed, and what was not tested, in at
 * most 60 000 characters. Strings of a server never become markup.
 */
export function renderMarkdown(result: RehearsalResult): string {
  const { checks, target, run, tool, coverage } = result
  const causes = causesToFix(result)
  const first = causes.slice(0, FIRST)
  const gain = unblocks(blockedBy(result, first))
  const faults = checks.filter(({ outcome }) => outcome === 'error')
  const parts = [
    `## ${result.verdict === 'conformant' ? '✅' : '❌'} SCIM rehearsal: ${result.verdict}`,
    `**${text(result.summary)}**`,
    `Target ${code(target.baseUrl)}, ${target.dialect} dialect, seed ${run.seed}, ${plural(result.counts.exchanges, 'exchange')} in ${(run.durationMs / 1000).toFixed(1)} s.`,
    ...(run.interruption === undefined ? [] : [`⚠️ ${text(interruptionSentence(run.interruption))}`]),
    tally(result),
    budgets(result),
    ...section('Internal errors in scim-rehearsal, please report them', faults, result),
    ...section(`${fixFirst(first.length)}${gain === undefined ? '' : `; ${gain}`}`, first, result),
    changes(result),
    ...section('Then these', causes.slice(FIRST), result),
    known(checks),
    leftovers(result),
    tables(result),
    untested(result),
  ].filter((part) => part !== '')
  const foot = `<sub>${coverage.played} of ${coverage.blackBox} requirements that a client can test were checked · scim-rehearsal ${text(tool.version)}</sub>\n`
  const kept = keepWithin(parts, MAX_LENGTH - foot.length - 100)
  const left = parts.length - kept.length
  return `${[...kept, ...(left > 0 ? [`… ${plural(left, 'more part')} in report.html.`] : [])].join('\n\n')}\n\n${foot}`
}

function keepWithin(parts: readonly string[], limit: number): string[] {
  let length = 0
  return parts.filter((part) => {
    length += part.length + 2
    return length <= limit
  })
}

function tally({ counts, mapping, validation }: RehearsalResult): string {
  const counted = OUTCOMES.filter((outcome) => counts[outcome] > 0)
  const passed = (rows: readonly { outcome: Outcome }[]): string => {
    const judged = rows.filter(isJudged)
    return `${judged.filter(({ outcome }) => outcome === 'pass').length} of ${judged.length}`
  }
  const columns = [
    ...counted.map((outcome) => [`${SIGNS[outcome]} ${outcome}`, String(counts[outcome])]),
    ...(mapping.length === 0 ? [] : [['mapping rows', passed(mapping)]]),
    ...(!validation.some(isJudged) ? [] : [['validation inputs', passed(validation)]]),
  ]
  if (columns.length === 0) return ''
  const row = (cells: readonly (string | undefined)[]): string => `| ${cells.join(' | ')} |`
  return [
    row(columns.map(([head]) => head)),
    row(columns.map(() => '---:')),
    row(columns.map(([, cell]) => cell)),
  ].join('\n')
}

function budgets({ budgets: judged = [] }: RehearsalResult): string {
  return judged.map((budget) => `- ${SIGNS[budget.isMet ? 'pass' : 'fail']} ${text(budgetSentence(budget))}`).join('\n')
}

function changes({ comparison }: RehearsalResult): string {
  if (comparison === undefined) return ''
  const { baseline, added, mended, remaining, unjudged } = comparison
  const list = (ids: readonly string[]): string => (ids.length === 0 ? 'none' : ids.map(code).join(', '))
  return [
    `Since the run of ${text(baseline.startedAt)}:`,
    `- new: ${list(added)}`,
    `- fixed: ${list(mended)}`,
    `- still there: ${list(remaining)}`,
    ...(unjudged.length === 0 ? [] : [`- not checked this time: ${list(unjudged)}`]),
  ].join('\n')
}

function section(heading: string, checks: readonly CheckResult[], result: RehearsalResult): string[] {
  return checks.length === 0 ? [] : [`### ${heading}`, ...checks.map((check) => finding(check, result))]
}

/** Renders a finding for a reader in a hurry: failure, impact and remedy are visible, the rest is collapsed. */
function finding(check: CheckResult, result: RehearsalResult): string {
  const { outcome, id, title, failure, impact, remedy, requirements, violated, expected, actual, diagnosis } = check
  const { curl, replay } = check
  const rules = requirements
    .filter((requirement) => violated === undefined || violated.includes(requirement.id))
    .map(({ level, section: place, url, statement }) => `${level} ${link(place, url)} ${text(statement ?? '')}`)
  const body = [
    ...(failure === undefined ? [] : [`Check: ${text(title)}`]),
    text(clip(check.reason ?? '', 1000)),
    ...(diagnosis === undefined ? [] : [shapes(diagnosis)]),
    ...(rules.length === 0 ? [] : [`> ${rules.join('  \n> ')}`]),
    ...(expected === undefined && actual === undefined
      ? []
      : [fenced(`${prefix('-', expected?.join('; ') ?? '')}\n${prefix('+', clip(actual ?? '', 1500))}`, 'diff')]),
    ...(curl === undefined ? [] : [fenced(wholeCommand(curl), 'sh')]),
    ...(replay === undefined ? [] : [fenced(wholeCommand(replay), 'sh')]),
  ]
  const head = [
    `${SIGNS[outcome]} <b>${html(failureOf(check))}</b> (${html(id)})`,
    ...(impact === undefined ? [] : [`Impact: ${html(impact)}`]),
    ...(remedy === undefined ? [] : [`Fix: ${html(remedy)}`]),
  ]
  const parts = body.filter((part) => part !== '')
  return `<details><summary>${head.join('<br>')}</summary>\n\n${parts.join('\n\n')}\n\n${followers(result, id)}</details>`
}

function shapes({ summary, tried, wrong, right }: Diagnosis): string {
  const lines = tried.map(
    ({ variant, works, answer }) => `- ${works ? '✅' : '❌'} ${text(variant)}: ${text(clip(answer, 200))}`,
  )
  const sides = [
    ...(wrong === undefined ? [] : [prefix('-', clip(wrong, 1000))]),
    ...(right === undefined ? [] : [prefix('+', clip(right, 1000))]),
  ]
  return [
    `Tried: ${text(summary)}`,
    ...(lines.length === 0 ? [] : [lines.join('\n')]),
    ...(sides.length === 0 ? [] : [`Sent (-), and what works (+):\n\n${fenced(sides.join('\n'), 'diff')}`]),
  ].join('\n\n')
}

function followers(result: RehearsalResult, id: string): string {
  const checks = followersOf(result, id)
  if (checks.length === 0) return ''
  const lines = checks
    .slice(0, MAX_FOLLOWERS)
    .map((check) => `- ${SIGNS[check.outcome]} ${code(check.id)}: ${text(failureOf(check))}`)
  const more = checks.length - lines.length
  return `<details><summary>${plural(checks.length, 'check')} ${checks.length === 1 ? 'follows' : 'follow'} from it</summary>\n\n${[...lines, ...(more > 0 ? [`- and ${more} more`] : [])].join('\n')}\n\n</details>\n\n`
}

function leftovers({ leftovers: left = [] }: RehearsalResult): string {
  if (left.length === 0) return ''
  const shown = left.slice(0, MAX_LEFTOVERS).map(({ location, remove }) => `# ${location}\n${remove}`)
  return `### ${leftBehind(left)}\n\n<details><summary>How to remove ${left.length === 1 ? 'it' : 'them'}</summary>\n\n${fenced(shown.join('\n'), 'sh')}\n\n${left.length > shown.length ? `The commands for ${left.length - shown.length} more are in result.json.\n\n` : ''}</details>`
}

function known(checks: readonly CheckResult[]): string {
  const rows = checks.filter(({ accepted }) => accepted !== undefined)
  if (rows.length === 0) return ''
  const lines = rows.map(
    ({ id, accepted }) =>
      `- ${code(id)}: ${text(accepted?.reason ?? '')}${accepted?.until === undefined ? '' : `, until ${text(accepted.until)}`}`,
  )
  return `### Known and accepted\n\n${lines.join('\n')}`
}

function tables({ mapping, validation }: RehearsalResult): string {
  const isWrong = (row: { readonly outcome: Outcome }): boolean => isJudged(row) && row.outcome !== 'pass'
  const rows = mapping.filter(isWrong)
  const inputs = validation.filter(isWrong)
  const lines = [
    ...rows.map(
      (row) => `- ${SIGNS[row.outcome]} ${code(row.source)} → ${code(row.scim)} → ${code(row.jumpcloud ?? 'nothing')}`,
    ),
    ...inputs
      .slice(0, 100)
      .map(
        (row) =>
          `- ${SIGNS[row.outcome]} ${code(row.rule)} ${text(row.input)}: expected ${text(row.expected)}, ${text(row.actual)}`,
      ),
  ]
  return lines.length === 0 ? '' : `### Wrong mapping rows and validation inputs\n\n${lines.join('\n')}`
}

/**
 * Renders what did not run for another reason than a finding; a skip that follows from a finding is collapsed below
 * that.
 */
function untested(result: RehearsalResult): string {
  const explained = new Set(causesOf(result).flatMap(({ id }) => followersOf(result, id)))
  const rows = result.checks.filter(
    (check) => (check.outcome === 'skip' && !explained.has(check)) || check.outcome === 'inapplicable',
  )
  if (rows.length === 0) return ''
  const lines = rows.map(({ id, reason }) => `- ${code(id)}: ${text(clip(reason ?? '', 240))}`)
  return `<details><summary>Not tested: ${rows.length}</summary>\n\n${lines.join('\n')}\n\n</details>`
}

function link(label: string, url: string): string {
  return /^https?:\/\/[^\s()<>]+$/.test(url) ? `[${text(label)}](${url})` : text(label)
}

function prefix(sign: string, content: string): string {
  return content
    .split('\n')
    .map((line) => `${sign} ${line}`)
    .join('\n')
}
