/**
 * Looks for faults that no unit test would notice: `npm run mutants`, or `npm run mutants -- harness/judge
 * reports/junit/junit-reporter.ts`. Changes one place of one file at a time, in memory, and runs the tests beside the
 * file that load it. Prints each change with which they still pass. Some of these are equivalent to the original; the
 * others need a test.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { globSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Mutant, mutantsOf } from './support/mutants-of.ts'

const root = join(import.meta.dirname, '..')
/** Tables of strings are left out: a test would repeat them. */
const PATHS = [
  'harness/assertions',
  'harness/judge',
  'harness/process',
  'harness/scim',
  'harness/options/command-line.ts',
  'harness/options/config-faults.ts',
  'harness/options/config-schema.ts',
  'harness/mocha',
  'reports/model',
  'reports/junit',
  'mocks/transport',
  'mocks/jumpcloud-api/openapi',
]
/** The milliseconds after which the tests of a change count as failed. */
const TIME_LIMIT = 30_000
/** The same for the first run, which loads everything and runs all tests of the folder. */
const FIRST_TIME_LIMIT = 300_000

const chosen = process.argv.slice(2)
let tried = 0
let survived = 0
for (const file of filesOf(chosen.length === 0 ? PATHS : chosen)) {
  const tests = globSync(join(dirname(file), '*.test.ts'), { cwd: root })
  const source = readFileSync(join(root, file), 'utf8')
  if (tests.length > 0) await tryAll(file, tests, mutantsOf(source))
}
console.log(`${survived} of ${tried} changes were not noticed`)

function filesOf(paths: readonly string[]): readonly string[] {
  return paths
    .flatMap((path) => (statSync(join(root, path)).isFile() ? [path] : globSync(join(path, '*.ts'), { cwd: root })))
    .filter((file) => !file.endsWith('.test.ts'))
    .sort()
}

async function tryAll(file: string, tests: readonly string[], mutants: readonly Mutant[]): Promise<void> {
  let child: ChildProcess | undefined
  for (const mutant of mutants) {
    child ??= await start(file, tests)
    tried += 1
    const answer = await passes(child, mutant.source)
    // A process that has ended, or was ended, cannot be used again.
    if (answer === undefined) child = undefined
    if (answer !== true) continue
    survived += 1
    console.log(describe(file, mutant))
  }
  child?.kill()
}

/** Starts the process that tries the mutants of a file; its first answer is about the file without a change. */
async function start(file: string, tests: readonly string[]): Promise<ChildProcess> {
  const child = fork(join(import.meta.dirname, 'support/try-mutants.ts'), [file, ...tests], {
    cwd: root,
    env: { ...process.env, MUTANT_TIME_LIMIT: String(FIRST_TIME_LIMIT) },
    execArgv: ['--disable-warning=ExperimentalWarning'],
    stdio: 'ignore',
  })
  if (!(await passes(child, '', FIRST_TIME_LIMIT))) throw new Error(`the tests beside ${file} fail without a change`)
  return child
}

/** Returns whether the tests pass if the file has this source; undefined if they end the process or do not end. */
async function passes(child: ChildProcess, source: string, timeLimit = TIME_LIMIT): Promise<boolean | undefined> {
  const timer = setTimeout(() => child.kill('SIGKILL'), timeLimit)
  const settled = new AbortController()
  const { signal } = settled
  child.send(source)
  const [answer] = await Promise.race([
    once(child, 'message', { signal }),
    once(child, 'exit', { signal }).then(() => []),
  ])
  settled.abort()
  clearTimeout(timer)
  return answer
}

function describe(file: string, { line, before, after }: Mutant): string {
  const place = `${file}:${line}  `
  return `${place}${before.trim()}\n${' '.repeat(place.length)}${after.trim() || '(removed)'}`
}
