import { listenScimServer } from '../mocks/scim-server/index.ts'
import type { BenchRow } from './bench-row.ts'

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User'
const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp'
const ROUNDS = 20
/** What "in milliseconds" is held to, sending of the request included. */
const BOUND = 100

/** How long requests that are meant to do harm keep the server busy, until their refusal has come. */
export async function bench(): Promise<BenchRow[]> {
  await using server = await listenScimServer()
  const users = `${server.url}/Users`
  const send = async (url: string, method = 'GET', body?: string): Promise<number> => {
    const start = performance.now()
    const response = await fetch(url, {
      method,
      headers: { 'content-type': 'application/scim+json' },
      ...(body === undefined ? {} : { body }),
    })
    await response.text()
    const took = performance.now() - start
    if (response.status < 400 || response.status > 499) throw new Error(`${method} was answered ${response.status}`)
    return took
  }
  const filter = (text: string): string => `${users}?filter=${encodeURIComponent(text)}`
  const patch = (path: string): string =>
    JSON.stringify({ schemas: [PATCH], Operations: [{ op: 'add', path, value: 'x' }] })
  const large = JSON.stringify({ schemas: [USER], userName: 'x'.repeat(10 * 1024 * 1024) })
  const created = await fetch(users, {
    method: 'POST',
    headers: { 'content-type': 'application/scim+json' },
    body: JSON.stringify({ schemas: [USER], userName: 'ann' }),
  })
  const { id } = (await created.json()) as { id: string }
  const requests: Readonly<Record<string, () => Promise<number>>> = {
    'a filter of 10 kB': () => send(filter(`userName eq "${'x'.repeat(10_240)}"`)),
    'a filter of 1 000 parentheses': () => send(filter(`${'('.repeat(1000)}userName pr${')'.repeat(1000)}`)),
    'a body of 10 MB': () => send(users, 'POST', large),
    '__proto__ in a path': () => send(`${users}/${id}`, 'PATCH', patch('__proto__.x')),
    'constructor in a path': () => send(`${users}/${id}`, 'PATCH', patch('constructor.prototype')),
  }
  const rows: BenchRow[] = []
  for (const [name, request] of Object.entries(requests)) {
    const times: number[] = []
    for (let round = 0; round < ROUNDS; round += 1) times.push(await request())
    const median = times.sort((a, b) => a - b)[ROUNDS / 2] ?? Number.NaN
    const value = Math.round(median * 10) / 10
    rows.push({ name, value, unit: 'ms', bound: `<= ${BOUND}`, holds: median <= BOUND })
  }
  return rows
}
