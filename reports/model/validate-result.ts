import { lazyValidator, resultSchema } from '../schema/index.ts'
import type { RehearsalResult } from './result.ts'

const validator = lazyValidator<RehearsalResult>(resultSchema, { strict: false })

/** Names the first fault of a value that is not a result; empty if it is one. A file may have millions of faults. */
export function resultFaults(value: unknown): string[] {
  const validate = validator()
  if (validate(value)) return []
  return (validate.errors ?? []).map(
    ({ instancePath, message }) => `${instancePath === '' ? 'the result' : instancePath} ${message ?? 'is wrong'}`,
  )
}
