import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { Asked } from './load.ts'

/**
 * A server under load by raw connections. They need little processor time, so that the client does not take the
 * server's cores.
 */
export interface RawSide extends Disposable {
  readonly host: string
  readonly base: string
  readonly header: string
  readonly sockets: readonly Socket[]
}

/** Opens so many connections to a base URL; each request has the `headers`. */
export async function rawSideOf(
  url: string,
  headers: Readonly<Record<string, string>>,
  connections: number,
): Promise<RawSide> {
  const { hostname, port, host, pathname } = new URL(url)
  const sockets = Array.from({ length: connections }, () => connect(Number(port), hostname).setNoDelay())
  await Promise.all(sockets.map((socket) => once(socket, 'connect')))
  const lines = Object.entries({ host, ...headers }).map(([name, value]) => `${name}: ${value}\r\n`)
  return {
    host,
    base: pathname.replace(/\/$/, ''),
    header: lines.join(''),
    sockets,
    [Symbol.dispose]: () => {
      for (const socket of sockets) socket.destroy()
    },
  }
}

/** Returns the requests per second, measured for some milliseconds. Rejects for a status of 300 or more. */
export async function rawRate(side: RawSide, milliseconds: number, request: () => Asked): Promise<number> {
  const start = performance.now()
  const end = start + milliseconds
  let count = 0
  await Promise.all(
    side.sockets.map(async (socket) => {
      while (performance.now() < end) {
        await exchange(side, socket, request())
        count += 1
      }
    }),
  )
  return (count / (performance.now() - start)) * 1000
}

/** Sends one request and reads its response, which must have a content-length. Returns the response. */
export function exchange({ base, header }: RawSide, socket: Socket, [method, path, body]: Asked): Promise<string> {
  const text = body === undefined ? '' : JSON.stringify(body)
  const length = body === undefined ? '' : `content-length: ${Buffer.byteLength(text)}\r\n`
  return new Promise((resolve, reject) => {
    let response = ''
    const done = (settle: () => void): void => {
      socket.off('data', read).off('close', closed)
      settle()
    }
    const closed = (): void => done(() => reject(new Error('the server closed the connection')))
    const read = (chunk: Buffer): void => {
      // Each character is one byte, so that lengths can be compared.
      response += chunk.toString('latin1')
      const headerEnd = response.indexOf('\r\n\r\n')
      if (headerEnd < 0) return
      const wanted = /^content-length: (\d+)\r$/im.exec(response.slice(0, headerEnd + 1))?.[1]
      if (wanted === undefined || response.length < headerEnd + 4 + Number(wanted)) return
      const isRight = /^HTTP\/1\.1 2/.test(response)
      done(() => (isRight ? resolve(response) : reject(new Error(`${method} ${path}: ${response}`))))
    }
    socket.on('data', read).on('close', closed)
    socket.write(`${method} ${base}${path} HTTP/1.1\r\n${header}${length}\r\n${text}`)
  })
}
