import { existsSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Exchange, type RehearsalResult, resultFaults } from '../../reports/index.ts'
import { readTape, shardPrefix } from '../index.ts'
import { readJson } from './read-json.ts'
import { UsageError } from './usage-error.ts'

/** Reads a `result.json`, or the one in a folder. Throws UsageError with a description of the problem. */
export function readResult(path: string): RehearsalResult {
  const file = resultFile(path)
  const value = readJson(file)
  const [fault] = resultFaults(value)
  if (fault !== undefined) throw new UsageError(`${file} is not a result of a run: ${fault}`)
  return value as RehearsalResult
}

/** Reads the exchanges of results from the tapes in the same folders; a result without a tape has none. */
export async function* readTapesBeside(paths: readonly string[]): AsyncIterable<Exchange> {
  for (const [index, path] of paths.entries()) {
    const tape = join(dirname(resultFile(path)), 'tape.ndjson')
    if (!existsSync(tape)) continue
    const prefix = shardPrefix(index)
    for await (const exchange of readTape(tape)) yield { ...exchange, id: prefix + exchange.id }
  }
}

/** Returns the file of a result, which is named by itself or by its folder. */
export function resultFile(path: string): string {
  return existsSync(path) && statSync(path).isDirectory() ? join(path, 'result.json') : path
}
