/**
 * `npm run bench [-- NAME…]`: every `bench/<name>.ts` that exports `bench()`, each pair measured side by side in this one run. Prints a table;
 * ends with 1 where a bound does not hold.
 */
import { readdirSync } from 'node:fs'
import { parseArgs } from 'node:util'
import type { BenchRow } from './bench-row.ts'

const { positionals } = parseArgs({ allowPositionals: true })
const known = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.ts') && !['run.ts', 'bench-row.ts'].includes(file))
  .map((file) => file.replace(/\.ts$/, ''))
const unknown = positionals.filter((name) => !known.includes(name))
if (unknown.length > 0) {
  console.error(`there is no benchmark ${unknown.join(', ')}; known: ${known.join(', ')}`)
  process.exit(2)
}

let isWithinBounds = true
for (const name of positionals.length > 0 ? positionals : known) {
  const module = (await import(`./${name}.ts`)) as { bench?: () => Promise<readonly BenchRow[]> }
  if (module.bench === undefined) continue
  console.log(`\n${name}`)
  for (const { name: what, value, unit, bound, holds } of await module.bench()) {
    const verdict = bound === undefined ? '' : `  ${holds === true ? 'holds' : 'FAILS'}: ${bound}`
    console.log(`  ${what.padEnd(60)} ${value.toLocaleString('en').padStart(14)} ${unit}${verdict}`)
    isWithinBounds &&= bound === undefined || holds === true
  }
}
process.exitCode = isWithinBounds ? 0 : 1
