import type { BenchOptions, BenchRow } from './bench-row.ts'
import { inPairs } from './targets/in-pairs.ts'
import { type Asked, rate, type Side, send, sideOf } from './targets/load.ts'
import { started } from './targets/started.ts'

const ROUNDS = 11
const MILLISECONDS = 300
const STORED = 2000
/** After so many requests both sides are compiled. */
const WARM_UP = 2000

let created = 0
const LOADS: readonly { readonly name: string; readonly request: (ids: readonly string[], index: number) => Asked }[] =
  [
    {
      name: 'create a system user',
      request: () => {
        created += 1
        return ['POST', '/api/systemusers', personOf(`fresh${created}`)]
      },
    },
    {
      name: 'read a system user',
      request: (ids, index) => ['GET', `/api/systemusers/${ids[index % ids.length]}`],
    },
  ]

/**
 * Compares the mock JumpCloud API with a minimal Express application that echoes, each in a separate process, with
 * the same requests in turn.
 */
export async function bench({ quick }: BenchOptions): Promise<BenchRow[]> {
  const [rounds, milliseconds, warmUp] = quick ? [1, 20, 20] : [ROUNDS, MILLISECONDS, WARM_UP]
  using ourProcess = await started('jumpcloud.ts')
  using theirProcess = await started('echo.ts')
  const headers = { 'x-api-key': 'bench', 'content-type': 'application/json' }
  const [ours, theirs] = [sideOf(ourProcess.url, headers), sideOf(theirProcess.url, headers)]
  const ids = await filled(ours, quick ? 20 : STORED)
  const rows: BenchRow[] = []
  for (const { name, request } of LOADS) {
    await rate(ours, warmUp, (index) => request(ids, index))
    await rate(theirs, warmUp, (index) => request(ids, index))
    const { best, bestOfTheirs, ratio } = await inPairs(
      rounds,
      () => rate(ours, milliseconds, (index) => request(ids, index)),
      () => rate(theirs, milliseconds, (index) => request(ids, index)),
    )
    rows.push(
      { name, value: Math.round(best), unit: 'requests/s' },
      { name: `${name}, bare Express echo`, value: Math.round(bestOfTheirs), unit: 'requests/s' },
      { name: `${name}, ratio`, value: ratio, unit: '×', bound: '>= 0.7', holds: ratio >= 0.7, ...explainedMiss(name) },
    )
  }
  await Promise.all([ours.pool.close(), theirs.pool.close()])
  return rows
}

/** A creation stores the user before it responds; the echo stores nothing. */
const explainedMiss = (name: string): Pick<BenchRow, 'explained'> =>
  name === 'create a system user' ? { explained: 'creating-a-system-user' } : {}

async function filled(side: Side, users: number): Promise<string[]> {
  const ids: string[] = []
  for (let index = 0; index < users; index += 1)
    ids.push((JSON.parse(await send(side, 'POST', '/api/systemusers', personOf(`user${index}`))) as { id: string }).id)
  return ids
}

/** Returns a system user with the attributes that Entra's mapping sets (JumpCloud's article). */
function personOf(username: string): object {
  return {
    username,
    email: `${username}@contoso.example`,
    firstname: 'Jane',
    lastname: 'Doe',
    displayname: 'Jane Doe',
    jobTitle: 'Engineer',
    department: 'Research',
    employeeIdentifier: `E-${username}`,
    suspended: false,
  }
}
