import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RehearsalResult } from '../../reports/index.ts'

/** Reads the result that a run left in its folder. */
export function readResult(folder: string): RehearsalResult {
  return JSON.parse(readFileSync(join(folder, 'result.json'), 'utf8')) as RehearsalResult
}
