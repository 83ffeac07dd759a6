import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RehearsalResult } from '../../reports/index.ts'

/** Reads the result in the folder of a run. */
export function readResult(folder: string): RehearsalResult {
  return JSON.parse(readFileSync(join(folder, 'result.json'), 'utf8')) as RehearsalResult
}
