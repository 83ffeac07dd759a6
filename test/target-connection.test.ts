import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer as createHttpServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { createServer, type ServerOptions } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect } from 'chai'
import express from 'express'
import { listenScimServer, scimServer } from '../mocks/scim-server/index.ts'
import { outputOf, root, scimRehearsal } from './support/command.ts'
import { readResult } from './support/read-result.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

const fixture = (name: string): string => join(root, 'harness/target/fixtures', name)
const CERT = fixture('strong.cert.pem')
const KEY = fixture('strong.key.pem')
const CHECKS = ['--check', 'scim.create.*', '--check', 'entra.tls.*']

interface Listening extends AsyncDisposable {
  readonly port: number
}

async function listen(
  server: ReturnType<typeof createHttpServer> | ReturnType<typeof createServer>,
): Promise<Listening> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const close = async (): Promise<void> => {
    server.close()
    server.closeAllConnections()
  }
  return { port: (server.address() as AddressInfo).port, [Symbol.asyncDispose]: close }
}

/** Starts the reference server, which accepts only connections with the right client certificate. */
function mutualTls(options: ServerOptions = {}): Promise<Listening> {
  const pem = { cert: readFileSync(CERT), key: readFileSync(KEY), ca: readFileSync(CERT) }
  return listen(
    createServer(
      { ...pem, requestCert: true, rejectUnauthorized: true, ...options },
      express().use('/scim', scimServer({})),
    ),
  )
}

describe('mutual TLS', () => {
  it('presents the client certificate in each request, and in the examination of TLS', async () => {
    using out = temporaryFolder()
    await using server = await mutualTls()
    const target = ['--target', `https://localhost:${server.port}/scim`, '--ca', CERT]
    const ended = await scimRehearsal(['run', ...target, '--cert', CERT, '--key', KEY, ...CHECKS, '--out', out.path])
    expect(ended.code, outputOf(ended)).to.equal(0)
    const { checks } = readResult(out.path)
    const outcomes = Object.fromEntries(checks.map(({ id, outcome }) => [id, outcome]))
    expect(outcomes).to.include({ 'entra.tls.version': 'pass', 'scim.create.answers-201': 'pass' })
    expect(checks[0]?.replay).to.include(`--ca ${CERT} --cert ${CERT} --key ${KEY}`)
    expect(readFileSync(join(out.path, 'result.json'), 'utf8')).to.not.include('PRIVATE KEY')
  })

  it('is required by such a server: 3 without it', async () => {
    using out = temporaryFolder()
    await using server = await mutualTls()
    const target = ['--target', `https://localhost:${server.port}/scim`, '--ca', CERT]
    const ended = await scimRehearsal(['run', ...target, ...CHECKS, '--out', out.path])
    expect(ended.code, outputOf(ended)).to.equal(3)
  })
})

/** Starts a proxy that forwards to a port of this machine for any requested host. */
async function proxyTo(port: number): Promise<Listening & { readonly seen: string[] }> {
  const seen: string[] = []
  const forward = (incoming: IncomingMessage, answer: ServerResponse): void => {
    const { pathname, search, host } = new URL(incoming.url ?? '')
    seen.push(`${incoming.method} ${host}`)
    const outgoing = request({
      port,
      host: '127.0.0.1',
      path: pathname + search,
      method: incoming.method,
      headers: incoming.headers,
    })
    outgoing.on('response', (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers)
      response.pipe(answer)
    })
    outgoing.on('error', () => answer.writeHead(502).end())
    incoming.pipe(outgoing)
  }
  const server = createHttpServer(forward)
  server.on('connect', ({ url }, socket) => {
    seen.push(`CONNECT ${url}`)
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n')
  })
  return { ...(await listen(server)), seen }
}

describe('a proxy from the environment', () => {
  const TOKEN = 'secret-of-this-test'

  it('forwards requests to a target elsewhere', async () => {
    using out = temporaryFolder()
    await using server = await listenScimServer({ token: TOKEN })
    await using proxy = await proxyTo(Number(new URL(server.url).port))
    const target = `http://scim.example${new URL(server.url).pathname}`
    const argv = ['run', '--target', target, '--token', TOKEN, '--check', 'scim.create.answers-201', '--out', out.path]
    const ended = await scimRehearsal(argv, { environment: { HTTP_PROXY: `http://127.0.0.1:${proxy.port}` } })
    expect(ended.code, outputOf(ended)).to.equal(0)
    expect(proxy.seen).to.include('POST scim.example')
    expect(new Set(proxy.seen.map((line) => line.split(' ')[1]))).to.deep.equal(new Set(['scim.example']))
  })

  it('gets a request for a tunnel if the target uses TLS, and is named if there is none', async () => {
    using out = temporaryFolder()
    await using proxy = await proxyTo(1)
    const ended = await scimRehearsal(['run', '--target', 'https://scim.example/scim', '--out', out.path], {
      environment: { HTTPS_PROXY: `http://user:hunter2@127.0.0.1:${proxy.port}` },
    })
    expect(ended.code).to.equal(3)
    expect(proxy.seen[0]).to.equal('CONNECT scim.example:443')
    expect(outputOf(ended)).to.include(`through the proxy 127.0.0.1:${proxy.port}`).and.to.not.include('hunter2')
  })

  it('is not used for loopback, nor for the hosts of NO_PROXY', async () => {
    using out = temporaryFolder()
    await using server = await listenScimServer({ token: TOKEN })
    await using proxy = await proxyTo(1)
    const environment = { HTTP_PROXY: `http://127.0.0.1:${proxy.port}`, NO_PROXY: 'other.example,.invalid' }
    const argv = ['--token', TOKEN, '--check', 'scim.create.answers-201', '--out', out.path]
    const loopback = await scimRehearsal(['run', '--target', server.url, ...argv], { environment })
    expect(loopback.code, outputOf(loopback)).to.equal(0)
    const exempt = await scimRehearsal(['run', '--target', 'http://scim.invalid/scim', ...argv], { environment })
    expect(exempt.code, outputOf(exempt)).to.equal(3)
    expect(proxy.seen).to.deep.equal([])
  })

  for (const [name, value] of [
    ['no URL', 'http://:80:80'],
    ['a proxy of another kind', 'socks5://user:hunter2@127.0.0.1:1080'],
  ] as const)
    it(`is rejected if it is ${name}: 2, and one line without its password`, async () => {
      const argv = ['run', '--target', 'http://scim.example/scim']
      const ended = await scimRehearsal(argv, { environment: { HTTPS_PROXY: value } })
      expect(ended.code).to.equal(2)
      expect(outputOf(ended)).to.match(/^HTTPS_PROXY in the environment is not the URL of an HTTP proxy.*\n$/)
      expect(outputOf(ended)).to.not.include('hunter2')
    })
})
