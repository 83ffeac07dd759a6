import { type BenchOptions, type BenchRow, round2 } from './bench-row.ts'
import { commandRun, rawSeconds } from './targets/command-run.ts'

const SUITES = ['rfc7643', 'rfc7644', 'rfc9865', 'rfc9967']
const ROUNDS = 3
const FACTOR = 3
const DELAY = 50
const TIMES = 5

/**
 * Compares a run of the RFC suites with a raw pool that sends the requests of that run; then with responses that take
 * time, with eight checks at a time. One check at a time waits for each response, so the number of responses is a
 * lower bound of its time.
 */
export async function bench({ quick }: BenchOptions): Promise<BenchRow[]> {
  const suites = quick ? ['rfc9967'] : SUITES
  let [run, raw] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
  for (let round = 0; round < (quick ? 1 : ROUNDS); round += 1) {
    const { runSeconds, requests } = await commandRun(0, 8, suites)
    run = Math.min(run, runSeconds)
    raw = Math.min(raw, await rawSeconds(requests, 0, 8))
  }
  const factor = round2(run / raw)
  const eight = await commandRun(DELAY, 8, suites)
  const waiting = (eight.requests.length * DELAY) / 1000
  const ratio = round2(waiting / eight.runSeconds)
  return [
    { name: 'run of the RFC suites, --concurrency 8', value: round2(run), unit: 's' },
    { name: 'the same requests, a raw pool of 8 connections', value: round2(raw), unit: 's' },
    {
      name: 'run against raw pool',
      value: factor,
      unit: '×',
      bound: `<= ${FACTOR}`,
      holds: factor <= FACTOR,
      explained: 'a-run-without-latency',
    },
    {
      name: `${eight.requests.length} responses of ${DELAY} ms, one after another (calculated)`,
      value: round2(waiting),
      unit: 's',
    },
    { name: `the run with ${DELAY} ms more per response, --concurrency 8`, value: round2(eight.runSeconds), unit: 's' },
    {
      name: 'one after another against --concurrency 8',
      value: ratio,
      unit: '×',
      bound: `>= ${TIMES}`,
      holds: ratio >= TIMES,
      explained: 'a-run-without-latency',
    },
  ]
}
