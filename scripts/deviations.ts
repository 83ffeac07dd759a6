import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deviationNamed, deviations } from '../mocks/scim-server/index.ts'
import { deviationsPage } from '../test/support/deviations-page.ts'
import { allRunnable, isRed, runDeviation } from '../test/support/run-deviation.ts'

// Without arguments it writes docs/deviations.md. With --run [NAME…] it runs every check against each deviation and prints the ids of
// those that fail, which is what a new deviation's caughtBy may name; with --uncaught it prints checks that no deviation names.
const [mode, ...names] = process.argv.slice(2)
if (mode === '--run') {
  const runnable = await allRunnable()
  const right = await runDeviation(undefined, runnable)
  for (const deviation of names.length === 0 ? deviations : names.map(deviationNamed)) {
    const outcomes = await runDeviation(deviation, runnable)
    const red = [...outcomes]
      .filter(([id, { outcome }]) => outcome !== right.get(id)?.outcome && isRed(outcome))
      .map(([id]) => id)
    process.stdout.write(`${JSON.stringify({ name: deviation.name, named: deviation.caughtBy, red })}\n`)
  }
} else if (mode === '--uncaught') {
  const { checks, invariants } = await allRunnable()
  const named = new Set(deviations.flatMap(({ caughtBy }) => caughtBy))
  for (const id of [...checks.keys(), ...invariants]) if (!named.has(id)) process.stdout.write(`${id}\n`)
} else {
  writeFileSync(join(import.meta.dirname, '..', 'docs', 'deviations.md'), deviationsPage())
}
