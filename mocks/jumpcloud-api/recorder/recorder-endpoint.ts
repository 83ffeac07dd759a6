import { isIP } from 'node:net'
import type { RequestHandler } from 'express'
import type { ApiRecorder, RecordedCall } from './recorder.ts'

/** Where the recorder is served. */
const RECORDER_PATH = '/__recorder'

const MAX_WAIT = 60_000
const DEFAULT_LIMIT = 100
const MAX_LIMIT = 10_000

/**
 * Serves the recorder to clients on this machine: `GET /__recorder?method=&path=&operation=&status=&admin=&after=SEQUENCE&limit=` gives
 * `{ totalCount, results }`; with `wait=MILLISECONDS` it waits until there is a call that fits.
 */
export function recorderEndpoint(recorder: ApiRecorder): RequestHandler {
  return async (request, response, next) => {
    if (request.path !== RECORDER_PATH || request.method !== 'GET') {
      next()
      return
    }
    if (!isLoopback(request.socket.remoteAddress ?? '') || !isLocalName(request.hostname)) {
      response.status(403).json({ error: 'Forbidden', message: 'the recorder is for clients on this machine' })
      return
    }
    const query = new URL(request.originalUrl, 'http://any.invalid').searchParams
    const fits = (call: RecordedCall): boolean => fitting(call, query)
    const wait = Math.min(whole(query.get('wait')) ?? 0, MAX_WAIT)
    if (wait > 0) await recorder.until(fits, { timeout: wait })
    const found = recorder.calls.filter(fits)
    const limit = Math.min(whole(query.get('limit')) ?? DEFAULT_LIMIT, MAX_LIMIT)
    response.json({ totalCount: found.length, results: found.slice(0, limit) })
  }
}

function fitting(call: RecordedCall, query: URLSearchParams): boolean {
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

const isLoopback = (address: string): boolean => /^(?:::ffff:)?127\.|^::1$/.test(address)
/** A page of another site that a browser on this machine shows may have its own name point here. */
const isLocalName = (host: string | undefined): boolean =>
  host === 'localhost' || (host !== undefined && isIP(host.replace(/^\[(.*)\]$/, '$1')) > 0)

function whole(text: string | null): number | undefined {
  return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : undefined
}
