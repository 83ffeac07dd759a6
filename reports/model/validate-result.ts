import { lazyValidator, resultSchema } from '../schema/index.ts'
import type { RehearsalResult } from './result.ts'

const validator = lazyValidator<RehearsalResult>(resultSchema, { strict: false })

/** Lists why a value is not a result; empty if it is one. */
export function resultFaults(value: unknown): string[] {
  const validate = validator()
  if (validate(value)) return []
  return (validate.errors ?? []).map(
    ({ instancePath, message }) => `${instancePath === '' ? 'the result' : instancePath} ${message ?? 'is wrong'}`,
  )
}
