import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import express from 'express'
import { bearerToken, scimServer } from '../../mocks/scim-server/index.ts'

/** The ways in which a target stops responding. */
export const WAYS_TO_GO = [
  'killed',
  'hung',
  'reset',
  'closed-silently',
  'half-a-body',
  'unauthorized',
  'forbidden',
  'too-many-requests',
  'server-error',
  'gateway-page',
  'moved',
  'wrong-length',
  'long-headers',
  'byte-order-mark',
  'utf-16',
  'gzip',
  'not-found',
  'bad-request',
  'other-server',
] as const
/** One of the ways. */
export type WayToGo = (typeof WAYS_TO_GO)[number]

/** A target that stops responding, and may return. */
export interface FailingTarget extends AsyncDisposable {
  readonly url: string
  readonly requests: number
  /** Counts the existing resources in the target's own store. */
  left(): Promise<number>
}

const answers: Readonly<Record<WayToGo, (request: IncomingMessage, response: ServerResponse) => void>> = {
  killed: (request) => void request.socket.destroy(),
  hung: () => {},
  reset: (request) => void request.socket.resetAndDestroy(),
  'closed-silently': (request) => void request.socket.end(),
  'half-a-body': (_, response) => {
    response.writeHead(200, { 'content-type': 'application/scim+json', 'content-length': '1000' })
    response.write('{"schemas":')
    setImmediate(() => response.destroy())
  },
  unauthorized: (_, response) => void response.writeHead(401).end(),
  forbidden: (_, response) => void response.writeHead(403).end(),
  'too-many-requests': (_, response) => void response.writeHead(429, { 'retry-after': '0' }).end(),
  'server-error': (_, response) => void response.writeHead(503).end(),
  'gateway-page': (_, response) =>
    void response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><h1>Maintenance</h1>'),
  moved: (_, response) => void response.writeHead(308, { location: 'https://login.example/' }).end(),
  'wrong-length': (request) =>
    void request.socket.end('HTTP/1.1 200 OK\r\ncontent-length: 9\r\ncontent-length: 7\r\n\r\n{}'),
  'long-headers': (request) => void request.socket.end(`HTTP/1.1 200 OK\r\nx-long: ${'x'.repeat(100_000)}\r\n\r\n`),
  'byte-order-mark': (request, response) => encoded((text) => Buffer.from(`\ufeff${text}`))(request, response),
  'utf-16': (request, response) => encoded((text) => Buffer.from(text, 'utf16le'))(request, response),
  gzip: (request, response) => encoded(gzipSync, { 'content-encoding': 'gzip' })(request, response),
  'not-found': (_, response) => refused(response, 404, 'The tenant does not exist.'),
  'bad-request': (_, response) => refused(response, 400, 'The tenant is suspended.'),
  'other-server': ({ method }, response) => {
    const status = method === 'GET' ? 404 : 405
    response.writeHead(status, { 'content-type': 'application/json' }).end('{"error":"no such route"}')
  },
}

function refused(response: ServerResponse, status: number, detail: string): void {
  const body = { schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: String(status), detail }
  response.writeHead(status, { 'content-type': 'application/scim+json' }).end(JSON.stringify(body))
}

const EMPTY = '{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":0,"Resources":[]}'
/** Responds with JSON in bytes that a SCIM client cannot read. */
const encoded =
  (encode: (text: string) => Buffer, headers: Readonly<Record<string, string>> = {}) =>
  (_: IncomingMessage, response: ServerResponse): void =>
    void response.writeHead(200, { 'content-type': 'application/scim+json', ...headers }).end(encode(EMPTY))

/**
 * Starts the reference server behind a listener that fails from the N-th request on; after `returnsAfter` failed
 * requests it works again. With `isEmptied`, it has lost its data then.
 */
export async function startFailingTarget(
  way: WayToGo,
  after: number,
  { returnsAfter = Number.POSITIVE_INFINITY, isEmptied = false }: { returnsAfter?: number; isEmptied?: boolean } = {},
): Promise<FailingTarget> {
  const start = () => express().use('/scim/v2', scimServer({ authenticate: bearerToken('rehearsal') }))
  let app = start()
  let requests = 0
  const isFailing = (): boolean => requests > after && requests <= after + returnsAfter
  const server = createServer((request, response) => {
    if (request.headers['x-inspection'] === undefined) requests += 1
    if (isFailing() && request.headers['x-inspection'] === undefined) {
      request.resume()
      answers[way](request, response)
      if (isEmptied && requests === after + 1) app = start()
    } else app(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}/scim/v2`
  const count = async (path: string): Promise<number> => {
    const headers = { authorization: 'Bearer rehearsal', 'x-inspection': 'yes' }
    const body = (await (await fetch(`${url}${path}?count=0`, { headers })).json()) as { totalResults: number }
    return body.totalResults
  }
  return {
    url,
    get requests() {
      return requests
    },
    left: async () => (await count('/Users')) + (await count('/Groups')),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
