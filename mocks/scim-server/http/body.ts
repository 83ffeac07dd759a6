import type { IncomingMessage } from 'node:http'
import type { JsonValue } from '../../protocol/index.ts'
import { badRequest, ScimError } from '../wire/scim-error.ts'

const UTF8 = new TextDecoder('utf-8', { fatal: true })
const METHODS_WITH_BODY = new Set(['POST', 'PUT', 'PATCH'])

/** The maximum depth of a message: values of an attribute in an operation of a PATCH in a bulk request. */
const MAX_DEPTH = 32

/**
 * Reads the JSON body of a request; undefined if there is none. Throws a ScimError 413, 415, or 400 `invalidSyntax`.
 */
export async function readBody(
  request: IncomingMessage & { readonly body?: unknown },
  maxBytes: number,
): Promise<JsonValue | undefined> {
  if (!METHODS_WITH_BODY.has(request.method ?? '')) return undefined
  assertMediaType(request.headers['content-type'])
  // A parser in front of this router has already read the body.
  if (request.body !== undefined) return withLimitedDepth(request.body as JsonValue)
  const bytes = await readBytes(request, maxBytes)
  if (bytes.byteLength === 0) throw badRequest('invalidSyntax', 'the body is empty; it must be a JSON object')
  return withLimitedDepth(parse(bytes))
}

function parse(bytes: Buffer): JsonValue {
  try {
    return JSON.parse(UTF8.decode(bytes))
  } catch {
    throw badRequest('invalidSyntax', 'the body is not JSON in UTF-8 (RFC 8259)')
  }
}

/** Returns a body that recursive functions can read. Throws a ScimError 400 `invalidSyntax` if it is nested too deep. */
function withLimitedDepth(body: JsonValue): JsonValue {
  let level: JsonValue[] = [body]
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_DEPTH) throw badRequest('invalidSyntax', `the body nests deeper than ${MAX_DEPTH} levels`)
    level = level.flatMap((value): JsonValue[] =>
      typeof value === 'object' && value !== null
        ? Object.values(value).filter((part) => typeof part === 'object' && part !== null)
        : [],
    )
  }
  return body
}

async function readBytes(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const tooLarge = (): ScimError => new ScimError(413, `a body has at most ${maxBytes} bytes (maxPayloadSize)`)
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge()
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    request.on('data', (chunk: Buffer) => {
      size += chunk.byteLength
      if (size <= maxBytes) chunks.push(chunk)
      else {
        request.pause()
        reject(tooLarge())
      }
    })
    request.on('end', () => resolve(Buffer.concat(chunks)))
    request.on('error', reject)
  })
}

function assertMediaType(contentType: string | undefined): void {
  if (contentType === undefined) return
  const [type = '', ...parameters] = contentType
    .toLowerCase()
    .split(';')
    .map((part) => part.trim())
  if (type !== 'application/scim+json' && type !== 'application/json')
    throw new ScimError(415, `the body is ${type.slice(0, 80)}; application/scim+json is expected (RFC 7644 §3.1)`)
  const charset = parameters
    .find((parameter) => parameter.startsWith('charset='))
    ?.slice(8)
    .replaceAll('"', '')
  if (charset !== undefined && charset !== 'utf-8' && charset !== 'utf8')
    throw new ScimError(415, 'the body must be in UTF-8 (RFC 7644 §3.8)')
}
