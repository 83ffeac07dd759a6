import type { CheckResult, RehearsalResult, ReporterFactory } from '../model/index.ts'

/** Writes JUnit XML for CI: `junit.xml`. Each suite of the harness is a test suite. */
export const junitReporter: ReporterFactory = (environment, file = 'junit.xml') => ({
  name: 'junit',
  onEnd: (result) => environment.writeFile(file, renderJunit(result)),
})

/**
 * Renders JUnit XML that conforms to the schema of Jenkins: failures and warnings of the target, internal errors, and
 * skipped checks with their reasons.
 */
export function renderJunit(result: RehearsalResult): string {
  const suites = [...Map.groupBy(result.checks, ({ suite }) => suite)]
  const timestamp = result.run.startedAt.replace(/\.\d+Z$/, '')
  const lines = suites.map(([name, checks]) => renderSuite(name, checks, timestamp))
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="scim-rehearsal" time="${seconds(result.run.durationMs)}">\n${lines.join('\n')}\n</testsuites>\n`
}

function renderSuite(name: string, checks: readonly CheckResult[], timestamp: string): string {
  const count = (...outcomes: string[]): number => checks.filter(({ outcome }) => outcomes.includes(outcome)).length
  const time = checks.reduce((sum, { durationMs }) => sum + durationMs, 0)
  const attributes = `name="${escapeXml(name)}" tests="${checks.length}" failures="${count('fail')}" errors="${count('error')}" skipped="${count('skip', 'inapplicable')}" time="${seconds(time)}" timestamp="${timestamp}"`
  return `  <testsuite ${attributes}>\n${checks.map(renderCheck).join('\n')}\n  </testsuite>`
}

function renderCheck(check: CheckResult): string {
  const head = `    <testcase classname="${escapeXml(check.suite)}" name="${escapeXml(`${check.id}: ${check.title}`)}" time="${seconds(check.durationMs)}"`
  const body = [renderProperties(check), renderOutcome(check)].filter((part) => part !== '').join('\n')
  return body === '' ? `${head}/>` : `${head}>\n${body}\n    </testcase>`
}

function renderProperties({
  requirements,
  violated = [],
  gravity,
  cause,
  impact,
  remedy,
  replay,
  curl,
}: CheckResult): string {
  const properties = [
    ...requirements.map(({ id }) => ['requirement', id]),
    ...violated.map((id) => ['violated', id]),
    ['gravity', gravity === undefined ? undefined : String(gravity)],
    ['cause', cause],
    ['impact', impact],
    ['remedy', remedy],
    ['replay', replay],
    ['curl', curl],
  ].filter((property): property is [string, string] => property[1] !== undefined)
  if (properties.length === 0) return ''
  const lines = properties.map(([name, value]) => `        <property name="${name}" value="${escapeXml(value)}"/>`)
  return `      <properties>\n${lines.join('\n')}\n      </properties>`
}

function renderOutcome(check: CheckResult): string {
  const reason = escapeXml(check.reason ?? '')
  const message = escapeXml(
    [check.reason, check.failure, check.remedy && `Fix: ${check.remedy}`].filter(Boolean).join('\n'),
  )
  const detail = escapeXml(detailOf(check))
  switch (check.outcome) {
    case 'fail':
      return `      <failure message="${message}" type="${escapeXml(check.verdict ?? 'fail')}">${detail}</failure>`
    case 'error':
      return `      <error message="${reason}" type="harness"/>`
    case 'skip':
    case 'inapplicable':
      return `      <skipped message="${escapeXml(`${check.outcome}: ${check.reason ?? ''}`)}"/>`
    case 'warn':
      return `      <system-out>warning: ${detail}</system-out>`
    default:
      return ''
  }
}

function detailOf(check: CheckResult): string {
  const requirements = check.requirements.map(({ id, level, section, url }) => `${level} ${section} (${id}) ${url}`)
  const lines = [
    check.reason,
    check.failure,
    check.impact === undefined ? undefined : `Impact: ${check.impact}`,
    check.remedy === undefined ? undefined : `Fix: ${check.remedy}`,
    check.cause === undefined ? undefined : `follows from: ${check.cause}`,
    check.diagnosis === undefined ? undefined : `tried: ${check.diagnosis.summary}`,
    ...requirements,
    check.expected === undefined ? undefined : `expected: ${check.expected.join('; ')}`,
    check.actual === undefined ? undefined : `actual: ${check.actual}`,
    check.replay === undefined ? undefined : `run again: ${check.replay}`,
    check.curl,
  ]
  return lines.filter((line) => line !== undefined).join('\n')
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3)
}

// XML 1.0 does not allow most control characters, not even escaped.
const FORBIDDEN = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu
const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
  '\r': '&#13;',
  '\t': '&#9;',
}

function escapeXml(text: string): string {
  return text
    .replaceAll(FORBIDDEN, '\uFFFD')
    .replaceAll(/[&<>"\n\r\t]/g, (character) => ENTITIES[character] ?? character)
}
