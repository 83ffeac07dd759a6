import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Pool } from 'undici'
import { readTape } from '../../harness/index.ts'
import type { RehearsalResult } from '../../reports/index.ts'
import { temporaryFolder } from '../../test/support/temporary-folder.ts'
import { started } from './started.ts'

const execute = promisify(execFile)
const CLI = join(import.meta.dirname, '../../harness/cli/bin.ts')
/**
 * The share of responses that must have the status of the recording; a few differ, because requests overtake each
 * other.
 */
const LEAST_ALIKE = 0.9

/** A run of the command against the reference server in a separate process. */
export interface CommandRun {
  /** Seconds from the start of the process to its end. */
  readonly seconds: number
  /** The seconds of the run itself, from its first request to its verdict. */
  readonly runSeconds: number
  readonly requests: readonly PreparedRequest[]
}

/** A request of a run, ready to be sent. */
interface PreparedRequest {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | null
  readonly status: number
}

/**
 * Runs suites, or all of them, against a new reference server that responds after so many milliseconds. Throws if the
 * run has a finding.
 */
export async function commandRun(
  delay: number,
  concurrency: number,
  suites: readonly string[] = [],
): Promise<CommandRun> {
  using server = await started('delayed.ts', String(delay))
  using folder = temporaryFolder()
  const argv = [
    ...[CLI, 'run', '--target', server.url, '--token', 'bench', '--seed', '1', `--concurrency=${concurrency}`],
    ...['--no-default-reporters', '--reporter', 'json', '--out', folder.path],
    ...suites.flatMap((suite) => ['--suite', suite]),
  ]
  const start = performance.now()
  await execute(process.execPath, argv, { maxBuffer: 64 * 1024 * 1024 })
  const seconds = (performance.now() - start) / 1000
  const { verdict, run } = JSON.parse(readFileSync(join(folder.path, 'result.json'), 'utf8')) as RehearsalResult
  // A run with findings would measure something else.
  if (verdict !== 'conformant') throw new Error(`the run is ${verdict}`)
  const requests: PreparedRequest[] = []
  for await (const { request, response } of readTape(join(folder.path, 'tape.ndjson'))) {
    const { pathname, search } = new URL(request.url)
    const headers = Object.fromEntries(request.headers.map(({ name, value }) => [name, value]))
    if (headers['authorization'] !== undefined) headers['authorization'] = 'Bearer bench'
    requests.push({
      method: request.method as 'GET' | 'POST',
      path: pathname + search,
      headers,
      body: request.body ?? null,
      status: response?.status ?? 0,
    })
  }
  return { seconds, runSeconds: run.durationMs / 1000, requests }
}

/**
 * Returns the seconds in which a raw pool sends the requests of a run, in their order, to a new server with the same
 * delay.
 */
export async function rawSeconds(
  requests: readonly PreparedRequest[],
  delay: number,
  connections: number,
): Promise<number> {
  using server = await started('delayed.ts', String(delay))
  const pool = new Pool(new URL(server.url).origin, { connections })
  const queue = requests.values()
  let alike = 0
  const start = performance.now()
  await Promise.all(
    Array.from({ length: connections }, async () => {
      for (const { status, ...request } of queue) {
        const { statusCode, body } = await pool.request(request)
        await body.arrayBuffer()
        if (statusCode === status) alike += 1
      }
    }),
  )
  const took = (performance.now() - start) / 1000
  await pool.close()
  if (alike < LEAST_ALIKE * requests.length)
    throw new Error(`only ${alike} of ${requests.length} responses have the status of the recording`)
  return took
}
