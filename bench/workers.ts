import { join } from 'node:path'
import { temporaryFolder } from '../test/support/temporary-folder.ts'
import type { BenchOptions, BenchRow } from './bench-row.ts'
import { inPairs } from './targets/in-pairs.ts'
import type { Asked } from './targets/load.ts'
import { exchange, type RawSide, rawRate, rawSideOf } from './targets/raw-load.ts'
import { type Started, started } from './targets/started.ts'

const WORKERS = 2
const CONNECTIONS = 16
const STORED = 500
const ROUNDS = 5
const MILLISECONDS = 400
const WARM_UP = 1000
/** The minimum ratio for two workers on a machine with two cores, of which the load generator needs a part. */
const READS = 1.2
const WRITES = 1.1

/** A server with the requests that read and write a user. */
interface Subject {
  readonly name: string
  readonly headers: Readonly<Record<string, string>>
  readonly read: (id: string) => Asked
  readonly create: (name: string) => Asked
  readonly idOf: RegExp
}

const SUBJECTS: readonly Subject[] = [
  {
    name: 'scim-server',
    headers: { authorization: 'Bearer bench', 'content-type': 'application/scim+json' },
    read: (id) => ['GET', `/Users/${id}`],
    create: (userName) => [
      'POST',
      '/Users',
      { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName, displayName: 'Jane Doe', active: true },
    ],
    idOf: /"id":"([^"]+)"/,
  },
  {
    name: 'jumpcloud-api',
    headers: { 'x-api-key': 'bench', 'content-type': 'application/json' },
    read: (id) => ['GET', `/api/systemusers/${id}`],
    create: (username) => ['POST', '/api/systemusers', { username, email: `${username}@contoso.example` }],
    idOf: /"_id":"([^"]+)"/,
  },
]

let created = 0

/**
 * Compares `serve --db` with one process and with two workers, in turn: reads, writes, and nine reads for each write.
 */
export async function bench({ quick }: BenchOptions): Promise<BenchRow[]> {
  const rows: BenchRow[] = []
  for (const subject of SUBJECTS) rows.push(...(await compare(subject, quick)))
  return rows
}

async function compare(subject: Subject, quick: boolean): Promise<BenchRow[]> {
  const { name } = subject
  using folder = temporaryFolder()
  using single = await startServe(name, join(folder.path, 'one.db'), 1)
  using pooled = await startServe(name, join(folder.path, 'more.db'), WORKERS)
  using one = await rawSideOf(single.url, subject.headers, CONNECTIONS)
  using more = await rawSideOf(pooled.url, subject.headers, CONNECTIONS)
  const [ids, idsOfMore] = [await filled(one, subject, quick), await filled(more, subject, quick)]
  const rows: BenchRow[] = []
  for (const [load, share, bound] of [
    ['reads', 0, READS],
    ['writes', 1, WRITES],
    ['nine reads a write', 0.1, undefined],
  ] as const) {
    const measure = (side: RawSide, of: readonly string[], milliseconds: number): Promise<number> =>
      rawRate(side, quick ? 20 : milliseconds, requests(subject, of, share))
    await measure(one, ids, WARM_UP)
    await measure(more, idsOfMore, WARM_UP)
    const {
      best: bestOfMore,
      bestOfTheirs: best,
      ratio,
    } = await inPairs(
      quick ? 1 : ROUNDS,
      () => measure(more, idsOfMore, MILLISECONDS),
      () => measure(one, ids, MILLISECONDS),
    )
    rows.push(
      { name: `${name}, ${load}, one process`, value: Math.round(best), unit: 'requests/s' },
      { name: `${name}, ${load}, --workers ${WORKERS}`, value: Math.round(bestOfMore), unit: 'requests/s' },
      {
        name: `${name}, ${load}, ratio`,
        value: ratio,
        unit: '×',
        ...(bound === undefined
          ? {}
          : { bound: `>= ${bound}`, holds: ratio >= bound, explained: 'serving-with-workers' }),
      },
    )
  }
  return rows
}

/** Returns the next request: a creation for a share of them, and otherwise a read. */
function requests({ read, create }: Subject, ids: readonly string[], share: number): () => Asked {
  let [sent, owed] = [0, 0]
  return () => {
    sent += 1
    owed += share
    if (owed < 1) return read(ids[sent % ids.length] ?? '')
    owed -= 1
    created += 1
    return create(`fresh${created}`)
  }
}

async function filled(side: RawSide, { create, idOf }: Subject, quick: boolean): Promise<string[]> {
  const ids: string[] = []
  const [socket] = side.sockets
  if (socket === undefined) return ids
  for (let index = 0; index < (quick ? 10 : STORED); index += 1)
    ids.push(idOf.exec(await exchange(side, socket, create(`user${index}`)))?.[1] ?? '')
  return ids
}

const startServe = (name: string, file: string, workers: number): Promise<Started> =>
  started('../../harness/cli/bin.ts', 'serve', name, '--db', file, '--token', 'bench', '--workers', String(workers))
