import { listenScimServer } from '../mocks/scim-server/index.ts'
import type { BenchOptions, BenchRow } from './bench-row.ts'

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User'
const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp'
const ROUNDS = 20
/** The meaning of "in milliseconds", including the sending of the request. */
const BOUND = 100

const job = (Operations: readonly object[]): string =>
  JSON.stringify({ schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'], Operations })

/** Groups each of which refers to the next one, and the last to a missing resource. */
const chain = (length: number): object[] =>
  Array.from({ length }, (_, index) => ({
    method: 'POST',
    path: '/Groups',
    bulkId: `b${index}`,
    data: {
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
      displayName: `Chained ${index}`,
      members: [{ value: `bulkId:b${index + 1}` }],
    },
  }))

/** Measures how long requests that are meant to overload the server keep it busy, until it rejects them. */
export async function bench({ quick }: BenchOptions): Promise<BenchRow[]> {
  const rounds = quick ? 2 : ROUNDS
  await using server = await listenScimServer()
  const users = `${server.url}/Users`
  const send = async (url: string, method = 'GET', body?: string, answer = /^4\d\d$/): Promise<number> => {
    const start = performance.now()
    const response = await fetch(url, {
      method,
      headers: { 'content-type': 'application/scim+json' },
      ...(body === undefined ? {} : { body }),
    })
    await response.text()
    const took = performance.now() - start
    if (!answer.test(String(response.status))) throw new Error(`${method} was answered ${response.status}`)
    return took
  }
  const bulk = `${server.url}/Bulk`
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
    'a body of 100 000 levels': () =>
      send(users, 'POST', `{"schemas":${'['.repeat(100_000)}${']'.repeat(100_000)},"userName":"deep"}`),
    'a bulk request of 5 000 operations': () =>
      send(
        bulk,
        'POST',
        job(Array.from({ length: 5000 }, (_, index) => ({ method: 'DELETE', path: `/Users/${index}` }))),
      ),
    // The last reference is resolved only at the end of the body; the time must not grow with the square of their
    // number.
    'a bulk request of 1 000 references to what comes after': () => send(bulk, 'POST', job(chain(1000)), /^200$/),
  }
  const rows: BenchRow[] = []
  for (const [name, request] of Object.entries(requests)) {
    const times: number[] = []
    for (let round = 0; round < rounds; round += 1) times.push(await request())
    const median = times.sort((a, b) => a - b)[rounds / 2] ?? Number.NaN
    const value = Math.round(median * 10) / 10
    rows.push({ name, value, unit: 'ms', bound: `<= ${BOUND}`, holds: median <= BOUND })
  }
  return rows
}
