import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import type { RehearsalResult } from '../reports/index.ts'
import { root, scimRehearsal } from './support/command.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

/** Rehearses the example as its README says; `fault` is the fault of the bridge. */
async function rehearseBridge(fault: string, more: readonly string[]): Promise<RehearsalResult> {
  using out = temporaryFolder()
  const { stdout, stderr } = await scimRehearsal(
    [
      'run',
      '--target',
      'http://127.0.0.1:{port}/scim/v2',
      '--token',
      'secret',
      '--spawn',
      `exec ${process.execPath} --disable-warning=ExperimentalWarning examples/bridge/bridge.ts`,
      '--observe',
      'jumpcloud',
      '--seed',
      '7',
      '--out',
      out.path,
      ...more,
    ],
    { environment: { FAULT: fault } },
  )
  try {
    return JSON.parse(readFileSync(join(out.path, 'result.json'), 'utf8')) as RehearsalResult
  } catch (error) {
    throw new Error(`no result: ${stderr}${stdout}`, { cause: error })
  }
}

const outcomesOf = ({ checks }: RehearsalResult): Map<string, string> =>
  new Map(checks.map(({ id, outcome }) => [id, outcome]))

/** The fault, the rows that find it, and the rows that pass all the same; one per line. */
const FAULTS = [
  {
    fault: 'swapped-fields',
    red: ['jumpcloud.mapping.name-givenName', 'jumpcloud.mapping.name-familyName'],
    green: ['jumpcloud.mapping.displayName', 'jumpcloud.state.suspended-follows'],
  },
  {
    fault: 'lost-suspend',
    red: ['jumpcloud.state.suspended-follows', 'jumpcloud.mapping.active', 'jumpcloud.key.manager-suffices'],
    green: ['jumpcloud.mapping.displayName', 'jumpcloud.arrival.concurrent-updates'],
  },
  {
    fault: 'truncated-name',
    red: ['jumpcloud.mapping.displayName', 'jumpcloud.validation.displayname-max-length'],
    green: ['jumpcloud.mapping.name-familyName', 'jumpcloud.mapping.active'],
  },
  {
    fault: 'string-boolean',
    red: ['jumpcloud.mapping.active', 'entra.match.inactive-found'],
    green: ['jumpcloud.mapping.displayName', 'jumpcloud.state.suspended-follows'],
  },
  {
    // A late value is correct: the rows of the mapping wait for it.
    fault: 'late-write',
    red: ['jumpcloud.arrival.before-answer', 'jumpcloud.validation.update'],
    green: [
      'jumpcloud.mapping.displayName',
      'jumpcloud.mapping.active',
      'jumpcloud.state.suspended-follows',
      'entra.update',
    ],
  },
  {
    fault: 'lost-update',
    red: ['jumpcloud.arrival.concurrent-updates'],
    green: ['jumpcloud.mapping.displayName', 'jumpcloud.mapping.active', 'jumpcloud.arrival.before-answer'],
  },
]

describe('the example of a bridge to JumpCloud', () => {
  for (const dialect of ['legacy', 'flagged']) {
    it(`has no finding in the ${dialect} dialect`, async () => {
      const result = await rehearseBridge('', ['--suite', 'entra', '--suite', 'jumpcloud', '--dialect', dialect])
      const findings = result.checks.filter(({ outcome }) => ['fail', 'warn', 'error'].includes(outcome))
      expect(findings.map(({ id, reason }) => `${id}: ${reason}`)).to.deep.equal([])
      expect(result.mapping.map(({ outcome }) => outcome)).to.deep.equal(Array(15).fill('pass'))
      expect(result.leftovers ?? []).to.deep.equal([])
    })
  }

  for (const { fault, red, green } of FAULTS) {
    it(`has findings in the right rows with ${fault}`, async () => {
      const checks = [...red, ...green].flatMap((id) => ['--check', id])
      // A run waits less for values that never arrive than for late ones.
      const settle = fault === 'late-write' ? [] : ['--settle', '500']
      const outcomes = outcomesOf(await rehearseBridge(fault, [...checks, ...settle]))
      for (const id of red) expect(outcomes.get(id), id).to.be.oneOf(['fail', 'warn'])
      for (const id of green) expect(outcomes.get(id), id).to.equal('pass')
    })
  }

  it('imports nothing of this project, like a user’s own bridge', () => {
    for (const file of ['bridge.ts', 'discovery.ts', 'faults.ts']) {
      const source = readFileSync(join(root, 'examples/bridge', file), 'utf8')
      expect(source, file).to.not.match(/from '\.\.\//)
    }
  })
})
