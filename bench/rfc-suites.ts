import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { BenchRow } from './bench-row.ts'
import { started } from './targets/started.ts'

const execute = promisify(execFile)

const CLI = `${import.meta.dirname}/../harness/cli/bin.ts`
const SUITES = ['rfc7643', 'rfc7644', 'rfc9865', 'rfc9967'].flatMap((suite) => ['--suite', suite])
const ROUNDS = 3
const SECONDS = 3
const DELAY = 50
const TIMES = 5

/** `run` of all the RFC suites, from its start to its end, against the reference server in a process of its own; then with answers that take their time. */
export async function bench(): Promise<BenchRow[]> {
  using reference = await started('delayed.ts')
  let best = Number.POSITIVE_INFINITY
  for (let round = 0; round < ROUNDS; round += 1) best = Math.min(best, await seconds(reference.url, 8))
  using slow = await started('delayed.ts', String(DELAY))
  const one = await seconds(slow.url, 1)
  const eight = await seconds(slow.url, 8)
  const ratio = one / eight
  return [
    { name: 'run of the RFC suites', value: round2(best), unit: 's', bound: `<= ${SECONDS}`, holds: best <= SECONDS },
    { name: `${DELAY} ms more an answer, --concurrency 1`, value: round2(one), unit: 's' },
    { name: `${DELAY} ms more an answer, --concurrency 8`, value: round2(eight), unit: 's' },
    { name: '1 against 8', value: round2(ratio), unit: '×', bound: `>= ${TIMES}`, holds: ratio >= TIMES },
  ]
}

async function seconds(url: string, concurrency: number): Promise<number> {
  const start = performance.now()
  const argv = [
    CLI,
    'run',
    '--target',
    url,
    '--token',
    'bench',
    ...SUITES,
    '--seed',
    '1',
    '--concurrency',
    String(concurrency),
  ]
  const { stdout } = await execute(process.execPath, argv, { maxBuffer: 64 * 1024 * 1024 })
  const took = (performance.now() - start) / 1000
  // A run that found something, or could not play, measures something else.
  if (!/\bconformant\b/i.test(stdout)) throw new Error(`the run ended otherwise:\n${stdout}`)
  return took
}

const round2 = (number: number): number => Math.round(number * 100) / 100
