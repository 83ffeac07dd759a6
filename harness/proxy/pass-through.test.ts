import type { RequestListener } from 'node:http'
import { type AddressInfo, connect, createServer as createRawServer } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { expect } from 'chai'
import express from 'express'
import { defaultSchema, listSource, openJobState, syntheticUsers, Tenant } from '../../mocks/entra/index.ts'
import { scimServer } from '../../mocks/scim-server/index.ts'
import type { HttpRequest, HttpResponse } from '../../mocks/transport/index.ts'
import { createTransport } from '../../mocks/transport/index.ts'
import type { Exchange } from '../../reports/index.ts'
import { answeringServer } from '../../test/support/answering-server.ts'
import { startJob } from '../../test/support/start-job.ts'
import { listenRecordingProxy, type RecordingProxy } from './recording-proxy.ts'

/** Starts a proxy, and collects the exchanges that it records. */
async function proxyTo(upstream: string): Promise<RecordingProxy & { readonly exchanges: readonly Exchange[] }> {
  const exchanges: Exchange[] = []
  const proxy = await listenRecordingProxy({
    upstream,
    maxBody: 64 * 1024,
    secrets: [],
    invariants: [],
    now: () => new Date(),
    monotonic: () => performance.now(),
    onExchange: (exchange) => void exchanges.push(exchange),
  })
  return Object.assign(proxy, { exchanges })
}

/** Sends bytes over a separate connection and returns everything received until it ends, including an error. */
function raw(url: string, request: string | Buffer): Promise<string> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve) => {
    let received = ''
    const socket = connect(Number(port), hostname, () => socket.write(request))
    socket.on('data', (chunk: Buffer) => {
      received += chunk.toString('latin1')
    })
    socket.on('error', (error: NodeJS.ErrnoException) => {
      received += `<${error.code}>`
    })
    socket.on('close', () => resolve(received))
  })
}

/** Returns the parts of a response that do not depend on its connection. */
function essence(response: string): {
  readonly start: string
  readonly headers: readonly string[]
  readonly body: string
} {
  const [head = '', ...rest] = response.split('\r\n\r\n')
  const [start = '', ...lines] = head.split('\r\n')
  const isChunked = lines.some((line) => /^transfer-encoding: *chunked/i.test(line))
  const body = rest.join('\r\n\r\n')
  return {
    start,
    headers: lines.filter((line) => !/^(?:connection|keep-alive|transfer-encoding):/i.test(line)),
    body: isChunked ? dechunked(body) : body,
  }
}

function dechunked(body: string): string {
  let text = ''
  for (let rest = body; rest !== ''; ) {
    const end = rest.indexOf('\r\n')
    const size = Number.parseInt(rest.slice(0, end), 16)
    if (end < 0 || !(size > 0)) return rest.startsWith('0\r\n') ? text : `${text}<cut off>`
    text += rest.slice(end + 2, end + 2 + size)
    rest = rest.slice(end + 4 + size)
  }
  return `${text}<cut off>`
}

const get = (path: string, more = ''): string => `GET ${path} HTTP/1.1\r\nHost: x\r\n${more}Connection: close\r\n\r\n`

/** Responses that a careless proxy would change. */
const ANSWERS: Readonly<Record<string, RequestListener>> = {
  'headers in their order and spelling, and several of a name': (_request, response) => {
    response.writeHead(200, 'Fine Indeed', [
      'X-B',
      '1',
      'x-a',
      '2',
      'Set-Cookie',
      'a=1',
      'Set-Cookie',
      'b=2',
      'Content-Type',
      'application/scim+json',
    ])
    response.end('{}')
  },
  'no Date header': (_request, response) => {
    response.sendDate = false
    response.end('x')
  },
  'a compressed body': (_request, response) => {
    const body = gzipSync('{"a":1}')
    response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': body.length }).end(body)
  },
  'bytes that are not UTF-8': (_request, response) => void response.end(Buffer.from([0xff, 0x00, 0xfe, 0x80])),
  'a body in chunks': (_request, response) => {
    response.write('{"a"')
    setImmediate(() => response.end(':1}'))
  },
  'a large body': (_request, response) => void response.end(Buffer.alloc(3_000_000, 'ab')),
  '204 without a body': (_request, response) => void response.writeHead(204).end(),
  '304 with an entity tag': (_request, response) => void response.writeHead(304, { etag: 'W/"1"' }).end(),
  'a redirect': (_request, response) => void response.writeHead(307, { location: '/elsewhere' }).end(),
  '429 with Retry-After': (_request, response) => void response.writeHead(429, { 'retry-after': '7' }).end('{}'),
  '599 without a reason': (_request, response) => void response.writeHead(599, '').end(),
  'an end before the answer': (request) => void request.socket.destroy(),
  'a reset': (request) => void request.socket.resetAndDestroy(),
  'a body that breaks off': (request, response) => {
    response.writeHead(200, { 'content-length': 100 })
    response.write('half')
    setImmediate(() => request.socket.destroy())
  },
}

describe('the proxy', () => {
  for (const [what, listener] of Object.entries(ANSWERS))
    it(`forwards ${what} as the server sent it`, async () => {
      await using server = await answeringServer((request, response) => {
        // The time differs between two requests.
        response.setHeader('date', 'Sun, 29 Nov 2026 08:00:00 GMT')
        listener(request, response)
      })
      await using proxy = await proxyTo(server.url)
      const direct = essence(await raw(server.url, get('/Users')))
      expect(essence(await raw(proxy.url, get('/Users')))).to.deep.equal(direct)
    })

  it('forwards requests byte by byte: path, query, headers in their order, and the body', async () => {
    const seen: unknown[] = []
    await using server = await answeringServer((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        const { method, url, rawHeaders } = request
        seen.push({ method, url, rawHeaders, body: Buffer.concat(chunks).toString('latin1') })
        response.end()
      })
    })
    await using proxy = await proxyTo(`${server.url}/scim`)
    const { host } = new URL(server.url)
    const body = Buffer.from('{"userName":"Zoë","x":"\u0000"}')
    const requests = [
      `GET /scim/Users?filter=userName+eq+%22a%2Bb%22&x=%e4 HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer t\r\nADSCIMVersion: 6.0\r\nX-Twice: 1\r\nx-twice: 2\r\nConnection: close\r\n\r\n`,
      Buffer.concat([
        Buffer.from(
          `POST /scim//Users/ HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/scim+json; charset=utf-8\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n`,
        ),
        body,
      ]),
      `PATCH /scim/Users/1 HTTP/1.1\r\nHost: ${host}\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n3\r\nabc\r\n0\r\n\r\n`,
      `DELETE /other/place HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
      `POST /scim/Users HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`,
    ]
    for (const url of [server.url, proxy.url]) for (const request of requests) await raw(url, request)
    const strip = (one: unknown): unknown => {
      const { rawHeaders, ...rest } = one as { rawHeaders: string[] }
      const pairs = rawHeaders.flatMap((name, index) => (index % 2 === 0 ? [`${name}: ${rawHeaders[index + 1]}`] : []))
      return {
        ...rest,
        headers: pairs
          .filter((pair) => !/^(?:connection|transfer-encoding):/i.test(pair))
          .map((pair) => pair.replace(/^(?:host|content-length):/i, (found) => found.toLowerCase())),
      }
    }
    expect(seen.slice(requests.length).map(strip)).to.deep.equal(seen.slice(0, requests.length).map(strip))
  })

  it('waits as long as the client does, and records that it disconnected', async () => {
    const { promise: isLeft, resolve: left } = Promise.withResolvers<void>()
    await using server = await answeringServer((request) => void request.socket.once('close', () => left()))
    const proxy = await proxyTo(server.url)
    const { port } = new URL(proxy.url)
    const socket = connect(Number(port), '127.0.0.1', () => {
      socket.write(get('/Users'))
      setTimeout(() => socket.destroy(), 50)
    })
    await isLeft
    await proxy.close()
    expect(proxy.exchanges.map(({ response }) => response)).to.deep.equal([
      { status: 0, headers: [], body: '', error: 'the client ended the connection before the response was complete' },
    ])
  })

  it('ends the connection if the server cannot be reached, and records why', async () => {
    const closed = createRawServer()
    const port = await new Promise<number>((resolve) =>
      closed.listen(0, '127.0.0.1', () => resolve((closed.address() as AddressInfo).port)),
    )
    await new Promise((resolve) => closed.close(resolve))
    const proxy = await proxyTo(`http://127.0.0.1:${port}/scim`)
    expect(await raw(proxy.url, get('/scim/Users'))).to.not.include('HTTP')
    await proxy.close()
    expect(proxy.exchanges[0]?.response.error).to.match(/ECONNREFUSED/)
  })

  it('ends the connection if the server does not speak HTTP, and records why', async () => {
    const other = createRawServer((socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n'))
    const port = await new Promise<number>((resolve) =>
      other.listen(0, '127.0.0.1', () => resolve((other.address() as AddressInfo).port)),
    )
    const proxy = await proxyTo(`http://127.0.0.1:${port}/scim`)
    expect(await raw(proxy.url, get('/scim/Users'))).to.not.include('HTTP')
    await proxy.close()
    other.close()
    expect(proxy.exchanges[0]?.response.error)
      .to.match(/^(?:[A-Z_]+: )?[^:]*HTTP/)
      .and.to.not.include('undefined')
  })

  it('records a compressed body as a string, and only the size of a long or unreadable one', async () => {
    const bodies = [gzipSync('{"id":"7"}'), Buffer.alloc(100_000, 'x'), Buffer.from([0xff, 0xfe])]
    await using server = await answeringServer((request, response) => {
      const body = bodies[Number(request.url?.slice(1))]
      response.writeHead(200, request.url === '/0' ? { 'content-encoding': 'gzip' } : {}).end(body)
    })
    const proxy = await proxyTo(server.url)
    for (const path of ['/0', '/1', '/2']) await raw(proxy.url, get(path))
    await proxy.close()
    expect(proxy.exchanges.map(({ response }) => response.body)).to.deep.equal([
      '{"id":"7"}',
      '(100000 bytes were not recorded: more than 65536)',
      '(2 bytes were not recorded: not UTF-8 text)',
    ])
  })

  /** Servers whose responses depend only on the requests. */
  const SERVERS: Readonly<Record<string, () => RequestListener>> = {
    'the reference server': referenceServer,
    'a server that answers in chunks': counting((response, body) => {
      response.writeHead(body === '' ? 204 : 200, { 'content-type': 'application/scim+json' })
      for (const character of body) response.write(character)
      response.end()
    }),
    'a server that compresses': counting((response, body) => {
      response
        .writeHead(200, {
          'content-type': 'application/json',
          'content-encoding': 'identity',
          'x-powered-by': 'nobody',
        })
        .end(body)
    }),
  }
  for (const [name, listener] of Object.entries(SERVERS))
    it(`changes nothing for our own client in front of ${name}`, async () => {
      const direct = await provisioned(listener(), false)
      const proxied = await provisioned(listener(), true)
      expect(direct.length).to.be.greaterThan(15)
      expect(proxied).to.deep.equal(direct)
    })
})

/** Returns the exchanges of a cycle of the mock Entra client, as the client saw them. */
async function provisioned(listener: RequestListener, isProxied: boolean): Promise<unknown[]> {
  await using server = await answeringServer(listener)
  await using proxy = isProxied ? await proxyTo(`${server.url}/scim`) : undefined
  const base = proxy?.url ?? `${server.url}/scim`
  const seen: unknown[] = []
  await using pool = createTransport()
  using state = openJobState(undefined)
  const source = listSource([...syntheticUsers({ seed: 5, count: 8 })])
  await using started = startJob({
    tenant: new Tenant({ source }),
    schema: defaultSchema,
    baseUrl: base,
    state,
    concurrency: 1,
    transport: async (request: HttpRequest): Promise<HttpResponse> => {
      const response = await pool.send(request)
      const {
        connection: _connection,
        'keep-alive': _alive,
        date: _date,
        'transfer-encoding': _encoding,
        ...headers
      } = response.headers
      const anywhere = (text: string): string => text.replaceAll(/127\.0\.0\.1:\d+/g, 'HOST')
      seen.push({
        ...request,
        url: anywhere(request.url),
        response: {
          ...response,
          headers: JSON.parse(anywhere(JSON.stringify(headers))),
          body: anywhere(response.body),
        },
      })
      return response
    },
  })
  await started.job.runCycle()
  await delay(0)
  return seen
}

/** Creates a server that assigns ids in sequence and stores nothing else. */
function counting(answer: (response: Parameters<RequestListener>[1], body: string) => void): () => RequestListener {
  return () => {
    let made = 0
    return (request, response) => {
      let sent = ''
      request.on('data', (chunk) => {
        sent += String(chunk)
      })
      request.on('end', () => {
        if (request.method === 'GET')
          answer(
            response,
            JSON.stringify({
              schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
              totalResults: 0,
              Resources: [],
            }),
          )
        else if (request.method === 'POST') {
          made += 1
          answer(response, JSON.stringify({ ...(JSON.parse(sent) as object), id: String(made) }))
        } else answer(response, '')
      })
    }
  }
}

/** Creates the reference server with a fixed clock and sequential ids. */
function referenceServer(): RequestListener {
  let made = 0
  const newId = (): string => {
    made += 1
    return `id-${made}`
  }
  return express().use('/scim', scimServer({ clock: () => new Date(0), newId, cursorSecret: 'fixed' }))
}
