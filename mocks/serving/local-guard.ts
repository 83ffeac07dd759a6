import type { Request, RequestHandler, Response } from 'express'

/** The settings of a guard, including its response to a rejected request. */
export interface LocalGuard {
  /**
   * True if the server requires credentials, which a page of another site does not have; it then responds to every host
   * name.
   */
  readonly hasCredentials: boolean
  /** Sends the response to a rejected request in the form of the server. */
  readonly reject: (request: Request, response: Response, message: string) => void
}

const METHODS = 'GET, POST, PUT, PATCH, DELETE'
/** The response headers that scripts may read. */
const EXPOSED = 'location, etag, retry-after, www-authenticate, x-total-count'
const DAY = 86_400

/**
 * Rejects requests that a page of another site could send through a browser on this machine: a server without
 * credentials responds only to local names, and to no foreign Origin. Pages of local origins may read its responses,
 * and their preflights are answered (Fetch standard, CORS protocol).
 */
export function localGuard({ hasCredentials, reject }: LocalGuard): RequestHandler {
  return (request, response, next) => {
    const { host, origin } = request.headers
    if (!hasCredentials && host !== undefined && !isLoopbackHost(hostOf(host))) {
      reject(
        request,
        response,
        'a server without a token responds only to local host names; use 127.0.0.1, or set a token',
      )
      return
    }
    const isLocal = origin !== undefined && isLocalOrigin(origin)
    if (!hasCredentials && origin !== undefined && !isLocal) {
      reject(request, response, 'a server without a token responds only to pages of local origins; set a token')
      return
    }
    if (!isLocal) {
      next()
      return
    }
    response.setHeader('access-control-allow-origin', origin)
    response.setHeader('vary', 'origin')
    const wanted = request.headers['access-control-request-headers']
    if (request.method === 'OPTIONS' && request.headers['access-control-request-method'] !== undefined) {
      response.setHeader('access-control-allow-methods', METHODS)
      if (wanted !== undefined) response.setHeader('access-control-allow-headers', wanted)
      response.setHeader('access-control-max-age', String(DAY))
      response.status(204).end()
      return
    }
    response.setHeader('access-control-expose-headers', EXPOSED)
    next()
  }
}

/** Returns whether a host, without its port, is this machine by its loopback interface. */
export function isLoopbackHost(host: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|\[?::1\]?|(?:[\w-]+\.)+localhost)\.?$/i.test(host)
}

/** The name of a `Host` header, without its port. */
const hostOf = (header: string): string => header.trim().replace(/:\d*$/, '')

function isLocalOrigin(origin: string): boolean {
  try {
    const { protocol, hostname } = new URL(origin)
    return (protocol === 'http:' || protocol === 'https:') && isLoopbackHost(hostname)
  } catch {
    return false
  }
}
