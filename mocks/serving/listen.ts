import { createServer, type RequestListener } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'

/** The address at which a mock listens. */
export interface ListenPlace {
  /** The port; 0 uses a free one (default: 0). */
  readonly port?: number
  /** An address or a name of this machine (default: 127.0.0.1). */
  readonly host?: string
  /** The key and the certificate in PEM, for https. */
  readonly tls?: { readonly key: string; readonly cert: string; readonly minVersion?: 'TLSv1.3' }
}

/** A listening mock. */
export interface Listening extends AsyncDisposable {
  /** The origin, by which clients on this machine reach it. */
  readonly url: string
  /** Ends all connections; may be called again. */
  close(): Promise<void>
}

/**
 * The limits of the server: a filter of 10 kB is three times as long when it is percent-encoded, and the mock itself
 * must respond to it.
 */
const LIMITS = { maxHeaderSize: 64 * 1024, keepAliveTimeout: 30_000 }

/**
 * Starts a server for an application; `onClose` runs after the last connection. Rejects if the port is in use or the
 * host does not belong to this machine.
 */
export async function listen(
  app: RequestListener,
  { port = 0, host = '127.0.0.1', tls }: ListenPlace = {},
  onClose: () => void | Promise<void> = () => {},
): Promise<Listening> {
  const server = tls === undefined ? createServer(LIMITS, app) : createTlsServer({ ...LIMITS, ...tls }, app)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host.replace(/^\[(.*)\]$/, '$1'), resolve)
  })
  let closing: Promise<void> | undefined
  const close = (): Promise<void> => {
    closing ??= new Promise<void>((closed) => {
      server.close(() => closed())
      server.closeAllConnections()
    }).then(onClose)
    return closing
  }
  const scheme = tls === undefined ? 'http' : 'https'
  const { port: taken } = server.address() as AddressInfo
  return { url: `${scheme}://${reachable(host)}:${taken}`, close, [Symbol.asyncDispose]: close }
}

/** Returns the host name for URLs; if the server listens on all addresses, a loopback address. */
function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1'
  if (host === '::' || host === '[::]') return '[::1]'
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host
}
