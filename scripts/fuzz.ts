/**
 * Runs every property-based test for a given time, with another seed each time: `npm run fuzz -- [seconds per file]
 * [part of a path]`. A property that fails prints its seed and its counterexample; add that as an example to the
 * test.
 */
import { spawnSync } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const [first = '60', second = ''] = process.argv.slice(2)
const isTimed = /^\d+$/.test(first)
const seconds = isTimed ? Number(first) : 60
const part = isTimed ? second : first

const files = globSync('{harness,mocks,reports,suites,test}/**/*.test.ts', { cwd: root })
  .filter((file) => !file.includes('node_modules') && file.includes(part))
  .filter((file) => /\bfc\.assert\(/.test(readFileSync(join(root, file), 'utf8')))
  .sort()

let isBroken = false
for (const file of files) {
  const end = performance.now() + seconds * 1000
  let rounds = 0
  // A property with its own number of runs ends earlier, so the file is run again.
  do {
    const seed = randomInt(2 ** 31)
    const left = Math.max(1, Math.ceil((end - performance.now()) / 1000))
    const { status, stdout } = spawnSync(
      process.execPath,
      [
        join(root, 'node_modules/mocha/bin/mocha.js'),
        ...['--no-config', '--reporter', 'dot', '--timeout', '0', '--require', './scripts/support/fuzz-setup.ts', file],
      ],
      { cwd: root, encoding: 'utf8', env: { ...process.env, FUZZ_SEED: String(seed), FUZZ_SECONDS: String(left) } },
    )
    rounds += 1
    if (status === 0) continue
    isBroken = true
    console.log(`${file} failed with seed ${seed}\n${stdout}`)
    break
  } while (performance.now() < end)
  console.log(`${file}: ${rounds} ${rounds === 1 ? 'round' : 'rounds'}`)
}
process.exitCode = isBroken ? 1 : 0
