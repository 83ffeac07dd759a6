/**
 * Looks for faults that no unit test would notice: `npm run mutants`, about an hour, or `npm run mutants -- harness/judge reports/junit/junit-reporter.ts`.
 * Changes one operator of one file at a time, in memory, and runs the tests beside the file. Prints each change with which they still pass. Some of
 * these are equivalent to the original; the others need a test.
 */
import { spawn } from 'node:child_process'
import { globSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Mutant, mutantsOf } from './support/mutants-of.ts'

const root = join(import.meta.dirname, '..')
const FOLDERS = [
  'harness/words',
  'harness/judge',
  'harness/process',
  'harness/scim',
  'harness/options',
  'harness/mocha',
  'reports/model',
  'reports/junit',
  'mocks/transport',
]
/** Milliseconds after which a mutant that never ends counts as noticed. */
const PATIENCE = 120_000

const chosen = process.argv.slice(2)
let tried = 0
let survived = 0
for (const file of filesOf(chosen.length === 0 ? FOLDERS : chosen)) {
  const tests = globSync(join(dirname(file), '*.test.ts'), { cwd: root })
  if (tests.length === 0) continue
  const source = readFileSync(join(root, file), 'utf8')
  const mutants = mutantsOf(source)
  if (mutants.length === 0) continue
  if (!(await passes(file, source, tests))) throw new Error(`the tests beside ${file} fail without a change`)
  for (const mutant of mutants) {
    tried += 1
    if (!(await passes(file, mutant.source, tests))) continue
    survived += 1
    console.log(describe(file, mutant))
  }
}
console.log(`${survived} of ${tried} changes were not noticed`)

function filesOf(paths: readonly string[]): readonly string[] {
  return paths
    .flatMap((path) => (statSync(join(root, path)).isFile() ? [path] : globSync(join(path, '*.ts'), { cwd: root })))
    .filter((file) => !file.endsWith('.test.ts'))
    .sort()
}

/** Tells whether the tests pass if the file has this source. */
function passes(file: string, source: string, tests: readonly string[]): Promise<boolean> {
  const loader = join(import.meta.dirname, 'support', 'load-mutant.ts')
  const mocha = join(root, 'node_modules/mocha/bin/mocha.js')
  const options = ['--no-config', '--bail', '--exit', '--timeout', String(PATIENCE)]
  const child = spawn(
    process.execPath,
    ['--import', loader, '--disable-warning=ExperimentalWarning', mocha, ...options, ...tests],
    {
      cwd: root,
      env: { ...process.env, MUTANT_FILE: pathToFileURL(join(root, file)).href, MUTANT_SOURCE: source },
      stdio: 'ignore',
      timeout: PATIENCE,
      killSignal: 'SIGKILL',
    },
  )
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve(code === 0))
  })
}

function describe(file: string, { line, before, after }: Mutant): string {
  return `${file}:${line}  ${before.trim()}\n${' '.repeat(`${file}:${line}  `.length)}${after.trim()}`
}
