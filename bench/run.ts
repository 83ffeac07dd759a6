/**
 * `npm run bench [-- [--quick] NAME…]`: runs every `bench/<name>.ts` that exports `bench()`, each in a separate
 * process, with each pair measured side by side. Prints one table; exits with 1 if a bound is not met and
 * docs/performance.md does not explain why. With `--quick`, only shows that the benches run.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { availableParallelism, loadavg } from 'node:os'
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

// A process that was started below sends its rows to this one.
if (process.send === undefined) await printTable(positionals.length > 0 ? positionals : known)
else for (const name of positionals) await sendRows(name)

async function sendRows(name: string): Promise<void> {
  const module = (await import(`./${name}.ts`)) as {
    bench: (options: BenchOptions) => Promise<readonly BenchRow[]>
  }
  const rows = await module.bench({ quick })
  process.send?.(rows, undefined, undefined, () => process.exit())
}

async function printTable(names: readonly string[]): Promise<void> {
  const began = performance.now()
  const [load = 0] = loadavg()
  let failures = 0
  const seconds: string[] = []
  console.log(line('bench', 'measured', 'value', 'unit', 'bound', 'verdict').trimEnd())
  for (const name of names) {
    const start = performance.now()
    const rows = await rowsOf(name)
    if (rows === undefined) {
      failures += 1
      console.log(line(name, 'the bench ended with an error', '', '', '', 'FAILS'))
    }
    for (const row of rows ?? []) {
      const verdict = verdictOf(row)
      if (verdict === 'FAILS') failures += 1
      const verdictCell = verdict === 'explained' ? `misses: docs/performance.md#${row.explained}` : verdict
      console.log(
        line(name, row.name, row.value.toLocaleString('en'), row.unit, row.bound ?? '', verdictCell).trimEnd(),
      )
    }
    seconds.push(`${name} ${Math.round((performance.now() - start) / 1000)}`)
  }
  const minutes = ((performance.now() - began) / 60_000).toFixed(1)
  console.log(`\nseconds: ${seconds.join(', ')}`)
  const [before, after] = [load, loadavg()[0] ?? 0].map((average) => average.toFixed(1))
  console.log(
    `load average: ${before} before, ${after} after, on ${availableParallelism()} cores; bounds are for idle cores`,
  )
  console.log(`${failures} of the bounds fail without an explanation; ${minutes} minutes`)
  process.exitCode = failures === 0 ? 0 : 1
}

/**
 * Runs a bench in a separate process, because code that an earlier bench has run would be compiled for its data. A
 * bench that ends without rows has not measured anything; the other rows are printed all the same.
 */
async function rowsOf(name: string): Promise<readonly BenchRow[] | undefined> {
  const child = fork(import.meta.filename, [name, ...(quick ? ['--quick'] : [])])
  let rows: readonly BenchRow[] | undefined
  child.on('message', (message) => {
    rows = message as readonly BenchRow[]
  })
  await once(child, 'exit')
  return rows
}

function line(...cells: readonly string[]): string {
  const columns = [20, 66, 12, 14, 36]
  return cells
    .map((cell, column) => (column === 2 ? cell.padStart(columns[2] ?? 0) : cell.padEnd(columns[column] ?? 0)))
    .join('  ')
}

function verdictOf({ bound, holds, explained }: BenchRow): 'holds' | 'FAILS' | 'explained' | 'not judged' | '' {
  if (bound === undefined) return ''
  if (quick) return 'not judged'
  if (holds === true) return 'holds'
  return explained === undefined ? 'FAILS' : 'explained'
}
