import { Pool } from 'undici'

/** A server under load. */
export interface Side {
  readonly pool: Pool
  /** Path of the base URL, without a slash at its end. */
  readonly base: string
  readonly headers: Readonly<Record<string, string>>
}

/** One request. */
export type Asked = readonly [method: 'GET' | 'POST' | 'PATCH', path: string, body?: object]

/** The number of requests under way at the same time. */
export const CONNECTIONS = 8

const HEADERS = { authorization: 'Bearer bench', 'content-type': 'application/scim+json' }

/** Opens connections to a base URL; each request has the `headers`. */
export function sideOf(url: string, headers: Side['headers'] = HEADERS): Side {
  const { origin, pathname } = new URL(url)
  return { pool: new Pool(origin, { connections: CONNECTIONS }), base: pathname.replace(/\/$/, ''), headers }
}

/** Sends one request and returns the body. Throws Error if it is rejected. */
export async function send({ pool, base, headers }: Side, ...[method, path, body]: Asked): Promise<string> {
  const response = await pool.request({
    method,
    path: `${base}${path}`,
    headers,
    body: body === undefined ? null : JSON.stringify(body),
  })
  const text = await response.body.text()
  if (response.statusCode >= 300) throw new Error(`${method} ${path} answers ${response.statusCode}: ${text}`)
  return text
}

/** Returns the requests per second, measured for some milliseconds. */
export async function rate(side: Side, milliseconds: number, request: (index: number) => Asked): Promise<number> {
  const start = performance.now()
  const end = start + milliseconds
  let count = 0
  const work = async (): Promise<void> => {
    while (performance.now() < end) {
      const index = count
      count += 1
      // A step that is coprime to the number of users visits all of them in an irregular order.
      await send(side, ...request(index * 7919))
    }
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, work))
  return (count / (performance.now() - start)) * 1000
}
