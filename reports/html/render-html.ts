import {
  type CheckResult,
  type Exchange,
  type MappingRow,
  OUTCOMES,
  type Outcome,
  type RehearsalResult,
  type ValidationRow,
} from '../model/index.ts'
import { escapeHtml as text } from './escape-html.ts'
import { STYLE } from './style.ts'

const WORDS: Readonly<Record<Outcome, string>> = {
  pass: 'passed',
  fail: 'failed',
  warn: 'to look at',
  skip: 'skipped',
  inapplicable: 'not applicable',
  error: 'faults of the harness',
}
const MAX_SAMPLES = 60

/** Renders a result as one page without scripts or network; `evidence` holds the exchanges of findings by id. */
export function renderHtml(result: RehearsalResult, evidence: ReadonlyMap<string, Exchange>): string {
  const failed = result.checks.filter(({ outcome }) => outcome === 'fail' || outcome === 'error')
  const warned = result.checks.filter(({ outcome }) => outcome === 'warn')
  const findings = (checks: readonly CheckResult[]): string =>
    checks.map((check) => renderFinding(check, evidence)).join('\n')
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${text(`${result.verdict}: ${result.target.baseUrl}`)}</title><style>${STYLE}</style></head><body>
<header><h1>Rehearsal of ${text(result.target.baseUrl)}</h1>
<p class="soft">${text(result.run.startedAt)} · dialect ${text(result.target.dialect)} · observed by ${text(result.target.observe)} · seed ${result.run.seed} · scim-rehearsal ${text(result.tool.version)}</p></header>
<main>
<section class="verdict ${result.verdict}" aria-label="Verdict"><strong>${text(capitalise(result.verdict))}.</strong> ${text(result.summary)}
<div class="counts">${OUTCOMES.filter((outcome) => result.counts[outcome] > 0)
    .map((outcome) => `<span class="${outcome}"><b>${result.counts[outcome]}</b> ${WORDS[outcome]}</span>`)
    .join(
      '',
    )}<span class="soft"><b>${result.counts.exchanges}</b> exchanges in ${(result.run.durationMs / 1000).toFixed(1)} s</span></div></section>
${failed.length === 0 ? '' : `<h2>What would break</h2>${findings(failed)}`}
${warned.length === 0 ? '' : `<h2>Worth a look</h2>${findings(warned)}`}
${result.mapping.length === 0 ? '' : `<h2>Mapping: Entra → SCIM → JumpCloud</h2>${result.mapping.map(renderMapping).join('\n')}`}
${result.validation.length === 0 ? '' : `<h2>Validation</h2>${renderValidation(result.validation)}`}
<h2>Everything that was asked</h2><p class="soft">${result.coverage.played} of ${result.coverage.blackBox} requirements that a client can test were judged; ${result.coverage.checked} have a check.</p>
${renderSuites(result.checks)}
${renderLeftovers(result)}
</main></body></html>
`
}

function renderFinding(check: CheckResult, evidence: ReadonlyMap<string, Exchange>): string {
  const rules = check.requirements
    .filter(({ id }) => check.violated === undefined || check.violated.includes(id))
    .map(
      ({ id, level, section, url, statement }) =>
        `<p><b>${level}</b> <a href="${text(safeUrl(url))}">${text(section)}</a> <span class="soft">${text(id)}</span><br>${text(statement ?? '')}</p>`,
    )
  const exchanges = check.evidence.map((id) => evidence.get(id)).filter((exchange) => exchange !== undefined)
  return `<details><summary><span class="${check.outcome}">●</span> ${text(check.title)}<span class="id">${text(check.id)}</span></summary>
<dl>${entry('What happened', `<p>${text(check.reason ?? '')}</p>`)}${entry('In production', check.impact === undefined ? '' : text(check.impact))}${entry('The rule', rules.join(''))}
${entry('Expected', pre(check.expected?.join('\n')))}${entry('Actual', pre(check.actual))}${entry('Replay', pre(check.replay))}${entry('Request', pre(check.curl))}
${entry('Evidence', exchanges.map(renderExchange).join(''))}</dl></details>`
}

function renderExchange({ id, request, response }: Exchange): string {
  const asked = `${request.method} ${request.url}${request.body === undefined ? '' : `\n${clip(request.body)}`}`
  const answered = response.error === undefined ? `${response.status}\n${clip(response.body)}` : response.error
  return `<details><summary>${text(id)} ${text(request.method)} ${text(new URL(request.url).pathname)} → ${response.status}</summary>${pre(asked)}${pre(answered)}</details>`
}

function renderMapping({ row, source, scim, jumpcloud, outcome, samples }: MappingRow): string {
  const shown = [...samples]
    .sort((a, b) => Number(a.outcome === 'pass') - Number(b.outcome === 'pass'))
    .slice(0, MAX_SAMPLES)
  const rows = shown.map(
    (sample) =>
      `<tr><td class="${sample.outcome}">${sample.outcome}</td><td>${text(sample.subject ?? '')}</td>${[sample.entra, sample.sent, sample.echoed, sample.stored].map((value) => `<td>${show(value)}</td>`).join('')}</tr>`,
  )
  const count = `${samples.filter((sample) => sample.outcome === 'pass').length} of ${samples.length} samples`
  return `<details><summary><span class="${outcome}">●</span> <code>${text(source)}</code> → <code>${text(scim)}</code> → <code>${text(jumpcloud ?? 'nothing')}</code><span class="id">${text(row)}, ${count}</span></summary>
<div class="scroll"><table><thead><tr><th></th><th>Who</th><th>Entra</th><th>Sent</th><th>Echoed</th><th>Stored</th></tr></thead><tbody>${rows.join('')}</tbody></table></div></details>`
}

function renderValidation(rows: readonly ValidationRow[]): string {
  const lines = rows.map(
    ({ rule, field, input, expected, actual, reachedJumpCloud, outcome }) =>
      `<tr><td class="${outcome}">${outcome}</td><td>${text(rule)}</td><td>${text(field)}</td><td><span class="value">${text(input)}</span></td><td>${text(expected)}</td><td>${text(actual)}</td><td>${reachedJumpCloud ? 'yes' : 'no'}</td></tr>`,
  )
  return `<div class="scroll"><table><thead><tr><th></th><th>Rule</th><th>Field</th><th>Input</th><th>Expected</th><th>Actual</th><th>Reached JumpCloud</th></tr></thead><tbody>${lines.join('')}</tbody></table></div>`
}

function renderSuites(checks: readonly CheckResult[]): string {
  return [...Map.groupBy(checks, ({ suite }) => suite)]
    .map(([suite, list]) => {
      const rows = list.map(
        ({ outcome, id, title, reason }) =>
          `<tr><td class="${outcome}">${outcome}</td><td>${text(title)}<br><span class="soft">${text(id)}${outcome === 'pass' ? '' : ` — ${text(clip(reason ?? '', 240))}`}</span></td></tr>`,
      )
      return `<details><summary>${text(suite)}<span class="id">${list.length} checks</span></summary><div class="scroll"><table><tbody>${rows.join('')}</tbody></table></div></details>`
    })
    .join('\n')
}

function renderLeftovers({ leftovers = [] }: RehearsalResult): string {
  if (leftovers.length === 0) return ''
  return `<h2>Left behind</h2>${leftovers.map(({ location, reason, remove }) => `<p>${text(location)}: ${text(reason)}</p>${pre(remove)}`).join('')}`
}

const entry = (name: string, content: string): string => (content === '' ? '' : `<dt>${name}</dt><dd>${content}</dd>`)
const pre = (content: string | undefined): string =>
  content === undefined || content === '' ? '' : `<pre tabindex="0">${text(content)}</pre>`
const clip = (content: string, length = 4000): string =>
  content.length > length ? `${content.slice(0, length)}…` : content
const capitalise = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1)
const safeUrl = (url: string): string => (/^https?:/.test(url) ? url : '#')

function show(value: unknown): string {
  if (value === undefined || value === null) return '<span class="soft">—</span>'
  const content = typeof value === 'string' ? value : JSON.stringify(value)
  return `<span class="value">${text(content.length > 80 ? `${content.slice(0, 60)}… (${content.length} characters)` : content)}</span>`
}
