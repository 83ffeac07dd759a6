import { isTargetFinding } from '../model/causes.ts'
import type { RehearsalResult, ReporterFactory } from '../model/index.ts'
import {
  captureStatements,
  expectationOf,
  MEMBER_FUNCTION,
  mustached,
  namingStatements,
  removalsOf,
} from '../replay/javascript.ts'
import { plansOf } from '../replay/plans.ts'
import type { ReplayPlan, Step } from '../replay/replay-plan.ts'

const SCHEMA = 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json'
const SET = 'pm.collectionVariables.set'

/**
 * Writes a collection for Postman (format 2.1): one folder per finding, whose requests create the needed resources,
 * reproduce the fault and clean up.
 */
export const postmanReporter: ReporterFactory = (environment, file = 'findings.postman_collection.json') => ({
  name: 'postman',
  onEnd: async (result) => {
    const folders: object[] = []
    for await (const plan of plansOf(result, result.checks.filter(isTargetFinding), environment.tape))
      folders.push(folderOf(plan))
    await environment.writeFile(file, `${JSON.stringify(collectionOf(result, folders), null, 2)}\n`)
  },
})

function collectionOf({ tool, run, target, summary }: RehearsalResult, folders: readonly object[]): object {
  return {
    info: {
      name: `SCIM findings of ${target.baseUrl}`,
      description: `${summary}\n\nFindings of ${tool.name} ${tool.version}, run of ${run.startedAt}. Set the variable SCIM_TOKEN and run a folder: its test fails if the fault occurs.`,
      schema: SCHEMA,
    },
    variable: [
      { key: 'SCIM_URL', value: target.baseUrl },
      { key: 'SCIM_TOKEN', value: '' },
      { key: 'origin', value: new URL(target.baseUrl).origin },
    ],
    item: folders,
  }
}

function folderOf(plan: ReplayPlan): object {
  const { check, steps } = plan
  return {
    name: check.failure ?? check.title,
    description: [check.reason, check.impact, check.remedy, `Check ${check.id}.`]
      .filter((text) => text !== undefined)
      .join('\n\n'),
    item: [
      ...steps.map((step) => itemOf(step, plan)),
      ...removalsOf(plan).map(({ url, header, value }) => ({
        name: 'removes created resources',
        request: { method: 'DELETE', url, header: [{ key: header, value }] },
      })),
    ],
  }
}

function itemOf(step: Step, plan: ReplayPlan): object {
  const { number, role, method, url, headers, body, recorded } = step
  const isFirst = number === 1
  const expected = expectationOf(step, plan.judgement, (name) => `pm.collectionVariables.get(${JSON.stringify(name)})`)
  const statements = [
    'let body; try { body = pm.response.json(); } catch { body = undefined; }',
    'const status = pm.response.code;',
    'const header = (name) => pm.response.headers.get(name);',
    ...captureStatements(step, SET),
    ...(expected === undefined
      ? []
      : [
          ...(plan.judgement.kind === 'members' ? MEMBER_FUNCTION : []),
          `pm.test(${JSON.stringify(expected.words)}, () => pm.expect(${expected.expression}).to.equal(true));`,
        ]),
  ]
  return {
    name: `${number}: ${{ prepare: 'prepares', decisive: 'the decisive request', read: 'reads the effect' }[role]}`,
    event: [...(isFirst ? [event('prerequest', namingStatements(plan, SET))] : []), event('test', statements)],
    request: {
      method,
      url: mustached(url),
      header: headers.map(({ name, value }) => ({ key: name, value: mustached(value) })),
      ...(body === undefined ? {} : { body: { mode: 'raw', raw: mustached(body) } }),
      description: `The run was answered ${recorded.status === 0 ? 'nothing' : recorded.status}.`,
    },
  }
}

const event = (listen: 'prerequest' | 'test', exec: readonly string[]): object => ({
  listen,
  script: { type: 'text/javascript', exec },
})
