import { createRequire } from 'node:module'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import { expect } from 'chai'
import { expectGolden } from '../fixtures/expect-golden.ts'
import { runReporter } from '../fixtures/run-reporter.ts'
import { harReporter } from './har-reporter.ts'

const require = createRequire(import.meta.url)

/** Lists the violations of the HAR 1.2 schemas of the package har-schema (JSON Schema draft-06). */
function harFaults(har: unknown): string[] {
  const ajv = new Ajv({ allErrors: true, strict: false })
  addFormats.default(ajv)
  ajv.addMetaSchema(require('ajv/dist/refs/json-schema-draft-06.json') as object)
  for (const schema of Object.values(require('har-schema') as Record<string, object>)) ajv.addSchema(schema)
  const validate = ajv.getSchema('har.json#')
  if (validate === undefined) throw new Error('har-schema has no har.json')
  return validate(har) === true
    ? []
    : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
}

describe('exchanges.har', () => {
  it('satisfies the schema of HAR 1.2, also without a response', async () => {
    const { files } = await runReporter(harReporter)
    const content = files['exchanges.har'] ?? ''
    const har = JSON.parse(content) as { log: { entries: unknown[] } }
    expect(harFaults(har)).to.deep.equal([])
    expect(har.log.entries).to.have.lengthOf(3)
    expectGolden('exchanges.har', content)
  })

  it('is valid without an exchange', async () => {
    const { files } = await runReporter(harReporter, { tape: [] })
    expect(harFaults(JSON.parse(files['exchanges.har'] ?? ''))).to.deep.equal([])
  })

  it('would be rejected without a time', async () => {
    const { files } = await runReporter(harReporter)
    expect(harFaults(JSON.parse((files['exchanges.har'] ?? '').replace('"time":12.5,', '')))).to.not.deep.equal([])
  })
})
