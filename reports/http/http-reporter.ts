import { isTargetFinding } from '../model/causes.ts'
import type { ReporterFactory } from '../model/index.ts'
import {
  captureStatements,
  expectationOf,
  MEMBER_FUNCTION,
  mustached,
  namingStatements,
  removalsOf,
} from '../replay/javascript.ts'
import { fileName, plansOf } from '../replay/plans.ts'
import type { ReplayPlan, Step } from '../replay/replay-plan.ts'
import { oneLine } from '../text/index.ts'

const SET = 'client.global.set'

/**
 * Writes an HTTP file for each finding into the folder `http`, for the HTTP clients of JetBrains' editors and for
 * httpYac.
 */
export const httpReporter: ReporterFactory = (environment, folder = 'http') => ({
  name: 'http',
  onEnd: async (result) => {
    for await (const plan of plansOf(result, result.checks.filter(isTargetFinding), environment.tape))
      await environment.writeFile(`${folder}/${fileName(plan.check.id)}.http`, renderHttp(plan))
  },
})

/** Renders a finding as an HTTP file: its requests in order, with a test that fails if the fault occurs. */
function renderHttp(plan: ReplayPlan): string {
  const { check, baseUrl, steps } = plan
  const about = [
    check.failure ?? check.title,
    check.reason,
    check.remedy === undefined ? undefined : `To fix: ${check.remedy}`,
  ]
  return [
    ...about.filter((line) => line !== undefined).map((line) => `# ${oneLine(line)}`),
    `# Check ${check.id}. Put the credential of the server behind SCIM_TOKEN.`,
    `@SCIM_URL = ${baseUrl}`,
    `@origin = ${new URL(baseUrl).origin}`,
    '@SCIM_TOKEN = token',
    '',
    ...steps.flatMap((step) => requestLines(step, plan)),
    ...removalsOf(plan).flatMap(({ url, header, value }) => [
      '### removes created resources',
      `DELETE ${url}`,
      `${header}: ${value}`,
      '',
    ]),
  ].join('\n')
}

function requestLines(step: Step, plan: ReplayPlan): readonly string[] {
  const { number, role, method, url, headers, body, recorded } = step
  const expected = expectationOf(step, plan.judgement, (name) => `client.global.get(${JSON.stringify(name)})`)
  const statements = [
    ...captureStatements(step, SET),
    ...(expected === undefined
      ? []
      : [
          ...(plan.judgement.kind === 'members' ? MEMBER_FUNCTION : []),
          `client.test(${JSON.stringify(expected.words)}, () => client.assert(${expected.expression}, ${JSON.stringify(expected.words)}));`,
        ]),
  ]
  const what = { prepare: 'prepares', decisive: 'the decisive request', read: 'reads the effect' }[role]
  return [
    `### ${number}: ${what}; the run was answered ${recorded.status === 0 ? 'nothing' : recorded.status}`,
    ...(number === 1 ? ['< {%', ...namingStatements(plan, SET).map((line) => `  ${line}`), '%}'] : []),
    `${method} ${mustached(url)}`,
    ...headers.map(({ name, value }) => `${name}: ${mustached(value)}`),
    ...(body === undefined ? [] : ['', bodyText(mustached(body))]),
    ...(statements.length === 0
      ? []
      : [
          '',
          '> {%',
          '  const status = response.status;',
          '  let body = response.body;',
          '  if (typeof body === "string") { try { body = JSON.parse(body); } catch { body = undefined; } }',
          '  const header = (name) => response.headers.valueOf(name);',
          ...statements.map((line) => `  ${line}`),
          '%}',
        ]),
    '',
  ]
}

/** Escapes a body, because one of its lines could begin a new request or script. */
const bodyText = (text: string): string => text.replaceAll(/^(?=###|[<>]\s|#|\/\/)/gm, ' ')
