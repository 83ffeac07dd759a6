import { lazyValidator, resultSchema } from '../schema/index.ts'
import type { RehearsalResult } from './result.ts'

const validator = lazyValidator<RehearsalResult>(resultSchema, { allErrors: true, strict: false })

/** Names what keeps a value from being a result; empty where it is one. */
export function resultFaults(value: unknown): string[] {
  const validate = validator()
  if (validate(value)) return []
  return (validate.errors ?? []).map(
    ({ instancePath, message }) => `${instancePath === '' ? 'the result' : instancePath} ${message ?? 'is wrong'}`,
  )
}
