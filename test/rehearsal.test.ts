import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { describeRehearsal } from '../harness/mocha/index.ts'
import { type RehearsalResult, resultFaults } from '../reports/index.ts'
import { scimRehearsal } from './support/command.ts'
import { readResult } from './support/read-result.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

/** Asserts that a run against the embedded stack has no finding, and judged each row of the mapping. */
function expectWhole(result: RehearsalResult): void {
  expect(resultFaults(result)).to.deep.equal([])
  expect(result.verdict).to.equal('conformant')
  expect(result.counts.error).to.equal(0)
  expect(result.leftovers ?? []).to.deep.equal([])
  expect(result.mapping.map(({ jumpcloud }) => jumpcloud)).to.have.members([
    'username',
    'firstname',
    'lastname',
    'email',
    'displayname',
    'suspended',
    'jobTitle',
    'department',
    'employeeIdentifier',
    // Rows of JumpCloud's table that no row of the mapping writes.
    'location',
    'costCenter',
    'employeeType',
    'company',
    'created',
    null,
  ])
  for (const { row, isMapped, samples } of result.mapping) {
    if (isMapped === false) {
      expect(
        samples.map(({ outcome }) => outcome),
        row,
      ).to.deep.equal(['pass', 'pass'])
      continue
    }

    const full = samples.filter(
      ({ sent, echoed, stored }) => sent !== undefined && echoed !== undefined && stored !== undefined,
    )
    expect(full.length, `samples of ${row} with all legs`).to.be.at.least(50)
  }
  const inputs = Map.groupBy(result.validation, ({ rule }) => rule)
  for (const [rule, rows] of inputs)
    expect(new Set(rows.map(({ expected }) => expected)), rule).to.deep.equal(new Set(['accepted', 'refused']))
  expect(result.summary).to.include('Entra can provision this server')
}

describe('run against the embedded JumpCloud stack', () => {
  const outcomesOf = ({ checks }: RehearsalResult): Record<string, string> =>
    Object.fromEntries(checks.map(({ id, outcome }) => [id, outcome]))
  let inOrder: Record<string, string> | undefined

  it('is conformant in the legacy dialect, and its result is valid', async () => {
    using out = temporaryFolder()
    const { code, stdout, stderr } = await scimRehearsal([
      'run',
      '--out',
      out.path,
      '--seed',
      '7',
      '--dialect',
      'legacy',
    ])
    expect(code, stderr + stdout).to.equal(0)
    const result = readResult(out.path)
    inOrder = outcomesOf(result)
    expectWhole(result)
    expect(stdout).to.include('Entra can provision this server')
    for (const file of ['report.html', 'junit.xml', 'tape.ndjson'])
      expect(readFileSync(join(out.path, file), 'utf8')).to.not.equal('')
  })

  it('has the results so far when it is interrupted', async () => {
    using out = temporaryFolder()
    let isSent = false
    const { code } = await scimRehearsal(['run', '--out', out.path, '--concurrency', '1', '--rate', '50/s'], {
      // The signal is sent once: a second Ctrl-C would end the process at once.
      onOutput: (output, kill) => {
        if (!isSent && output.includes('Rehearsing')) kill('SIGINT')
        isSent ||= output.includes('Rehearsing')
      },
    })
    expect(code).to.equal(130)
    const result = readResult(out.path)
    expect(result.verdict).to.equal('incomplete')
    expect(resultFaults(result)).to.deep.equal([])
  })

  it('has the same outcomes in any order', async function () {
    if (inOrder === undefined) this.skip()
    using out = temporaryFolder()
    await scimRehearsal(['run', '--out', out.path, '--seed', '8', '--shuffle', '--concurrency', '3'])
    expect(outcomesOf(readResult(out.path))).to.deep.equal(inOrder)
  })
})

describe('the embedded JumpCloud stack in the flagged dialect', () => {
  const results: RehearsalResult[] = []
  describeRehearsal({
    title: 'passes each check',
    dialect: 'flagged',
    seed: 7,
    reporters: [{ name: 'keeper', onEnd: (result) => void results.push(result) }],
  })

  describe('the embedded JumpCloud stack with all suites', () => {
    it('is conformant, and its result is valid', () => {
      results.forEach(expectWhole)
      expect(results).to.have.length(1)
    })
  })
})
