import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { userAt } from '../mocks/jumpcloud-api/seed/seed-users.ts'
import type { BenchOptions, BenchRow } from './bench-row.ts'
import { inPairs } from './targets/in-pairs.ts'
import { type Asked, rate, type Side, sideOf } from './targets/load.ts'
import { type Started, started } from './targets/started.ts'

const FEW = 10_000
const MANY = 1_000_000
const ROUNDS = 5
const MILLISECONDS = 400
const WARM_UP = 1000
const PAGE = 100

interface Sized extends Side {
  readonly users: number
}

let created = 0
const LOADS: readonly { readonly name: string; readonly request: (users: number, index: number) => Asked }[] = [
  { name: 'the first page of a list', request: () => ['GET', `/api/systemusers?limit=${PAGE}`] },
  {
    name: 'any page of a list',
    request: (users, index) => [
      'GET',
      `/api/systemusers?limit=${PAGE}&sort=_id&skip=${(index % Math.floor(users / PAGE)) * PAGE}`,
    ],
  },
  {
    name: 'filter by username',
    request: (users, index) => ['GET', `/api/systemusers?filter=username:$eq:${userAt(index % users)['username']}`],
  },
  {
    name: 'create a system user',
    request: () => {
      created += 1
      return ['POST', '/api/systemusers', { username: `fresh${created}`, email: `fresh${created}@contoso.example` }]
    },
  },
]

/**
 * Measures lists, filters and creations with 10 000 system users in a file and with a hundred times as many, in turn.
 */
export async function bench({ quick }: BenchOptions): Promise<BenchRow[]> {
  const [fewUsers, manyUsers] = quick ? [PAGE, 2 * PAGE] : [FEW, MANY]
  const folder = mkdtempSync(join(tmpdir(), 'scim-rehearsal-bench-'))
  try {
    using small = await started('jumpcloud.ts', String(fewUsers), join(folder, 'few.db'))
    const start = performance.now()
    using large = await started('jumpcloud.ts', String(manyUsers), join(folder, 'many.db'))
    const filling = Math.round((performance.now() - start) / 1000)
    const rows: BenchRow[] = [{ name: `seeding ${manyUsers} users`, value: filling, unit: 's' }]
    const [few, many] = [sized(small, fewUsers), sized(large, manyUsers)]
    for (const { name, request } of LOADS) rows.push(...(await compare(name, request, few, many, quick)))
    await Promise.all([few.pool.close(), many.pool.close()])
    return rows
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function compare(
  name: string,
  request: (users: number, index: number) => Asked,
  few: Sized,
  many: Sized,
  quick: boolean,
): Promise<BenchRow[]> {
  const measure = (side: Sized, milliseconds: number): Promise<number> =>
    rate(side, milliseconds, (index) => request(side.users, index))
  for (const side of [few, many]) await measure(side, quick ? 20 : WARM_UP)
  const milliseconds = quick ? 20 : MILLISECONDS
  const {
    best,
    bestOfTheirs: bestOfMany,
    ratio: slowdown,
  } = await inPairs(
    quick ? 1 : ROUNDS,
    () => measure(few, milliseconds),
    () => measure(many, milliseconds),
  )
  return [
    { name: `${name}, 10 000 users`, value: Math.round(best), unit: 'requests/s' },
    { name: `${name}, 1 000 000 users`, value: Math.round(bestOfMany), unit: 'requests/s' },
    { name: `${name}, slower by`, value: slowdown, unit: '×', bound: '<= 3', holds: slowdown <= 3 },
  ]
}

const sized = ({ url }: Started, users: number): Sized => ({
  ...sideOf(url, { 'x-api-key': 'bench', 'content-type': 'application/json' }),
  users,
})
