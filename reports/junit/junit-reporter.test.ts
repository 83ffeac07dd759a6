import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { validateXML } from 'xmllint-wasm'
import { causesResult } from '../fixtures/causes-result.ts'
import { expectGolden } from '../fixtures/expect-golden.ts'
import { redResult } from '../fixtures/red-result.ts'
import { renderJunit } from './junit-reporter.ts'

const schema = readFileSync(join(import.meta.dirname, 'fixtures', 'junit.xsd'), 'utf8')

describe('junit.xml', () => {
  it('satisfies the schema that CI systems share, with any strings of a server', async () => {
    for (const result of [redResult, causesResult]) {
      const { valid, errors } = await validateXML({
        xml: [{ fileName: 'junit.xml', contents: renderJunit(result) }],
        schema: [{ fileName: 'junit.xsd', contents: schema }],
      })
      expect(errors.map(({ message }) => message)).to.deep.equal([])
      expect(valid).to.equal(true)
    }
  })

  it('equals its golden file', () => {
    expectGolden('junit.xml', renderJunit(causesResult))
  })

  it('has the observation, the fault and the remedy in the failure itself', () => {
    expect(renderJunit(causesResult)).to.include(
      '<failure message="PATCH with op `Replace` was answered 400 invalidSyntax: &quot;unknown op Replace&quot;.&#10;`Replace` (capital R) is ignored or rejected&#10;Fix: Compare `op` without regard to letter case."',
    )
  })

  it('counts failures, errors and skips by suite', () => {
    const xml = renderJunit(redResult)
    expect(xml).to.match(/<testsuite name="entra" tests="1" failures="1" errors="0" skipped="0"/)
    expect(xml).to.match(/<testsuite name="rfc7644" tests="5" failures="0" errors="1" skipped="2"/)
    expect(xml).to.include('Impact: leavers keep their access')
  })
})
