import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { defaultSchema } from '../../mocks/entra/index.ts'
import { createTransport, type Transport } from '../../mocks/transport/index.ts'
import { realLoadClock } from './load-clock.ts'
import type { LoadOptions } from './load-options.ts'
import { runLoad } from './run-load.ts'

const ROLE = 'scim-rehearsal bare responder'

/**
 * Measures how many requests per second this machine can send, with the closed model and a server in another thread
 * that does nothing. A result near this number says nothing about the target.
 */
export async function measureCeiling(lanes: number, milliseconds: number): Promise<number> {
  const worker = new Worker(import.meta.filename, { workerData: ROLE, execArgv: process.execArgv })
  try {
    const port = await new Promise<number>((resolve, reject) => {
      worker.once('message', resolve)
      worker.once('error', reject)
    })
    await using pool = createTransport({ connections: lanes })
    const baseUrl = `http://127.0.0.1:${port}/scim/v2`
    const { total, run } = await runLoad(unlimitedLoad(baseUrl, pool.send, lanes, milliseconds))
    return Math.round(total.requests / (run.durationMs / 1000))
  } finally {
    await worker.terminate()
  }
}

/** Returns the options of the closed model without limits, which sends as fast as the lanes can. */
export function unlimitedLoad(baseUrl: string, transport: Transport, lanes: number, durationMs: number): LoadOptions {
  return {
    model: 'closed',
    baseUrl,
    dialect: 'legacy',
    authorization: async () => ({}),
    transport,
    schema: defaultSchema,
    stages: [{ durationMs, from: lanes, to: lanes }],
    isPaced: false,
    lanes,
    maxRequests: Number.MAX_SAFE_INTEGER,
    maxInFlight: lanes,
    users: 1,
    groups: 0,
    cycles: 1,
    pauseMs: 0,
    seed: 1,
    shard: { index: 1, count: 1 },
    graceMs: 1000,
    clock: realLoadClock,
    startedAt: new Date(),
    thresholds: [],
    signal: new AbortController().signal,
  }
}

/** Returns a minimal response that the Entra client accepts. */
function respond(): void {
  const headers = { 'content-type': 'application/scim+json' }
  const empty = '{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":0,"Resources":[]}'
  let created = 0
  const server = createServer((request, response) => {
    request.resume()
    request.once('end', () => {
      const { method = 'GET', url = '' } = request
      if (method === 'POST') {
        created += 1
        response.writeHead(201, headers).end(`{"id":"${created}"}`)
      } else if (method === 'GET')
        response.writeHead(200, headers).end(url.includes('filter=') ? empty : '{"id":"1","active":true}')
      else response.writeHead(204).end()
    })
  })
  server.listen(0, '127.0.0.1', () => parentPort?.postMessage((server.address() as AddressInfo).port))
}

if (!isMainThread && workerData === ROLE) respond()
