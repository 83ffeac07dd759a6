import type { Log, ReportingDescriptor, Result } from 'sarif'
import type { CheckResult, CitedRequirement, RehearsalResult, ReporterFactory } from '../model/index.ts'

/** Writes SARIF 2.1.0 for code scanning: `report.sarif`. */
export const sarifReporter: ReporterFactory = (environment, file = 'report.sarif') => ({
  name: 'sarif',
  onEnd: (result) => environment.writeFile(file, `${JSON.stringify(renderSarif(result), null, 2)}\n`),
})

/**
 * Renders findings as a SARIF 2.1.0 log (OASIS, errata 01). Each check is a rule, whose help cites the requirement.
 * The location is the target, because its source is unknown; skips are `notApplicable`, and an internal error is a
 * notification, never a result.
 */
export function renderSarif(result: RehearsalResult): Log {
  const { tool, run, target, checks } = result
  const judged = checks.filter(({ outcome }) => outcome !== 'error')
  const faults = checks.filter(({ outcome }) => outcome === 'error')
  const index = new Map(judged.map((check, position) => [check, position]))
  return {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: tool.name, semanticVersion: tool.version, rules: judged.map(asRule) } },
        automationDetails: { id: `scim-rehearsal/${run.startedAt}` },
        columnKind: 'utf16CodeUnits',
        invocations: [
          {
            executionSuccessful: run.complete && faults.length === 0,
            startTimeUtc: run.startedAt,
            endTimeUtc: new Date(Date.parse(run.startedAt) + run.durationMs).toISOString(),
            commandLine: run.command,
            toolExecutionNotifications: faults.map(({ id, reason = '' }) => ({
              level: 'error',
              message: { text: reason },
              descriptor: { id },
            })),
          },
        ],
        results: judged.map((check) => asResult(check, index.get(check) ?? -1, target.baseUrl)),
        properties: { verdict: result.verdict, summary: result.summary, dialect: target.dialect, seed: run.seed },
      },
    ],
  }
}

function asRule({ id, title, requirements }: CheckResult): ReportingDescriptor {
  const first = requirements[0]
  const text = requirements.map(asLine).join('\n')
  return {
    id,
    shortDescription: { text: title },
    ...(text === '' ? {} : { fullDescription: { text }, help: { text } }),
    ...(first === undefined || !URL.canParse(first.url) ? {} : { helpUri: first.url }),
    properties: { requirements: requirements.map((requirement) => requirement.id) },
  }
}

function asLine({ id, level, section, url, statement }: CitedRequirement): string {
  return `${level} ${section} (${id}): ${statement ?? ''} ${url}`.trim()
}

const KINDS = {
  pass: 'pass',
  fail: 'fail',
  warn: 'fail',
  skip: 'notApplicable',
  inapplicable: 'notApplicable',
  error: 'open',
} as const

function asResult(check: CheckResult, ruleIndex: number, baseUrl: string): Result {
  const { id, outcome, title, reason, failure, impact, remedy, suite, replay, curl, accepted } = check
  const found = [failure, reason, impact && `Impact: ${impact}`, remedy && `Fix: ${remedy}`].filter(Boolean).join('\n')
  const text = outcome === 'pass' ? title : found
  return {
    ruleId: id,
    ruleIndex,
    kind: KINDS[outcome],
    // SARIF §3.27.10: a result that is not a failure has the level none.
    level: outcome === 'fail' ? 'error' : outcome === 'warn' ? 'warning' : 'none',
    message: { text: text === '' ? title : text },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: asUri(baseUrl) } },
        logicalLocations: [{ name: id, fullyQualifiedName: `${suite}/${id}`, kind: 'module' }],
      },
    ],
    partialFingerprints: { 'checkId/v1': id },
    ...(accepted === undefined
      ? {}
      : { suppressions: [{ kind: 'external', status: 'accepted', justification: accepted.reason }] }),
    properties: {
      outcome,
      ...(replay === undefined ? {} : { replay }),
      ...(curl === undefined ? {} : { curl }),
      ...(check.gravity === undefined ? {} : { gravity: check.gravity }),
      ...(check.cause === undefined ? {} : { cause: check.cause }),
      ...(check.violated === undefined ? {} : { violated: check.violated }),
    },
  }
}

function asUri(text: string): string {
  return URL.canParse(text) ? new URL(text).href : 'about:blank'
}
