import { type LoadOptions, measureCeiling, runLoad, unlimitedLoad } from '../harness/load-test/index.ts'
import type { Transport } from '../mocks/transport/index.ts'
import type { BenchOptions, BenchRow } from './bench-row.ts'

const LANES = 16
const ROUND = 3000
const HOUR = 3_600_000
const MANY = 1_000_000
const MEMORY_BOUND = 64

/**
 * Measures how much the generator of load tests can send on this machine, and how long its own work takes without a
 * network. With BENCH_MEMORY set, also the memory of a million requests.
 */
export async function bench({ quick }: BenchOptions): Promise<BenchRow[]> {
  const round = quick ? 100 : ROUND
  const ceiling = await measureCeiling(LANES, round)
  const { total, run } = await runLoad(withoutNetwork(round))
  const rows: BenchRow[] = [
    { name: `requests to a bare responder, ${LANES} lanes`, value: ceiling, unit: 'requests/s' },
    {
      name: 'the same without a network: mapping, bodies, histograms',
      value: Math.round(total.requests / (run.durationMs / 1000)),
      unit: 'requests/s',
    },
  ]
  return process.env['BENCH_MEMORY'] === undefined ? rows : [...rows, ...(await memoryRows())]
}

/** Returns the peak memory after ten thousand requests, and after a million. */
async function memoryRows(): Promise<BenchRow[]> {
  const peakOf = async (maxRequests: number): Promise<number> => {
    await runLoad({ ...withoutNetwork(HOUR), maxRequests })
    return process.resourceUsage().maxRSS / 1024
  }
  const small = await peakOf(MANY / 100)
  const more = (await peakOf(MANY)) - small
  return [
    { name: 'peak memory with 10 000 requests', value: Math.round(small), unit: 'MiB' },
    {
      name: 'more with 1 000 000 requests',
      value: Math.round(more),
      unit: 'MiB',
      bound: `<= ${MEMORY_BOUND}`,
      holds: more <= MEMORY_BOUND,
    },
  ]
}

const withoutNetwork = (durationMs: number): LoadOptions =>
  unlimitedLoad('http://127.0.0.1/scim/v2', instantly(), LANES, durationMs)

/** Returns a transport that responds at once with the minimum that the client accepts. */
function instantly(): Transport {
  let created = 0
  const answer = (status: number, body: string) => ({ status, headers: {}, body })
  return async ({ method, url }) => {
    if (method === 'POST') {
      created += 1
      return answer(201, `{"id":"${created}"}`)
    }
    if (method !== 'GET') return answer(204, '')
    return answer(200, url.includes('filter=') ? '{"totalResults":0,"Resources":[]}' : '{"id":"1","active":true}')
  }
}
