import type { BenchOptions, BenchRow } from './bench-row.ts'
import { rate, type Side, sideOf } from './targets/load.ts'
import { started } from './targets/started.ts'

const FEW = 10_000
const MANY = 1_000_000
const ROUNDS = 6
const MILLISECONDS = 700

/** Filters over indexed attributes with 10 000 users and with a hundred times as many, in turn. */
export async function bench({ quick }: BenchOptions): Promise<BenchRow[]> {
  const [fewUsers, manyUsers] = quick ? [100, 200] : [FEW, MANY]
  const [rounds, milliseconds] = quick ? [1, 20] : [ROUNDS, MILLISECONDS]
  using small = await started('reference.ts', String(fewUsers))
  using large = await started('reference.ts', String(manyUsers))
  const [few, many] = [sideOf(small.url), sideOf(large.url)]
  const rows: BenchRow[] = []
  for (const [attribute, prefix] of [
    ['userName', 'user'],
    ['externalId', 'external-user'],
  ] as const) {
    const measure = (side: Side, users: number): Promise<number> =>
      rate(side, milliseconds, (index) => [
        'GET',
        `/Users?filter=${encodeURIComponent(`${attribute} eq "${prefix}${index % users}"`)}`,
      ])
    let [best, bestOfMany] = [0, 0]
    for (let round = 0; round < rounds; round += 1) {
      best = Math.max(best, await measure(few, fewUsers))
      bestOfMany = Math.max(bestOfMany, await measure(many, manyUsers))
    }
    const slowdown = Math.round((best / bestOfMany) * 100) / 100
    rows.push(
      { name: `filter over ${attribute}, 10 000 users`, value: Math.round(best), unit: 'requests/s' },
      { name: `filter over ${attribute}, 1 000 000 users`, value: Math.round(bestOfMany), unit: 'requests/s' },
      { name: `slower by`, value: slowdown, unit: '×', bound: '<= 1.5', holds: slowdown <= 1.5 },
    )
  }
  await Promise.all([few.pool.close(), many.pool.close()])
  return rows
}
