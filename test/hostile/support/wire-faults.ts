import { createServer as createTcpServer, type Socket } from 'node:net'
import { gzipSync } from 'node:zlib'

/** A server that breaks the rules of the wire in one way, and the message that a run must print. */
export interface WireFault {
  readonly name: string
  /** Answers one request on a raw connection. */
  readonly answer: (socket: Socket) => void
  /** Matches the reason of an untestable target; undefined if the server must be tested like any other. */
  readonly says: RegExp | undefined
  /** The timeout of the run in milliseconds, if it must wait for the fault. */
  readonly timeout?: number
}

const EMPTY_LIST = '{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":0,"Resources":[]}'

/** Returns a response with a correct Content-Length, unless `length` differs. */
function respond(body: string | Buffer, headers = '', length = Buffer.byteLength(body)): Buffer {
  const head = `HTTP/1.1 200 OK\r\ncontent-type: application/scim+json\r\ncontent-length: ${length}\r\nconnection: close\r\n${headers}\r\n`
  return Buffer.concat([Buffer.from(head), Buffer.from(body)])
}

const utf16 = (text: string, isBig: boolean, hasMark: boolean): Buffer => {
  const bytes = Buffer.from(`${hasMark ? '\ufeff' : ''}${text}`, 'utf16le')
  return isBig ? bytes.swap16() : bytes
}

const CONTINUE = 'HTTP/1.1 100 Continue\r\n\r\n'
/** Sends parts one after another, so that each is a separate packet. */
const inParts =
  (...parts: readonly (string | Buffer)[]) =>
  (socket: Socket): void => {
    socket.setNoDelay(true)
    const send = (index: number): void => {
      const part = parts[index]
      if (part === undefined) socket.end()
      else socket.write(part, () => setImmediate(() => send(index + 1)))
    }
    send(0)
  }

/** Sends parts of a response for as long as the connection is open: as fast as possible, or slowly. */
const withoutEnd =
  (start: string, part: string, milliseconds?: number) =>
  (socket: Socket): void => {
    const send = (): void => {
      if (!socket.destroyed) socket.write(part, () => (milliseconds === undefined ? setImmediate(send) : undefined))
    }
    socket.write(start, send)
    if (milliseconds === undefined) return
    const timer = setInterval(send, milliseconds)
    socket.once('close', () => clearInterval(timer))
  }
const CHUNKED = 'HTTP/1.1 200 OK\r\ncontent-type: application/scim+json\r\ntransfer-encoding: chunked\r\n\r\n'
const MEBIBYTE = 1024 * 1024

/** A response with another status line. */
const withStatus = (status: string, body: string, headers = ''): string =>
  respond(body, headers).toString().replace('200 OK', status)

/** The table. No row may end with "the base URL is probably wrong" or "cannot be reached". */
export const WIRE_FAULTS: readonly WireFault[] = [
  { name: 'no fault', answer: (socket) => socket.end(respond(EMPTY_LIST)), says: undefined },
  {
    name: '100 Continue without a request for it',
    answer: (socket) => socket.end(Buffer.concat([Buffer.from(CONTINUE), respond(EMPTY_LIST)])),
    says: undefined,
  },
  {
    name: '100 Continue three times, with headers, in small packets',
    answer: inParts('HTTP/1.', '1 100 Go on\r\nx-a', `: b\r\n\r\n${CONTINUE}`, CONTINUE, respond(EMPTY_LIST)),
    says: undefined,
  },
  {
    name: '103 Early Hints',
    answer: (socket) =>
      socket.end(Buffer.concat([Buffer.from('HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n'), respond(EMPTY_LIST)])),
    says: undefined,
  },
  {
    name: 'a byte order mark',
    answer: (socket) => socket.end(respond(`\ufeff${EMPTY_LIST}`)),
    says: /body that starts with a byte order mark/,
  },
  {
    name: 'UTF-16 LE with a byte order mark',
    answer: (socket) => socket.end(respond(utf16(EMPTY_LIST, false, true))),
    says: /body that is UTF-16/,
  },
  {
    name: 'UTF-16 BE with a byte order mark',
    answer: (socket) => socket.end(respond(utf16(EMPTY_LIST, true, true))),
    says: /body that is UTF-16/,
  },
  {
    name: 'UTF-16 LE without a byte order mark',
    answer: (socket) => socket.end(respond(utf16(EMPTY_LIST, false, false))),
    says: /body that is UTF-16/,
  },
  {
    name: 'UTF-16 BE without a byte order mark',
    answer: (socket) => socket.end(respond(utf16(EMPTY_LIST, true, false))),
    says: /body that is UTF-16/,
  },
  {
    name: 'Latin-1',
    answer: (socket) => socket.end(respond(Buffer.from('{"detail": "Müller" x}', 'latin1'))),
    says: /bytes that are not UTF-8/,
  },
  {
    name: 'gzip that is declared',
    answer: (socket) => socket.end(respond(gzipSync(EMPTY_LIST), 'content-encoding: gzip\r\n')),
    says: /is compressed \(Content-Encoding: gzip\)/,
  },
  {
    name: 'brotli that is declared',
    answer: (socket) => socket.end(respond(gzipSync(EMPTY_LIST), 'content-encoding: br\r\n')),
    says: /is compressed \(Content-Encoding: br\)/,
  },
  {
    name: 'gzip that is not declared',
    answer: (socket) => socket.end(respond(gzipSync(EMPTY_LIST))),
    says: /is compressed with gzip and no header says so/,
  },
  {
    name: 'XML',
    answer: (socket) => socket.end(respond('<?xml version="1.0"?><ListResponse/>')),
    says: /body that is XML/,
  },
  {
    name: 'UTF-32',
    answer: (socket) =>
      socket.end(respond(Buffer.concat([...EMPTY_LIST].map((one) => Buffer.from([one.charCodeAt(0), 0, 0, 0]))))),
    says: /body that is UTF-32/,
  },
  {
    name: 'NUL bytes',
    answer: (socket) => socket.end(respond(Buffer.alloc(9))),
    says: /body that starts with NUL bytes/,
  },
  {
    name: 'two documents of JSON',
    answer: (socket) => socket.end(respond(EMPTY_LIST.repeat(2))),
    says: /body that is not valid JSON: more follows its end at (?:line|position) \d+/,
  },
  {
    name: 'JSON with NaN',
    answer: (socket) => socket.end(respond('{"totalResults":NaN}')),
    says: /body that is not valid JSON$/,
  },
  {
    name: 'JSON behind a guard',
    answer: (socket) => socket.end(respond(`)]}',\n${EMPTY_LIST}`)),
    says: /body that is not JSON, although its Content-Type says so/,
  },
  {
    name: 'a page of a gateway with status 502',
    answer: (socket) => socket.end(withStatus('502 Bad Gateway', '<html><title>502</title></html>')),
    says: /fails with 502 on a plain query/,
  },
  ...[402, 407, 421, 426, 429, 431, 451].map(
    (status): WireFault => ({
      name: `only ${status}`,
      answer: (socket) => socket.end(withStatus(`${status} No`, '', 'retry-after: 0\r\n')),
      says: new RegExp(`answers ${status} to a plain query of /Users: `),
    }),
  ),
  {
    name: 'the status 000',
    answer: (socket) => socket.end(withStatus('000 None', EMPTY_LIST)),
    says: /did not answer in HTTP/,
  },
  {
    name: 'a line that is not a header',
    answer: (socket) => socket.end(respond(EMPTY_LIST, 'no header\r\n')),
    says: /response headers that HTTP does not allow: .* or a line that is not a header|did not answer in HTTP/,
  },
  {
    name: 'a NUL byte in a header',
    answer: (socket) => socket.end(respond(EMPTY_LIST, 'x-nul: a\0b\r\n')),
    says: /response headers that HTTP does not allow|did not answer in HTTP/,
  },
  {
    name: 'an alert of TLS',
    answer: (socket) => socket.end(Buffer.from([0x15, 3, 3, 0, 2, 2, 40])),
    says: /speaks TLS; give the URL with https:/,
  },
  {
    name: 'half a status line',
    answer: (socket) => socket.end('HTTP/1.1 2'),
    says: /closed the connection (?:before it answered|without a response)/,
  },
  {
    name: 'headers without an end, slowly',
    answer: withoutEnd('HTTP/1.1 200 OK\r\nx-slow: ', 'x', 20),
    says: /did not answer within 300 ms/,
    timeout: 300,
  },
  {
    name: 'HTTP/1.0',
    answer: (socket) => socket.end(`HTTP/1.0 200 OK\r\ncontent-type: application/json\r\n\r\n${EMPTY_LIST}`),
    says: undefined,
  },
  { name: 'an empty body', answer: (socket) => socket.end(respond('')), says: /body that is empty/ },
  {
    name: 'a Content-Length that is too small',
    answer: (socket) => socket.end(respond(EMPTY_LIST, '', EMPTY_LIST.length - 10)),
    says: /ends in the middle of the JSON, where its Content-Length \(\d+\) ends|did not respond in HTTP/,
  },
  {
    name: 'a Content-Length that is too large',
    answer: (socket) => socket.end(respond(EMPTY_LIST, '', EMPTY_LIST.length + 10)),
    says: /in the middle of a response with status 200: \d+ bytes of the body were received of the \d+ that its Content-Length declares|whose length is not its Content-Length/,
  },
  {
    name: 'two Content-Lengths that differ',
    answer: (socket) => socket.end(respond(EMPTY_LIST, 'content-length: 7\r\n')),
    says: /Content-Length header (?:is|that is) wrong/,
  },
  {
    name: 'a chunk whose length is not a number',
    answer: (socket) =>
      socket.end(
        'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n',
      ),
    says: /did not respond in HTTP/,
  },
  {
    name: 'chunks without an end',
    answer: (socket) =>
      socket.end('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n'),
    says: /in the middle of a response with status 200/,
  },
  {
    name: 'headers of 100 KiB',
    answer: (socket) => socket.end(respond(EMPTY_LIST, `x-long: ${'x'.repeat(100 * 1024)}\r\n`)),
    says: /response headers of more than 16 KiB/,
  },
  {
    name: 'ten thousand headers',
    answer: (socket) => socket.end(respond(EMPTY_LIST, 'x-many: 1\r\n'.repeat(10_000))),
    says: /response headers of more than 16 KiB/,
  },
  {
    name: 'headers without an end',
    answer: withoutEnd('HTTP/1.1 200 OK\r\n', `x-long: ${'x'.repeat(1000)}\r\n`),
    says: /response headers of more than 16 KiB/,
  },
  {
    name: 'trailers without an end',
    answer: withoutEnd(`${CHUNKED}2\r\n{}\r\n0\r\n`, `x-long: ${'x'.repeat(1000)}\r\n`),
    says: /response headers of more than 16 KiB/,
  },
  {
    name: '100 Continue without an end',
    answer: withoutEnd(CONTINUE, CONTINUE),
    says: /repeatedly sent 100 Continue/,
  },
  {
    name: 'a body without an end',
    answer: withoutEnd(CHUNKED, `${MEBIBYTE.toString(16)}\r\n${'x'.repeat(MEBIBYTE)}\r\n`),
    says: /sent a body of more than 16777216 bytes/,
  },
  {
    name: 'headers, and no body',
    answer: (socket) => void socket.write(respond(EMPTY_LIST).subarray(0, -EMPTY_LIST.length)),
    says: /did not answer within 300 ms/,
    timeout: 300,
  },
  {
    name: 'a body that trickles',
    answer: withoutEnd(CHUNKED, '1\r\n \r\n', 20),
    says: /did not answer within 300 ms/,
    timeout: 300,
  },
  {
    name: 'a Content-Length of a petabyte',
    answer: (socket) => void socket.write(respond('', '', 1e15)),
    says: /did not answer within 300 ms/,
    timeout: 300,
  },
  {
    name: 'another protocol',
    answer: (socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n'),
    says: /did not respond in HTTP/,
  },
  {
    name: 'HTTP/2 without being asked',
    answer: (socket) => socket.end(Buffer.from('00000c04000000000000030000006400040000ffff', 'hex')),
    says: /did not respond in HTTP|closed the connection/,
  },
  {
    name: 'a switch of protocols',
    answer: (socket) =>
      socket.end('HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n'),
    says: /closed the connection|switched to another protocol|did not respond in HTTP/,
  },
  {
    name: 'a connection that closes at once',
    answer: (socket) => socket.end(),
    says: /closed the connection without a response/,
  },
  {
    name: 'a connection that is reset',
    answer: (socket) => socket.resetAndDestroy(),
    says: /closed the connection without a response/,
  },
  {
    name: 'plain HTTP on a port of TLS',
    answer: (socket) =>
      socket.end(
        'HTTP/1.1 400 Bad Request\r\ncontent-type: text/html\r\nconnection: close\r\n\r\n<html><title>400 The plain HTTP request was sent to HTTPS port</title></html>',
      ),
    says: /speaks TLS; give the URL with https:/,
  },
]

/** Listens on a raw port and answers each request by a function. */
export async function rawServer(
  answer: (socket: Socket) => void,
): Promise<AsyncDisposable & { readonly port: number }> {
  const sockets = new Set<Socket>()
  const server = createTcpServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => void sockets.delete(socket))
    socket.once('data', () => answer(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    [Symbol.asyncDispose]: () =>
      new Promise((closed) => {
        server.close(() => closed())
        for (const socket of sockets) socket.destroy()
      }),
  }
}
