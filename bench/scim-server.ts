import type { BenchOptions, BenchRow } from './bench-row.ts'
import { inPairs } from './targets/in-pairs.ts'
import { type Asked, CONNECTIONS, rate, type Side, send, sideOf } from './targets/load.ts'
import { started } from './targets/started.ts'

const STORED = 10_000
const ROUNDS = 5
const MILLISECONDS = 400

interface Filled extends Side {
  readonly ids: readonly string[]
}

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User'

interface Load {
  readonly name: string
  readonly request: (side: Filled, index: number) => Asked
}

let created = 0
const LOADS: readonly Load[] = [
  {
    name: 'POST of a user',
    request: () => {
      created += 1
      return ['POST', '/Users', userOf(`fresh${created}`)]
    },
  },
  { name: 'GET by id', request: ({ ids }, index) => ['GET', `/Users/${ids[index % ids.length]}`] },
  {
    name: 'GET by filter over userName',
    request: ({ ids }, index) => [
      'GET',
      `/Users?filter=${encodeURIComponent(`userName eq "user${index % ids.length}"`)}`,
    ],
  },
  {
    name: 'PATCH of one attribute',
    request: ({ ids }, index) => [
      'PATCH',
      `/Users/${ids[index % ids.length]}`,
      {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
        Operations: [{ op: 'replace', path: 'displayName', value: `Changed ${index}` }],
      },
    ],
  },
]

/**
 * Compares the reference server with scimmy-routers, each in a separate process, with the same requests in turn and
 * 10 000 stored users.
 */
export async function bench({ quick }: BenchOptions): Promise<BenchRow[]> {
  const [stored, rounds, milliseconds] = quick ? [CONNECTIONS, 1, 20] : [STORED, ROUNDS, MILLISECONDS]
  using ourProcess = await started('reference.ts')
  using theirProcess = await started('scimmy.ts')
  const ours = await filled(ourProcess.url, stored)
  const theirs = await filled(theirProcess.url, stored)
  const rows: BenchRow[] = []
  for (const load of LOADS) {
    const { best, bestOfTheirs, ratio } = await inPairs(
      rounds,
      () => rate(ours, milliseconds, (index) => load.request(ours, index)),
      () => rate(theirs, milliseconds, (index) => load.request(theirs, index)),
    )
    rows.push(
      { name: load.name, value: Math.round(best), unit: 'requests/s' },
      { name: `${load.name}, scimmy-routers`, value: Math.round(bestOfTheirs), unit: 'requests/s' },
      { name: `${load.name}, ratio`, value: ratio, unit: '×', bound: '>= 3', holds: ratio >= 3 },
    )
  }
  await Promise.all([ours.pool.close(), theirs.pool.close()])
  return rows
}

async function filled(url: string, stored: number): Promise<Filled> {
  const side = { ...sideOf(url), ids: [] as string[] }
  for (let index = 0; index < stored; index += CONNECTIONS) {
    const batch = Array.from({ length: CONNECTIONS }, (_, offset) =>
      send(side, 'POST', '/Users', userOf(`user${index + offset}`)),
    )
    for (const body of await Promise.all(batch)) side.ids.push((JSON.parse(body) as { id: string }).id)
  }
  return side
}

function userOf(userName: string): object {
  return {
    schemas: [USER],
    userName,
    externalId: `external-${userName}`,
    displayName: `User ${userName}`,
    name: { givenName: 'Given', familyName: userName },
    emails: [{ value: `${userName}@contoso.example`, type: 'work', primary: true }],
    active: true,
  }
}
