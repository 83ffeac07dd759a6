import { type Request, type Response, Router } from 'express'
import { SCIM_MEDIA_TYPE } from '../protocol/index.ts'
import { readBody } from './http/body.ts'
import { createService } from './service.ts'
import type { ScimServerOptions } from './settings/options.ts'
import { resolveSettings } from './settings/settings.ts'
import type { ScimRequest, ScimResponse } from './wire/message.ts'
import { ScimError } from './wire/scim-error.ts'

/**
 * Creates an Express router that is a SCIM service provider: `app.use('/scim/v2', scimServer({ … }))`. Throws Error for
 * invalid options.
 */
export function scimServer(options: ScimServerOptions = {}): Router {
  const settings = resolveSettings(options)
  const serve = createService(settings)
  const router = Router()
  router.use(async (request: Request, response: Response) => {
    const read = await readRequest(request, settings.limits.bodyBytes)
    const wire = { url: request.originalUrl, address: request.socket.remoteAddress ?? '' }
    const passed = await options.traffic?.pass(read, wire, () => serve(read))
    const { answer, delay } = passed ?? { answer: await serve(read), delay: 0 }
    if (delay > 0) await new Promise((resolve) => setTimeout(resolve, delay))
    if (answer === undefined) request.socket.resetAndDestroy()
    else write(request, response, answer, read.fault?.status === 413)
  })
  return router
}

async function readRequest(request: Request, maxBytes: number): Promise<ScimRequest> {
  const question = request.url.indexOf('?')
  const headers: Record<string, string | undefined> = {}
  for (const [name, value] of Object.entries(request.headers))
    headers[name] = Array.isArray(value) ? value.join(', ') : value
  const common = {
    method: request.method,
    path: question < 0 ? request.url : request.url.slice(0, question),
    query: new URLSearchParams(question < 0 ? '' : request.url.slice(question + 1)),
    headers,
    base: `${request.protocol}://${request.headers.host ?? 'localhost'}${request.baseUrl}`,
  }
  try {
    const body = await readBody(request, maxBytes)
    return body === undefined ? common : { ...common, body }
  } catch (error) {
    if (error instanceof ScimError) return { ...common, fault: error }
    throw error
  }
}

function write(request: Request, response: Response, { status, headers, body }: ScimResponse, closes: boolean): void {
  response.statusCode = status
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
  // The rest of a body that is too large is not read: the connection ends with the response.
  if (closes) response.setHeader('connection', 'close')
  if (body === undefined) {
    response.end()
    return
  }
  // A string is sent in one write with the header.
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  if (!response.hasHeader('content-type')) response.setHeader('content-type', mediaType(request.headers.accept))
  response.setHeader('content-length', Buffer.byteLength(text))
  response.end(request.method === 'HEAD' ? undefined : text)
}

/** Returns the media type of a response: SCIM's own, unless the client accepts only plain JSON (RFC 7644 §3.8). */
function mediaType(accept: string | undefined): string {
  const plainOnly = accept?.includes('application/json') === true && !/scim\+json|\*\/\*/.test(accept)
  return plainOnly ? 'application/json; charset=utf-8' : `${SCIM_MEDIA_TYPE}; charset=utf-8`
}
