import express, { type Request, type RequestHandler } from 'express'

const MAX_BODY = 1024 * 1024
/** The maximum size of the body of a bulk job in bytes. */
const MAX_BULK_BODY = 10 * MAX_BODY
const BULK = '/api/v2/bulk/'
const FORMS = '/oauth2/token'
const PLAIN_JSON = /^application\/json(?:; *charset="?utf-?8"?)?$/i

/**
 * The property in which the body reader stores an error; the operation rejects the request after it has authenticated
 * the caller.
 */
export const BODY_ERROR = 'bodyError'

/**
 * Reads JSON, and forms where an operation expects them. Plain JSON is read directly, everything else by Express's
 * readers.
 */
export function bodyReader(): RequestHandler {
  const json = express.json({ limit: MAX_BODY, strict: false })
  const bulk = express.json({ limit: MAX_BULK_BODY, strict: false })
  const form = express.urlencoded({ extended: false, limit: MAX_BODY })
  return (request, response, next) => {
    if (request.method === 'GET') {
      next()
      return
    }
    const done = (error?: unknown): void => {
      if (error instanceof Error) response.locals[BODY_ERROR] = error
      next()
    }
    const isBulk = request.originalUrl.toLowerCase().startsWith(BULK)
    if (isPlain(request, isBulk ? MAX_BULK_BODY : MAX_BODY)) readPlain(request, done)
    else (request.originalUrl.toLowerCase().startsWith(FORMS) ? form : isBulk ? bulk : json)(request, response, done)
  }
}

/** Returns whether a body is JSON of a known length, not yet read, not compressed, and in UTF-8. */
function isPlain({ headers }: Request, limit: number): boolean {
  return (
    headers['content-encoding'] === undefined &&
    PLAIN_JSON.test(headers['content-type'] ?? '') &&
    Number(headers['content-length'] ?? Number.POSITIVE_INFINITY) <= limit
  )
}

function readPlain(request: Request, done: (error?: unknown) => void): void {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => void chunks.push(chunk))
  request.once('error', done)
  request.once('end', () => {
    const [first] = chunks
    const octets = chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks)
    if (octets.length === 0) {
      done()
      return
    }
    try {
      request.body = JSON.parse(octets.toString('utf8'))
    } catch (error) {
      done(Object.assign(error instanceof Error ? error : new Error(String(error)), { status: 400 }))
      return
    }
    done()
  })
}
