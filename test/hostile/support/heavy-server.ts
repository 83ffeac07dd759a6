import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { isJsonObject, type JsonObject, type JsonValue } from '../../../mocks/protocol/index.ts'
import { listenScimServer } from '../../../mocks/scim-server/index.ts'

/** A way in which a server costs its client memory or disk. */
export interface HeavyMode {
  readonly name: string
  /** The checks that `run` selects, if those of the other modes would take minutes. */
  readonly checks?: readonly string[]
  /** Returns the body to send instead of the reference server's; undefined leaves it. */
  readonly rewrite: (body: JsonObject, request: { readonly method: string; readonly url: URL }) => string | undefined
}

const MIB = 1024 * 1024
const LARGE = 'x'.repeat(15 * MIB)
const MEDIUM = 'y'.repeat(5 * MIB)
const DEEP = '['.repeat(1_000_000) + ']'.repeat(1_000_000)
const MANY = 100_000

const isList = (body: JsonObject): boolean => Array.isArray(body['Resources'])
const isResource = (body: JsonObject): boolean => typeof body['id'] === 'string'

/** A resource that the run did not create, as small as possible. */
const stranger = (index: number): JsonObject => ({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
  id: `s${index}`,
  userName: `stranger${index}`,
})

let crowd: string | undefined
/** Returns a list with 100 000 more resources, as JSON. */
function crowdAfter(body: JsonObject): string {
  crowd ??= Array.from({ length: MANY }, (_, index) => JSON.stringify(stranger(index))).join(',')
  const listed = (body['Resources'] as readonly JsonValue[]).map((one) => JSON.stringify(one))
  const { Resources: _, ...rest } = body
  const total = listed.length + MANY
  return `${JSON.stringify({ ...rest, totalResults: total, itemsPerPage: total }).slice(0, -1)},"Resources":[${[...listed, crowd].join(',')}]}`
}

/** The modes in which the memory and the disk of a client must stay within bounds. */
export const HEAVY_MODES: readonly HeavyMode[] = [
  {
    name: 'bodies of 15 MB',
    checks: ['entra.create.*'],
    rewrite: (body) =>
      `${JSON.stringify(body).slice(0, -1)}${Object.keys(body).length === 0 ? '' : ','}"padding":"${LARGE}"}`,
  },
  {
    name: 'an attribute of 5 MB',
    checks: ['entra.create.*'],
    rewrite: (body) =>
      isList(body)
        ? JSON.stringify({
            ...body,
            Resources: (body['Resources'] as readonly JsonValue[]).map((one, index) =>
              isJsonObject(one) && index < 3 ? { ...one, title: MEDIUM } : one,
            ),
          })
        : isResource(body)
          ? JSON.stringify({ ...body, title: MEDIUM })
          : undefined,
  },
  {
    // Each resource of a list is a separate value in memory; the checks have several lists at a time.
    name: 'lists of 100 000 resources',
    checks: ['entra.create.external-id', 'scim.paging.count-*'],
    rewrite: (body) => (isList(body) ? crowdAfter(body) : undefined),
  },
  {
    name: 'pages without an end',
    rewrite: (body, { url }) => {
      if (!isList(body) || url.searchParams.has('filter')) return undefined
      const start = Math.max(1, Number(url.searchParams.get('startIndex') ?? 1))
      const count = Math.min(1000, Number(url.searchParams.get('count') ?? 1000))
      const Resources = Array.from({ length: count }, (_, index) => stranger(start + index))
      return JSON.stringify({ ...body, totalResults: 1_000_000_000, startIndex: start, itemsPerPage: count, Resources })
    },
  },
  {
    name: 'a page that repeats',
    rewrite: (body, { url }) => {
      if (!isList(body) || url.searchParams.has('filter')) return undefined
      const Resources = Array.from({ length: 1000 }, (_, index) => stranger(index))
      return JSON.stringify({ ...body, totalResults: 1_000_000_000, startIndex: 1, itemsPerPage: 1000, Resources })
    },
  },
  {
    name: 'JSON that is 1 000 000 deep',
    checks: ['entra.create.*'],
    rewrite: (body) =>
      isList(body) && (body['Resources'] as readonly JsonValue[]).length === 0
        ? undefined
        : `${JSON.stringify(body).slice(0, -1)}${Object.keys(body).length === 0 ? '' : ','}"deep":${DEEP}}`,
  },
]

/** A listening server of one mode. */
export interface HeavyServer extends AsyncDisposable {
  readonly url: string
  /** The number of bytes sent in bodies. */
  readonly sent: number
}

/** Starts the reference server behind a listener that makes its responses heavy. */
export async function listenHeavy({ rewrite }: HeavyMode, token: string): Promise<HeavyServer> {
  const inner = await listenScimServer({ token })
  const { origin, pathname } = new URL(inner.url)
  let sent = 0
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const method = request.method ?? 'GET'
    const url = new URL(request.url ?? '/', origin)
    const { connection: _, host: __, 'transfer-encoding': ___, ...headers } = request.headers
    const answer = await fetch(url, {
      method,
      headers: headers as Record<string, string>,
      redirect: 'manual',
      ...(chunks.length === 0 ? {} : { body: Buffer.concat(chunks) }),
    })
    const text = await answer.text()
    const parsed: unknown = text === '' ? undefined : JSON.parse(text)
    const rewritten = isJsonObject(parsed) && answer.status < 300 ? rewrite(parsed, { method, url }) : undefined
    const body = Buffer.from(rewritten ?? text)
    sent += body.length
    const kept = [...answer.headers].filter(([name]) => !/^(?:content-length|connection|keep-alive|date)$/.test(name))
    response.writeHead(answer.status, {
      ...Object.fromEntries(kept),
      ...(text === '' ? {} : { 'content-length': body.length }),
    })
    response.end(text === '' ? undefined : body)
  }
  const server = createServer((request, response) => void serve(request, response).catch(() => response.destroy()))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}${pathname}`,
    get sent() {
      return sent
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await inner.close()
    },
  }
}
