import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Express } from 'express'

/** The mock on loopback. */
export interface ListeningJumpCloudApi extends AsyncDisposable {
  /** The origin; the API lies below `/api`. */
  readonly url: string
  close(): Promise<void>
}

/** Serves an application on 127.0.0.1; `onClose` follows the last connection. Rejects where the port is taken. */
export function listenOnLoopback(app: Express, port: number, onClose: () => void): Promise<ListeningJumpCloudApi> {
  return new Promise((resolve, reject) => {
    const server = createServer({ maxHeaderSize: 64 * 1024, keepAliveTimeout: 30_000 }, app)
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      let closing: Promise<void> | undefined
      const close = (): Promise<void> => {
        closing ??= new Promise((closed) => {
          server.close(() => {
            onClose()
            closed()
          })
          server.closeAllConnections()
        })
        return closing
      }
      resolve({
        url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        close,
        [Symbol.asyncDispose]: close,
      })
    })
  })
}
