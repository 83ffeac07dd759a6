import { isIP } from 'node:net'
import type { Request, RequestHandler, Response } from 'express'
import type { Recorder, ServedCall } from './recorder.ts'

const RECORDER_PATH = '/__recorder'
const RESET_PATH = '/__reset'
const MAX_WAIT = 60_000
const DEFAULT_LIMIT = 100
const MAX_LIMIT = 10_000

/** The components that a server lets its tests control. */
export interface ControlParts<Call extends ServedCall> {
  readonly recorder: Recorder<Call>
  /** Resets the state; undefined if a file stores it. */
  readonly reset: (() => void) | undefined
}

/**
 * Serves the recorder to clients on this machine: `GET
 * /__recorder?method=&path=&operation=&status=&admin=&after=SEQUENCE&limit=` gives `{ totalCount, results }`; with
 * `wait=MILLISECONDS` it waits for a matching call. `DELETE /__recorder` empties it, and `POST /__reset` restores the
 * initial state (409 if a file stores the state); both return 204.
 */
export function controlEndpoint<Call extends ServedCall>({ recorder, reset }: ControlParts<Call>): RequestHandler {
  const list = async (url: string, response: Response): Promise<void> => {
    const query = new URL(url, 'http://any.invalid').searchParams
    const fits = (call: Call): boolean => fitting(call, query)
    const wait = Math.min(whole(query.get('wait')) ?? 0, MAX_WAIT)
    if (wait > 0) await recorder.until(fits, { timeout: wait })
    const found = recorder.calls.filter(fits)
    const limit = Math.min(whole(query.get('limit')) ?? DEFAULT_LIMIT, MAX_LIMIT)
    response.json({ totalCount: found.length, results: found.slice(0, limit) })
  }
  return async (request, response, next) => {
    const asked = `${request.method} ${request.path}`
    if (![`GET ${RECORDER_PATH}`, `DELETE ${RECORDER_PATH}`, `POST ${RESET_PATH}`].includes(asked)) {
      next()
      return
    }
    if (!isLocalClient(request)) {
      response.status(403).json({ error: 'Forbidden', message: 'the recorder is for clients on this machine' })
      return
    }
    if (request.method === 'GET') {
      await list(request.originalUrl, response)
      return
    }
    if (request.method === 'DELETE') recorder.clear()
    else if (reset !== undefined) reset()
    else {
      response.status(409).json({ error: 'Conflict', message: 'the state is stored in a file and cannot be reset' })
      return
    }
    response.status(204).end()
  }
}

function fitting(call: ServedCall, query: URLSearchParams): boolean {
  const asked = (name: 'method' | 'operation' | 'admin'): boolean => !query.has(name) || query.get(name) === call[name]
  const path = query.get('path')
  const status = query.get('status')
  return (
    asked('method') &&
    asked('operation') &&
    asked('admin') &&
    (path === null || call.path.startsWith(path)) &&
    (status === null || String(call.status) === status) &&
    call.sequence > (whole(query.get('after')) ?? 0)
  )
}

/** Returns whether a request is from this machine, and not from a page of another site in a browser here. */
export function isLocalClient(request: Request): boolean {
  const { origin } = request.headers
  const isForeign = origin !== undefined && !isLocalName(URL.parse(origin)?.hostname)
  return isLoopback(request.socket.remoteAddress ?? '') && isLocalName(request.hostname) && !isForeign
}

const isLoopback = (address: string): boolean => /^(?:::ffff:)?127\.|^::1$/.test(address)
/** Returns whether a host name is local: a page of another site can let its own name resolve to this machine. */
const isLocalName = (host: string | undefined): boolean =>
  host === 'localhost' || (host !== undefined && isIP(host.replace(/^\[(.*)\]$/, '$1')) > 0)

function whole(text: string | null): number | undefined {
  return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : undefined
}
