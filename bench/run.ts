/**
 * `npm run bench [-- [--quick] NAME…]`: every `bench/<name>.ts` that exports `bench()`, each pair measured side by side in this one run. Prints one
 * table; ends with 1 if a bound does not hold and docs/performance.md does not explain why. With `--quick`, proves only that the benches run.
 */
import { readdirSync } from 'node:fs'
import { parseArgs } from 'node:util'
import type { BenchOptions, BenchRow } from './bench-row.ts'

const { positionals, values } = parseArgs({ allowPositionals: true, options: { quick: { type: 'boolean' } } })
const quick = values.quick ?? false
const known = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.ts') && !['run.ts', 'bench-row.ts'].includes(file))
  .map((file) => file.replace(/\.ts$/, ''))
const unknown = positionals.filter((name) => !known.includes(name))
if (unknown.length > 0) {
  console.error(`unknown benchmark ${unknown.join(', ')}; available: ${known.join(', ')}`)
  process.exit(2)
}

const COLUMNS = [20, 66, 12, 14, 36] as const
const line = (...cells: readonly string[]): string =>
  cells.map((cell, column) => (column === 2 ? cell.padStart(COLUMNS[2]) : cell.padEnd(COLUMNS[column] ?? 0))).join('  ')

function verdictOf({ bound, holds, explained, value }: BenchRow): 'holds' | 'FAILS' | 'explained' | 'not judged' | '' {
  if (bound === undefined) return ''
  if (quick && !Number.isNaN(value)) return 'not judged'
  if (holds === true) return 'holds'
  return explained === undefined ? 'FAILS' : 'explained'
}

/** Runs a bench. One that throws has not measured anything, and must not keep the others from the table. */
async function rowsOf(bench: string): Promise<readonly BenchRow[]> {
  try {
    const module = (await import(`./${bench}.ts`)) as {
      bench?: (options: BenchOptions) => Promise<readonly BenchRow[]>
    }
    return (await module.bench?.({ quick })) ?? []
  } catch (error) {
    console.error(error)
    return [{ name: 'the bench ended with an error', value: Number.NaN, unit: '', bound: 'none', holds: false }]
  }
}

const began = performance.now()
let failures = 0
const seconds: string[] = []
console.log(line('bench', 'measured', 'value', 'unit', 'bound', 'verdict').trimEnd())
for (const bench of positionals.length > 0 ? positionals : known) {
  const start = performance.now()
  for (const row of await rowsOf(bench)) {
    const verdict = verdictOf(row)
    if (verdict === 'FAILS') failures += 1
    const verdictCell = verdict === 'explained' ? `misses: docs/performance.md#${row.explained}` : verdict
    console.log(line(bench, row.name, row.value.toLocaleString('en'), row.unit, row.bound ?? '', verdictCell).trimEnd())
  }
  seconds.push(`${bench} ${Math.round((performance.now() - start) / 1000)}`)
}
const minutes = ((performance.now() - began) / 60_000).toFixed(1)
console.log(`\nseconds: ${seconds.join(', ')}`)
console.log(`${failures} of the bounds fail without an explanation; ${minutes} minutes`)
process.exitCode = failures === 0 ? 0 : 1
