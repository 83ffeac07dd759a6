import { type BenchOptions, type BenchRow, round2 } from './bench-row.ts'
import { commandRun, rawSeconds } from './targets/command-run.ts'

const MAX_EXCHANGES = 2600
const DELAY = 50
/** 0.7 × the time of the run before checks shared users (docs/performance.md). */
const FACTOR = 1.3

/**
 * Measures a run of all suites against a server with a delay: the number of its requests, and its time compared with
 * that of a raw pool that sends them over as many connections without waiting for results.
 */
export async function bench({ quick }: BenchOptions): Promise<BenchRow[]> {
  const { runSeconds, requests } = await commandRun(quick ? 0 : DELAY, 8, quick ? ['rfc9967'] : [])
  const raw = await rawSeconds(requests, quick ? 0 : DELAY, 8)
  const factor = round2(runSeconds / raw)
  return [
    {
      name: 'exchanges of a full run',
      value: requests.length,
      unit: '',
      bound: `<= ${MAX_EXCHANGES}`,
      holds: requests.length <= MAX_EXCHANGES,
    },
    { name: `full run, ${DELAY} ms a response, --concurrency 8`, value: round2(runSeconds), unit: 's' },
    { name: 'the same requests, a raw pool of 8 connections', value: round2(raw), unit: 's' },
    {
      name: 'run against raw pool',
      value: factor,
      unit: '×',
      bound: `<= ${FACTOR}`,
      holds: factor <= FACTOR,
      explained: 'a-full-run',
    },
  ]
}
