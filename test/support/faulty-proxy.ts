import { createServer, request as send } from 'node:http'
import type { AddressInfo } from 'node:net'

/** The fault that a request gets. */
export type Fault = 'none' | '429' | '500' | 'reset' | 'hang' | 'lost-answer' | 'late-answer'

/** A proxy in front of a server that injects faults. */
export interface FaultyProxy extends AsyncDisposable {
  /** The origin of the proxy, in place of the server's. */
  readonly origin: string
  /** The number of requests with each fault. */
  readonly met: Readonly<Record<Fault, number>>
}

/**
 * Starts a proxy; `choose` returns the fault of the next request. With `lost-answer` the server processes the request
 * and the connection is reset, with `late-answer` it processes the request and no response is sent.
 */
export async function faultyProxy(serverOrigin: string, choose: (method: string) => Fault): Promise<FaultyProxy> {
  const met: Record<Fault, number> = {
    none: 0,
    '429': 0,
    '500': 0,
    reset: 0,
    hang: 0,
    'lost-answer': 0,
    'late-answer': 0,
  }
  const server = createServer((incoming, outgoing) => {
    const fault = choose(incoming.method ?? 'GET')
    met[fault] += 1
    switch (fault) {
      case '429':
        incoming.resume()
        outgoing.writeHead(429, { 'retry-after': '1' }).end()
        return
      case '500':
        incoming.resume()
        outgoing.writeHead(500).end('{"detail":"out of luck"}')
        return
      case 'reset':
        incoming.socket.resetAndDestroy()
        return
      case 'hang':
        incoming.resume()
        return
      case 'none':
      case 'lost-answer':
      case 'late-answer': {
        const forwarded = send(
          serverOrigin + (incoming.url ?? '/'),
          { method: incoming.method, headers: incoming.headers },
          (answer) => {
            if (fault === 'late-answer') {
              answer.resume()
              return
            }
            if (fault === 'lost-answer') {
              answer.resume()
              answer.once('end', () => incoming.socket.resetAndDestroy())
              return
            }
            outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
            answer.pipe(outgoing)
          },
        )
        forwarded.once('error', () => incoming.socket.destroy())
        incoming.pipe(forwarded)
      }
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    met,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
