import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRecordingFiles, explainLog, listenRecordingProxy, loadSuites, shippedSuites } from '../harness/index.ts'
import { readProvisioningLog } from '../mocks/entra/index.ts'
import { createTransport } from '../mocks/transport/index.ts'
import type { BenchOptions, BenchRow } from './bench-row.ts'

const EXCHANGES = 10_000
const PAIRS = 2_000
const ENTRIES = 10_000

/**
 * Measures the time that the proxy adds to one exchange, recorded and judged; 10 000 exchanges at the rate of eight
 * clients; and the explanation of a log of 10 000 entries.
 */
export async function bench({ quick }: BenchOptions): Promise<BenchRow[]> {
  const [exchanges, pairs, entries] = quick ? [50, 20, 50] : [EXCHANGES, PAIRS, ENTRIES]
  const folder = mkdtempSync(join(tmpdir(), 'scim-rehearsal-bench-'))
  const user = JSON.stringify({
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
    id: '7',
    userName: 'jane',
    active: true,
  })
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/scim+json' }).end(user)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const upstream = `http://127.0.0.1:${(server.address() as AddressInfo).port}/scim`
  const invariants = (await loadSuites(shippedSuites())).flatMap((suite) => suite.invariants)
  let recorded = 0
  const files = createRecordingFiles({
    folder,
    maxBytes: 1e9,
    maxFiles: 1,
    har: true,
    creator: { name: 'bench', version: '0' },
    onFailure: () => {},
  })
  const proxy = await listenRecordingProxy({
    upstream,
    maxBody: 1e6,
    secrets: [],
    invariants,
    now: () => new Date(),
    monotonic: () => performance.now(),
    onExchange: (exchange) => {
      recorded += 1
      files.append(exchange)
    },
  })
  await using pool = createTransport({ connections: 8 })
  const once = async (base: string): Promise<number> => {
    const start = performance.now()
    await pool.send({
      method: 'GET',
      url: `${base}/Users/7`,
      headers: { authorization: 'Bearer secret-token', accept: 'application/scim+json' },
    })
    return performance.now() - start
  }
  const direct: number[] = []
  const through: number[] = []
  for (let count = 0; count < pairs; count += 1) {
    direct.push(await once(upstream))
    through.push(await once(proxy.url))
  }
  const began = performance.now()
  let sent = 0
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      while (sent < exchanges) {
        sent += 1
        await once(proxy.url)
      }
    }),
  )
  const took = performance.now() - began
  await proxy.close()
  files.close()
  server.closeAllConnections()
  server.close()
  rmSync(folder, { recursive: true })
  const added = median(through) - median(direct)
  const explained = explainMilliseconds(entries)
  return [
    { name: 'added by the proxy, median', value: round(added), unit: 'ms', bound: '<= 5', holds: added <= 5 },
    { name: `${exchanges} exchanges of 8 clients`, value: Math.round((exchanges / took) * 1000), unit: 'requests/s' },
    {
      name: 'exchanges recorded',
      value: recorded,
      unit: '',
      bound: `= ${exchanges + pairs}`,
      holds: recorded === exchanges + pairs,
    },
    {
      name: `a log of ${entries} entries explained`,
      value: Math.round(explained),
      unit: 'ms',
      bound: '<= 2000',
      holds: explained <= 2000,
    },
  ]
}

function explainMilliseconds(entries: number): number {
  const reason =
    'StatusCode: Conflict Message: x Web Response: {"scimType":"uniqueness","detail":"userName is taken"}. This operation was retried 0 times.'
  const text = JSON.stringify({
    value: Array.from({ length: entries }, (_, index) => ({
      activityDateTime: '2026-11-29T08:00:00Z',
      provisioningAction: 'create',
      sourceIdentity: { id: `${index % 3000}`, displayName: `User ${index % 3000}`, identityType: 'User', details: {} },
      provisioningStatusInfo: {
        status: index % 3 === 0 ? 'success' : 'failure',
        errorInformation: index % 3 === 0 ? null : { errorCode: index % 2 === 0 ? 'EntryConflict' : 'Timeout', reason },
      },
      provisioningSteps: [{ name: 'EntryExportAdd', status: 'failure', description: 'Failed to create User' }],
    })),
  })
  const start = performance.now()
  explainLog(readProvisioningLog(text).records, new Map())
  return performance.now() - start
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}

const round = (number: number): number => Math.round(number * 1000) / 1000
