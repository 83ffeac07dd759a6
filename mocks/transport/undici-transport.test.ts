import { createServer, type RequestListener } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net'
import { expect } from 'chai'
import { createTransport, type HttpResponse, type TransportError, type TransportOptions } from './index.ts'

/** Listens on a free port while `use` runs. */
async function at(server: Server, use: (origin: string) => Promise<void>): Promise<void> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  } finally {
    if ('closeAllConnections' in server) (server as ReturnType<typeof createServer>).closeAllConnections()
    server.close()
  }
}

async function get(url: string, options: TransportOptions = {}): Promise<HttpResponse> {
  await using transport = createTransport(options)
  return await transport.send({ method: 'GET', url, headers: {} })
}

async function faultOf(attempt: Promise<unknown>): Promise<Pick<TransportError, 'fault' | 'message'>> {
  try {
    await attempt
  } catch (error) {
    expect(error).to.have.property('name', 'TransportError')
    return error as TransportError
  }
  throw new Error('a response was received')
}

const http = (listener: RequestListener): Server => createServer(listener)
const raw = (talk: (socket: Socket) => void): Server =>
  createTcpServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', () => talk(socket))
  })

describe('the transport', () => {
  it('returns the response with any status, with header names in lower case and repeated headers joined', () =>
    at(
      http((_, response) => {
        response.writeHead(418, { 'X-One': '1', 'X-Two': ['a', 'b'] }).end('kurz und stämmig')
      }),
      async (origin) => {
        const { status, headers, body } = await get(origin)
        expect(status).to.equal(418)
        expect(headers).to.include({ 'x-one': '1', 'x-two': 'a, b' })
        expect(body).to.equal('kurz und stämmig')
      },
    ))

  it('sends method, headers, path and body unchanged', () =>
    at(
      http((request, response) => {
        let body = ''
        request.on('data', (chunk) => {
          body += chunk
        })
        request.on('end', () => response.end(`${request.method} ${request.url} ${request.headers['x-key']} ${body}`))
      }),
      async (origin) => {
        await using transport = createTransport()
        const url = `${origin}/Users?filter=userName+eq+%22a%2Bb%22`
        const { body } = await transport.send({ method: 'PATCH', url, headers: { 'x-key': 'k' }, body: '{"ä":1}' })
        expect(body).to.equal('PATCH /Users?filter=userName+eq+%22a%2Bb%22 k {"ä":1}')
      },
    ))

  it('follows no redirect', () =>
    at(
      http((_, response) => {
        response.writeHead(302, { location: '/login' }).end()
      }),
      async (origin) => {
        const { status, headers } = await get(origin)
        expect(status).to.equal(302)
        expect(headers).to.include({ location: '/login' })
      },
    ))

  it('recognizes a server that does not exist', async () => {
    let origin = ''
    await at(
      raw(() => {}),
      async (url) => {
        origin = url
      },
    )
    const { fault, message } = await faultOf(get(origin))
    expect(fault).to.equal('unreachable')
    expect(message).to.include(origin).and.to.include('ECONNREFUSED').and.to.include('check the URL')
  })

  it('recognizes a server that never responds, and one that never ends its response', async () => {
    await at(
      raw(() => {}),
      async (origin) => {
        expect((await faultOf(get(origin, { timeout: 50 }))).fault).to.equal('timeout')
      },
    )
    await at(
      http((_, response) => {
        response.write('{')
      }),
      async (origin) => {
        expect((await faultOf(get(origin, { timeout: 50 }))).fault).to.equal('timeout')
      },
    )
  })

  it('recognizes a connection that is reset, before and within a response', async () => {
    await at(
      raw((socket) => socket.resetAndDestroy()),
      async (origin) => {
        expect((await faultOf(get(origin))).fault).to.equal('reset')
      },
    )
    const half = raw((socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf'))
    await at(half, async (origin) => {
      expect((await faultOf(get(origin))).fault).to.equal('reset')
    })
  })

  describe('with a server that closes a kept-alive connection when the next request comes', () => {
    /** Answers the first request of a connection, with the number of the connection, and drops the next one. */
    const dropping = (): Server => {
      let connections = 0
      return createTcpServer((socket) => {
        socket.on('error', () => {})
        connections += 1
        const number = String(connections)
        socket.once('data', () => {
          socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${number.length}\r\n\r\n${number}`)
          socket.once('data', () => socket.destroy())
        })
      })
    }

    it('sends a request without a body again, on a new connection', () =>
      at(dropping(), async (url) => {
        await using transport = createTransport({ connections: 1 })
        const bodies: string[] = []
        for (const method of ['GET', 'DELETE', 'GET', 'GET'])
          bodies.push((await transport.send({ method, url, headers: {} })).body)
        expect(bodies).to.deep.equal(['1', '2', '3', '4'])
        expect(transport.dropsReuse).to.equal(true)
      }))

    it('does not send a request with a body again, and says why it failed', () =>
      at(dropping(), async (url) => {
        await using transport = createTransport({ connections: 1 })
        await transport.send({ method: 'GET', url, headers: {} })
        const { fault, message } = await faultOf(transport.send({ method: 'POST', url, headers: {}, body: '{}' }))
        expect(fault).to.equal('reset')
        expect(message).to.match(/closed a connection that it had kept alive when the next request came$/)
        expect(transport.dropsReuse).to.equal(false)
      }))

    it('keeps no connection alive any more if it is to avoid that', () =>
      at(dropping(), async (url) => {
        await using transport = createTransport({ connections: 1, avoidsReuse: true })
        for (let count = 0; count < 4; count += 1) await transport.send({ method: 'GET', url, headers: {} })
        const { body } = await transport.send({ method: 'POST', url, headers: {}, body: '{}' })
        expect(body, 'the number of the connection').to.equal('5')
      }))

    it('takes a connection that is closed before its first answer as a failure of the request', () =>
      at(
        raw((socket) => socket.destroy()),
        async (url) => {
          await using transport = createTransport()
          for (let count = 0; count < 3; count += 1)
            expect((await faultOf(transport.send({ method: 'GET', url, headers: {} }))).message).to.match(
              /closed the connection without a response$/,
            )
          expect(transport.dropsReuse).to.equal(false)
        },
      ))
  })

  it('recognizes a response that is not HTTP', () =>
    at(
      raw((socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n')),
      async (origin) => {
        expect((await faultOf(get(origin))).fault).to.equal('malformed')
      },
    ))

  it('recognizes a server without TLS', () =>
    at(
      http((_, response) => void response.end()),
      async (origin) => {
        expect((await faultOf(get(origin.replace('http:', 'https:')))).fault).to.equal('tls')
      },
    ))

  it('reads no more bytes than the limit', () =>
    at(
      http((_, response) => void response.end('x'.repeat(2000))),
      async (origin) => {
        expect((await faultOf(get(origin, { maxBodyBytes: 1000 }))).fault).to.equal('too-large')
        expect((await get(origin, { maxBodyBytes: 2000 })).body).to.have.length(2000)
      },
    ))

  it('is cancelled by its signal', () =>
    at(
      raw(() => {}),
      async (origin) => {
        const controller = new AbortController()
        const answer = get(origin, { signal: controller.signal })
        controller.abort()
        expect((await faultOf(answer)).fault).to.equal('aborted')
      },
    ))

  it('names neither path, query nor header in its message', async () => {
    const { message } = await faultOf(get('http://127.0.0.1:1/Users?token=s3cret'))
    expect(message).to.not.include('s3cret').and.to.not.include('/Users')
  })
})
