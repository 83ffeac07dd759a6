import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import { expect } from 'chai'
import { expectGolden } from '../fixtures/expect-golden.ts'
import { redResult } from '../fixtures/red-result.ts'
import { runReporter } from '../fixtures/run-reporter.ts'
import { renderSarif, sarifReporter } from './sarif-reporter.ts'

const schema = JSON.parse(
  readFileSync(join(import.meta.dirname, 'fixtures', 'sarif-part.schema.json'), 'utf8'),
) as object

function sarifFaults(log: unknown): string[] {
  const ajv = new Ajv({ allErrors: true, strict: false })
  addFormats.default(ajv)
  const validate = ajv.compile(schema)
  return validate(log) ? [] : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
}

describe('report.sarif', () => {
  it('satisfies the rules of SARIF 2.1.0 that apply to it', async () => {
    const { files } = await runReporter(sarifReporter)
    const content = files['report.sarif'] ?? ''
    expect(sarifFaults(JSON.parse(content))).to.deep.equal([])
    expectGolden('report.sarif', content)
  })

  it('has a level only for failures, and a rule for each result', () => {
    const run = renderSarif(redResult).runs[0]
    const results = run?.results ?? []
    expect(results.map(({ kind, level }) => `${kind} ${level}`)).to.deep.equal([
      'pass none',
      'fail error',
      'fail warning',
      'notApplicable none',
      'notApplicable none',
    ])
    for (const { ruleId, ruleIndex } of results) expect(run?.tool.driver.rules?.[ruleIndex ?? -1]?.id).to.equal(ruleId)
    expect(run?.invocations?.[0]?.toolExecutionNotifications).to.have.lengthOf(1)
  })

  it('marks an accepted finding as suppressed', () => {
    const checks = redResult.checks.map((check) => ({ ...check, accepted: { reason: 'vendor ticket 7' } }))
    const log = renderSarif({ ...redResult, checks })
    expect(sarifFaults(JSON.parse(JSON.stringify(log)))).to.deep.equal([])
    expect(log.runs[0]?.results?.[1]?.suppressions?.[0]).to.include({ justification: 'vendor ticket 7' })
  })

  it('would be rejected with an unknown property', () => {
    const log = { ...renderSarif(redResult), verdict: 'x' }
    expect(sarifFaults(log)).to.not.deep.equal([])
  })
})
