import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import schema from './result.schema.json' with { type: 'json' }
import type { RehearsalResult } from './result.ts'

const ajv = new Ajv({ allErrors: true, strict: false })
addFormats.default(ajv)
const validate = ajv.compile<RehearsalResult>(schema)

/** The JSON Schema of `result.json`. */
export const resultSchema: object = schema

/** Names what keeps a value from being a result; empty where it is one. */
export function resultFaults(value: unknown): string[] {
  if (validate(value)) return []
  return (validate.errors ?? []).map(
    ({ instancePath, message }) => `${instancePath === '' ? 'the result' : instancePath} ${message ?? 'is wrong'}`,
  )
}
