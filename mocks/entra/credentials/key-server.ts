import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A server of public keys on loopback. */
export interface KeyServer extends AsyncDisposable {
  readonly origin: string
}

/** Serves JSON documents by path on 127.0.0.1: a key set and its location. */
export async function serveKeys(
  documents: (origin: string) => Readonly<Record<string, object>>,
  port = 0,
): Promise<KeyServer> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    const answers = documents(`http://${request.headers.host ?? 'localhost'}`)
    const answer = Object.hasOwn(answers, pathname) ? answers[pathname] : undefined
    response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' })
    response.end(JSON.stringify(answer ?? { error: 'not_found' }))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
