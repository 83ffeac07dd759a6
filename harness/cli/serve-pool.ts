import { randomBytes } from 'node:crypto'
import { extname, join } from 'node:path'
import { openJumpCloudWriter, type Switches } from '../../mocks/jumpcloud-api/index.ts'
import { scimWriter } from '../../mocks/scim-server/index.ts'
import { type PerformAll, startWorkers, type WorkerPool } from '../../mocks/serving/index.ts'
import { type JumpCloudApiFlags, jumpCloudOptions, type ServerSettings, usableDatabase } from './serve-jumpcloud-api.ts'
import { openStore, type ScimBehaviour, scimOptions } from './serve-scim.ts'
import type { TrafficFlags } from './serve-traffic.ts'
import type { ApiWorkerSettings, ScimWorkerSettings } from './serve-worker.ts'
import { UsageError } from './usage-error.ts'

/** The maximum number of processes that respond to requests. */
export const MAX_WORKERS = 64

/** The servers that can use workers. */
type PooledName = 'scim-server' | 'jumpcloud-api'

/** The flags that decide whether workers are possible. */
interface PoolFlags extends JumpCloudApiFlags, TrafficFlags {
  readonly workers?: number
  readonly deviate: readonly string[]
}

/** Returns whether a server can use workers. */
const isPooled = (name: string): name is PooledName => name === 'scim-server' || name === 'jumpcloud-api'

/** Returns the number of workers; undefined if this process responds itself. Throws UsageError if workers are not possible. */
export function workersOf(flags: PoolFlags, wanted: readonly string[]): number | undefined {
  const { workers = 1, db, deviate, fault, rateLimit, recorder } = flags
  if (workers === 1) return undefined
  const single = wanted.find((name) => !isPooled(name))
  if (single !== undefined)
    throw new UsageError(
      `--workers is an option of scim-server and jumpcloud-api; ${single} has its state in one process, so serve it with a separate command${single === 'jumpcloud-scim' ? ' with --api-url' : ''}`,
    )
  if (db === undefined || db === ':memory:')
    throw new UsageError('--workers needs --db with a file: the workers read the state from it')
  const inOneProcess = [
    ['--deviate', deviate.length > 0, 'a deviation may remember earlier requests'],
    ['--fault', fault !== undefined, 'the seed selects requests by their order'],
    ['--rate-limit', rateLimit !== undefined, 'it counts requests'],
    ['--recorder', recorder === true, 'it records requests'],
  ] as const
  for (const [flag, isGiven, why] of inOneProcess)
    if (isGiven) throw new UsageError(`${flag} needs one process, because ${why}; leave out --workers`)
  return workers
}

/** Starts the workers. */
export function startPool(workers: number): Promise<WorkerPool> {
  // The built command has JavaScript files.
  return startWorkers(join(import.meta.dirname, `serve-worker${extname(import.meta.filename)}`), workers)
}

/** A server of workers. */
interface PooledServer {
  readonly url: string
  /** Closes the state; the workers must have ended. */
  close(): Promise<void>
}

/** Serves the reference server with workers. Throws UsageError if the file cannot be used. */
export async function startPooledScim(
  pool: WorkerPool,
  db: string,
  behaviour: ScimBehaviour,
  { port, host }: ServerSettings,
): Promise<PooledServer> {
  const shared = { ...behaviour, cursorSecret: randomBytes(24).toString('hex') }
  const store = openStore(db)
  const settings: ScimWorkerSettings = { ...shared, port, host, db }
  return started(pool, 'scim-server', settings, {
    performAll: scimWriter({ ...scimOptions(shared), store }),
    close: () => store.close(),
  })
}

/** Serves the mock JumpCloud API with workers. Throws UsageError if the file cannot be used. */
export async function startPooledApi(
  pool: WorkerPool,
  flags: JumpCloudApiFlags & { readonly db: string },
  switches: Partial<Switches>,
  { port, host, ...settings }: ServerSettings,
): Promise<PooledServer> {
  const { db, role } = flags
  const { token } = settings
  const options = jumpCloudOptions(flags, switches, settings)
  const worker: ApiWorkerSettings = {
    port,
    host,
    db,
    switches,
    hasCredentials: token !== undefined || role !== undefined,
    secrets: token === undefined ? [] : [token],
  }
  return started(
    pool,
    'jumpcloud-api',
    worker,
    usableDatabase(() => openJumpCloudWriter({ ...options, db })),
  )
}

async function started(
  pool: WorkerPool,
  name: PooledName,
  settings: object,
  writer: { readonly performAll: PerformAll; close(): void },
): Promise<PooledServer> {
  try {
    const url = await pool.serve(name, settings, (calls) => writer.performAll(calls))
    return { url, close: async () => writer.close() }
  } catch (error) {
    writer.close()
    throw error
  }
}
