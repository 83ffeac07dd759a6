import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Pool } from 'undici'
import {
  createProvisioningJob,
  defaultSchema,
  listSource,
  openJobState,
  syntheticSource,
  syntheticUsers,
  Tenant,
  type UserSource,
  virtualClock,
} from '../mocks/entra/index.ts'
import { createTransport, type HttpRequest } from '../mocks/transport/index.ts'
import type { BenchOptions, BenchRow } from './bench-row.ts'
import { inPairs } from './targets/in-pairs.ts'

const USERS = 8_000
const CONCURRENCY = 16
const ROUNDS = 5
const MEMORY_SIZES = [100_000, 1_000_000] as const
const MEMORY_BOUND = 64

/**
 * Compares an initial cycle (query and create a user, mapping and log on) with a raw pool that sends the same bytes
 * to the same minimal server. The users are generated before both. With BENCH_MEMORY set, also measures the memory of
 * a process that generates users during the cycle.
 */
export async function bench({ quick }: BenchOptions): Promise<BenchRow[]> {
  const [users, rounds] = quick ? [200, 1] : [USERS, ROUNDS]
  const responder = await startResponder()
  try {
    const recorded: HttpRequest[] = []
    const source = listSource([...syntheticUsers({ seed: 1, count: users })])
    await cycle(responder.url, source, ':memory:', (request) => recorded.push(request))
    const rateOf = (took: number): number => (recorded.length / took) * 1000
    const {
      best: cycles,
      bestOfTheirs: raw,
      ratio,
    } = await inPairs(
      rounds,
      async () => rateOf(await cycle(responder.url, source, ':memory:')),
      async () => rateOf(await replay(responder.url, recorded)),
    )
    const rows: BenchRow[] = [
      { name: `initial cycle of ${users} users`, value: Math.round(cycles), unit: 'requests/s' },
      { name: 'a raw undici pool, the same bytes', value: Math.round(raw), unit: 'requests/s' },
      {
        name: 'cycle against raw pool',
        value: ratio,
        unit: '×',
        bound: '>= 0.7',
        holds: ratio >= 0.7,
        explained: 'the-provisioning-cycle',
      },
    ]
    return process.env['BENCH_MEMORY'] === undefined ? rows : [...rows, ...(await memoryRows(responder.url))]
  } finally {
    responder.stop()
  }
}

/** Returns the peak memory of a process that provisions so many users with its state on disk. */
async function memoryRows(url: string): Promise<BenchRow[]> {
  const peaks: number[] = []
  for (const users of MEMORY_SIZES) {
    const child = fork(import.meta.filename, ['memory', url, String(users)], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
    const [peak] = (await once(child, 'message')) as [number]
    peaks.push(peak)
  }
  const [small = 0, large = 0] = peaks
  const more = large - small
  return [
    { name: 'peak memory with 100 000 users', value: Math.round(small), unit: 'MiB' },
    { name: 'peak memory with 1 000 000 users', value: Math.round(large), unit: 'MiB' },
    {
      name: 'difference',
      value: Math.round(more),
      unit: 'MiB',
      bound: `<= ${MEMORY_BOUND}`,
      holds: more <= MEMORY_BOUND,
    },
  ]
}

/** Returns the milliseconds of an initial cycle without managers, in which each user is one query and one creation. */
async function cycle(
  url: string,
  source: UserSource,
  file: string,
  onRequest?: (request: HttpRequest) => void,
): Promise<number> {
  const rules = defaultSchema.synchronizationRules.map((rule) => ({
    ...rule,
    objectMappings: rule.objectMappings.map((mapping) => ({
      ...mapping,
      attributeMappings: mapping.attributeMappings.filter(
        ({ targetAttributeName }) => !targetAttributeName.endsWith(':manager'),
      ),
    })),
  }))
  await using pool = createTransport({ connections: CONCURRENCY })
  using state = openJobState(file)
  let logged = 0
  const job = createProvisioningJob({
    tenant: new Tenant({ source }),
    schema: { ...defaultSchema, synchronizationRules: rules },
    baseUrl: url,
    authorization: () => ({ authorization: 'Bearer token' }),
    transport: (request, limits) => {
      onRequest?.(request)
      return pool.send(request, limits)
    },
    state,
    clock: virtualClock(new Date(0)),
    random: Math.random,
    concurrency: CONCURRENCY,
    onEntry: (entry) => {
      logged += JSON.stringify(entry).length
    },
  })
  const start = performance.now()
  const record = await job.runCycle()
  const took = performance.now() - start
  if (record?.counts.created !== source.count || logged === 0)
    throw new Error(`the cycle made ${record?.counts.created} users`)
  return took
}

async function replay(url: string, requests: readonly HttpRequest[]): Promise<number> {
  const pool = new Pool(new URL(url).origin, { connections: CONCURRENCY })
  const prepared = requests.map(({ url: target, ...request }) => {
    const { pathname, search } = new URL(target)
    return { ...request, path: pathname + search, body: request.body ?? null, method: request.method as 'GET' | 'POST' }
  })
  const queue = prepared.values()
  const start = performance.now()
  await Promise.all(
    Array.from({ length: CONCURRENCY }, async () => {
      for (const request of queue) {
        const { body } = await pool.request(request)
        await body.arrayBuffer()
      }
    }),
  )
  const took = performance.now() - start
  await pool.close()
  return took
}

/** Starts the minimal server in a separate process. */
async function startResponder(): Promise<{ url: string; stop(): void }> {
  const child = fork(import.meta.filename, ['responder'], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const [port] = (await once(child, 'message')) as [number]
  return { url: `http://127.0.0.1:${port}/scim`, stop: () => void child.kill() }
}

function respond(): void {
  const empty = Buffer.from(
    '{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":0,"Resources":[]}',
  )
  const headers = { 'content-type': 'application/scim+json' }
  let made = 0
  const server = createServer((request, response) => {
    if (request.method === 'GET') {
      response.writeHead(200, headers).end(empty)
      return
    }
    request.resume()
    request.once('end', () => {
      made += 1
      response.writeHead(201, headers).end(`{"id":"${made}"}`)
    })
  })
  server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))
}

async function measureMemory(url: string, users: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'scim-rehearsal-bench-'))
  try {
    await cycle(url, syntheticSource({ seed: 1, count: users }), join(folder, 'job.sqlite'))
    process.send?.(process.resourceUsage().maxRSS / 1024)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const [role, url = '', users = '0'] = process.argv.slice(2)
if (process.argv[1] === import.meta.filename && role === 'responder') respond()
if (process.argv[1] === import.meta.filename && role === 'memory') await measureMemory(url, Number(users))
