import {
  type CheckResult,
  gravestFirst,
  isJudged,
  OUTCOMES,
  type Outcome,
  type RehearsalResult,
  type ReporterFactory,
} from '../model/index.ts'
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
// A comment on GitHub holds 65 536 characters.
const MAX_LENGTH = 60_000

/** Renders the verdict, the findings, and what was not tested, in at most 60 000 characters. What servers wrote is text. */
export function renderMarkdown(result: RehearsalResult): string {
  const { checks, target, run, tool, coverage } = result
  const counting = checks.filter(({ accepted }) => accepted === undefined).sort(gravestFirst)
  const parts = [
    `## ${result.verdict === 'conformant' ? '✅' : '❌'} SCIM rehearsal: ${result.verdict}`,
    `**${text(result.summary)}**`,
    `Target ${code(target.baseUrl)}, ${target.dialect} dialect, seed ${run.seed}, ${result.counts.exchanges} exchanges in ${(run.durationMs / 1000).toFixed(1)} s.`,
    tally(result),
    changes(result),
    ...section('What would break', counting, 'fail'),
    ...section('Worth a look', counting, 'warn'),
    ...section('Faults of the harness', counting, 'error'),
    known(checks),
    tables(result),
    untested(checks),
  ].filter((part) => part !== '')
  const foot = `<sub>${coverage.played} of ${coverage.blackBox} requirements that a client can test were judged · scim-rehearsal ${text(tool.version)}</sub>\n`
  const kept = keepWithin(parts, MAX_LENGTH - foot.length - 100)
  const left = parts.length - kept.length
  return `${[...kept, ...(left > 0 ? [`… ${left} more parts stand in report.html.`] : [])].join('\n\n')}\n\n${foot}`
}

function keepWithin(parts: readonly string[], limit: number): string[] {
  let length = 0
  return parts.filter((part) => {
    length += part.length + 2
    return length <= limit
  })
}

function tally({ counts, mapping, validation }: RehearsalResult): string {
  const told = OUTCOMES.filter((outcome) => counts[outcome] > 0)
  const passed = (rows: readonly { outcome: Outcome }[]): string => {
    const judged = rows.filter(isJudged)
    return `${judged.filter(({ outcome }) => outcome === 'pass').length} of ${judged.length}`
  }
  const columns = [
    ...told.map((outcome) => [`${SIGNS[outcome]} ${outcome}`, String(counts[outcome])]),
    ...(mapping.length === 0 ? [] : [['mapping rows', passed(mapping)]]),
    ...(validation.length === 0 ? [] : [['inputs judged right', passed(validation)]]),
  ]
  if (columns.length === 0) return ''
  const row = (cells: readonly (string | undefined)[]): string => `| ${cells.join(' | ')} |`
  return [
    row(columns.map(([head]) => head)),
    row(columns.map(() => '---:')),
    row(columns.map(([, cell]) => cell)),
  ].join('\n')
}

function changes({ comparison }: RehearsalResult): string {
  if (comparison === undefined) return ''
  const { baseline, added, mended, remaining, unjudged } = comparison
  const list = (ids: readonly string[]): string => (ids.length === 0 ? 'none' : ids.map(code).join(', '))
  return [
    `Since the run of ${text(baseline.startedAt)}:`,
    `- new: ${list(added)}`,
    `- mended: ${list(mended)}`,
    `- still there: ${list(remaining)}`,
    ...(unjudged.length === 0 ? [] : [`- not judged this time: ${list(unjudged)}`]),
  ].join('\n')
}

function section(heading: string, checks: readonly CheckResult[], outcome: Outcome): string[] {
  const found = checks.filter((check) => check.outcome === outcome)
  return found.length === 0 ? [] : [`### ${heading}`, ...found.map(finding)]
}

function finding(check: CheckResult): string {
  const { outcome, title, id, impact, requirements, violated, expected, actual, curl, replay } = check
  const rules = requirements
    .filter((requirement) => violated === undefined || violated.includes(requirement.id))
    .map(({ level, section: place, url, statement }) => `${level} ${link(place, url)} ${text(statement ?? '')}`)
  const body = [
    text(clip(check.reason ?? '', 1000)),
    ...(rules.length === 0 ? [] : [`> ${rules.join('  \n> ')}`]),
    ...(expected === undefined && actual === undefined
      ? []
      : [fenced(`${prefix('-', expected?.join('; ') ?? '')}\n${prefix('+', clip(actual ?? '', 1500))}`, 'diff')]),
    ...(curl === undefined ? [] : [fenced(clip(curl, 2000), 'sh')]),
    ...(replay === undefined ? [] : [fenced(replay, 'sh')]),
  ]
  return `<details><summary>${SIGNS[outcome]} <b>${html(title)}</b>${impact === undefined ? '' : ` — ${html(impact)}`} (${html(id)})</summary>\n\n${body.join('\n\n')}\n\n</details>`
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
  return lines.length === 0 ? '' : `### Mapping and validation that do not hold\n\n${lines.join('\n')}`
}

function untested(checks: readonly CheckResult[]): string {
  const rows = checks.filter(({ outcome }) => outcome === 'skip' || outcome === 'inapplicable')
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

function clip(content: string, length: number): string {
  return content.length > length ? `${content.slice(0, length)}…` : content
}
