import { readFileSync } from 'node:fs'
import { glob } from 'node:fs/promises'
import { join, matchesGlob } from 'node:path'
import { expect } from 'chai'

const root = join(import.meta.dirname, '..')

/** Matches code that reads the clock, or a random source. */
const READS =
  /\bDate\.now\b|\bnew Date\(\)|\bDate\(\)|\bperformance\.now\b|\bMath\.random\b|\brandom(?:UUID|Bytes|Int)\b|\bgetRandomValues\b|\bhrtime\b/
/** Matches a default of an argument or an option, which a caller can replace. */
const DEFAULT =
  /(?:=|\?\?) (?:\(?\(\)(?:: Date)? => )?(?:new Date\(\)|performance\.now\(\)|Math\.random|random(?:UUID|Bytes))/

/** The files that may read the clock or a random source, with the reason. All other code gets them as arguments. */
const READERS: readonly (readonly [pattern: string, reason: string])[] = [
  ['harness/environment/environment.ts', 'the environment of a run'],
  ['harness/load-test/load-clock.ts', 'the clock of a load test'],
  ['mocks/entra/job/clock.ts', 'the clock of a provisioning job'],
  ['mocks/entra/graph/synchronization/graph-clock.ts', 'the clock of Graph'],
  ['harness/cli/**', 'the composition root'],
  ['harness/console/start-console.ts', 'the composition root of the console'],
  ['{reports/html/app,reports/page,harness/console/app}/**', 'a page in a browser'],
  ['mocks/*/deviations/**', 'a server that is wrong on purpose'],
  ['mocks/entra/graph/graph.ts', 'the composition root of Graph'],
  ['mocks/jumpcloud-api/store/api-keys.ts', 'API keys must not be guessable'],
  ['reports/replay/javascript.ts', 'code in the files that it writes'],
  ['harness/target/spawn.ts', 'waits for a process'],
  ['harness/load-test/ceiling.ts', 'measures this machine'],
  ['mocks/entra/expression/regular-expression.ts', 'ends a pattern that takes too long'],
]

async function readingLines(): Promise<{ readonly file: string; readonly line: string }[]> {
  const found: { readonly file: string; readonly line: string }[] = []
  for await (const file of glob('{mocks,harness,suites,reports}/**/*.{ts,tsx}', { cwd: root })) {
    if (/\.test\.ts$|node_modules|\/fixtures\//.test(file)) continue
    const code = readFileSync(join(root, file), 'utf8').replaceAll(/'(?:[^'\\\n]|\\.)*'|\/\/.*$|^\s*\*.*$/gm, "''")
    for (const line of code.split('\n'))
      if (READS.test(line) && !DEFAULT.test(line) && !/^import\b/.test(line)) found.push({ file, line: line.trim() })
  }
  return found
}

describe('clocks and random sources', () => {
  it('are arguments, except in the files that are listed here', async () => {
    const others = (await readingLines()).filter(({ file }) => !READERS.some(([pattern]) => matchesGlob(file, pattern)))
    expect(others.map(({ file, line }) => `${file}: ${line}`)).to.deep.equal([])
  })

  it('are read by every file that is listed', async () => {
    const lines = await readingLines()
    for (const [pattern, reason] of READERS)
      expect(
        lines.some(({ file }) => matchesGlob(file, pattern)),
        `${pattern}: ${reason}`,
      ).to.equal(true)
  })
})
