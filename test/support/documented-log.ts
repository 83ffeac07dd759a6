import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv, type ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'

const FILE = join(import.meta.dirname, '../../mocks/entra/fixtures/provisioning-object-summary.schema.json')

/** Validates an entry of the provisioning log against the documented shape of Graph's `provisioningObjectSummary`. */
export function documentedLog(): ValidateFunction {
  const ajv = new Ajv({ strict: false })
  addFormats.default(ajv)
  return ajv.compile(JSON.parse(readFileSync(FILE, 'utf8')) as object)
}
