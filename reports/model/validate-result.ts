import { lazyValidator } from '../lazy-validator.ts'
import schema from './result.schema.json' with { type: 'json' }
import type { RehearsalResult } from './result.ts'

const validator = lazyValidator<RehearsalResult>(schema, { allErrors: true, strict: false })

/** The JSON Schema of `result.json`. */
export const resultSchema: object = schema

/** Names what keeps a value from being a result; empty where it is one. */
export function resultFaults(value: unknown): string[] {
  const validate = validator()
  if (validate(value)) return []
  return (validate.errors ?? []).map(
    ({ instancePath, message }) => `${instancePath === '' ? 'the result' : instancePath} ${message ?? 'is wrong'}`,
  )
}
