import { execFileSync, spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { connect as connectTcp, createServer as createTcpServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { createServer as createTlsServer, type TlsOptions } from 'node:tls'
import { expect } from 'chai'
import { rehearse } from '../../harness/index.ts'
import { jumpCloudSchema } from '../../mocks/entra/index.ts'
import { createTransport, TransportError } from '../../mocks/transport/index.ts'
import type { RehearsalResult } from '../../reports/index.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { rawServer, WIRE_FAULTS } from './support/wire-faults.ts'

const WRONG_CAUSE = /the base URL is probably wrong|cannot be reached/

async function run(url: string, timeout = 10_000): Promise<RehearsalResult> {
  const selection = { checks: ['gallery.validate-credentials-test'] }
  return (await rehearse({ schema: jumpCloudSchema, seed: 1, timeout, target: { url }, selection })).result
}

describe('faults of the wire are named correctly', () => {
  for (const { name, answer, says, timeout } of WIRE_FAULTS) {
    it(name, async () => {
      await using server = await rawServer(answer)
      const { verdict, reason } = await run(`http://127.0.0.1:${server.port}/scim`, timeout)
      expect(reason ?? '').to.not.match(WRONG_CAUSE)
      // The selected check has nothing to judge here, so the run reached the target.
      if (says === undefined) expect(reason).to.match(/^none of the selected checks could be judged/)
      else {
        expect(reason).to.match(says)
        expect(verdict).to.equal('untestable')
      }
    })
  }
})

describe('100 Continue', () => {
  it('is not part of a response on a reused connection, and a body that looks like it is preserved', async () => {
    const body = 'HTTP/1.1 100 Continue\r\n\r\nis a body'
    const sockets = new Set<Socket>()
    const server = createTcpServer((socket) => {
      sockets.add(socket)
      socket.on('data', () => {
        socket.write(`HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n`)
        setImmediate(() => socket.write(body))
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    await using transport = createTransport({ connections: 1 })
    for (let round = 0; round < 3; round += 1) {
      const request = { method: 'POST', url: `http://127.0.0.1:${port}/Users`, headers: {}, body: '{}' }
      expect(await transport.send(request)).to.include({ status: 200, body })
    }
    expect(sockets.size).to.equal(1)
    for (const socket of sockets) socket.destroy()
    server.close()
  })
})

describe('a header that HTTP cannot carry', () => {
  for (const [name, value, says] of [
    ['a line break', 'Bearer abc\n', /the header authorization contains a line break/],
    ['a control character', 'Bearer a\u0001', /contains the control character U\+0001/],
    ['a character outside Latin-1', 'Bearer €uro', /contains U\+20AC, which a header cannot carry/],
  ] as const) {
    it(`is named without its value: ${name}`, async () => {
      await using server = await rawServer((socket) => socket.end())
      await using transport = createTransport()
      const request = { method: 'GET', url: `http://127.0.0.1:${server.port}/`, headers: { authorization: value } }
      const error = await transport.send(request).catch((reason: unknown) => reason)
      expect(error).to.be.instanceOf(TransportError)
      expect((error as TransportError).message)
        .to.match(says)
        .and.to.not.include('abc')
        .and.to.not.match(WRONG_CAUSE)
    })
  }
})

describe('a connection that is never accepted', () => {
  it('counts for the time-out once, and closing does not wait for it', async () => {
    // The queue of a server that accepts nothing is filled; further SYNs get no answer.
    const program = `const { createServer } = require('node:net'); const s = createServer(); s.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => { process.stdout.write(String(s.address().port) + '\\n', () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)) })`
    const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] })
    const port = await new Promise<number>((resolve) => child.stdout.once('data', (chunk) => resolve(Number(chunk))))
    const fillers = Array.from({ length: 8 }, () => connectTcp(port, '127.0.0.1').on('error', () => {}))
    try {
      await new Promise<void>((resolve) => fillers[0]?.once('connect', () => resolve()))
      const started = performance.now()
      const { reason } = await run(`http://127.0.0.1:${port}/scim`, 1500)
      expect(reason).to.match(/did not accept a connection within 1500 ms/)
      // A second wait, or undici's ten seconds, would take much longer.
      expect(performance.now() - started).to.be.below(7000)
    } finally {
      for (const socket of fillers) socket.destroy()
      child.kill('SIGKILL')
    }
  })
})

describe('TLS failures are named by kind', () => {
  const folder = temporaryFolder()
  after(() => folder[Symbol.dispose]())
  const openssl = (...argv: readonly string[]): void =>
    void execFileSync('openssl', argv, { cwd: folder.path, stdio: 'ignore' })
  const certificate = (name: string, subject: string, ...more: readonly string[]): TlsOptions => {
    openssl(
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      `${name}.key`,
      '-out',
      `${name}.pem`,
      '-subj',
      subject,
      ...more,
    )
    return read(name)
  }
  const read = (name: string): TlsOptions => ({
    key: readFileSync(join(folder.path, `${name}.key`)),
    cert: readFileSync(join(folder.path, `${name}.pem`)),
  })
  /** Only new versions of `openssl req` can set dates. */
  const dated = (name: string, from: string, to: string): TlsOptions => {
    const file = (suffix: string): string => `${name}.${suffix}`
    writeFileSync(join(folder.path, file('index')), '')
    writeFileSync(
      join(folder.path, file('cnf')),
      `[ca]\ndefault_ca=c\n[c]\ndatabase=${file('index')}\nnew_certs_dir=.\ndefault_md=sha256\npolicy=p\nrand_serial=yes\nx509_extensions=x\n[p]\ncommonName=supplied\n[x]\nsubjectAltName=IP:127.0.0.1\n`,
    )
    openssl(
      'req',
      '-new',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      file('key'),
      '-out',
      file('csr'),
      '-subj',
      '/CN=x',
    )
    openssl(
      ...['ca', '-batch', '-notext', '-selfsign', '-config', file('cnf'), '-in', file('csr'), '-keyfile', file('key')],
      ...['-startdate', from, '-enddate', to, '-out', file('pem')],
    )
    return read(name)
  }
  const LOCAL = ['-addext', 'subjectAltName=IP:127.0.0.1']

  const rows: readonly (readonly [name: string, options: () => TlsOptions, says: RegExp, trusts: boolean])[] = [
    ['self-signed', () => certificate('self', '/CN=x', ...LOCAL), /its certificate is self-signed/, false],
    ['expired', () => dated('old', '20200101000000Z', '20200201000000Z'), /its certificate has expired/, true],
    [
      'not valid yet',
      () => dated('new', '20990101000000Z', '20990201000000Z'),
      /its certificate is not valid yet/,
      true,
    ],
    [
      'another host name',
      () => certificate('other', '/CN=other', '-addext', 'subjectAltName=DNS:other.example'),
      /its certificate is for another host name/,
      true,
    ],
    [
      'only an old version',
      () => ({
        ...certificate('v1', '/CN=x', ...LOCAL),
        minVersion: 'TLSv1',
        maxVersion: 'TLSv1.1',
        ciphers: 'DEFAULT@SECLEVEL=0',
      }),
      /it offers no TLS version that is accepted/,
      true,
    ],
    [
      'a client certificate is demanded',
      () => ({
        ...certificate('mutual', '/CN=x', ...LOCAL),
        requestCert: true,
        rejectUnauthorized: true,
        maxVersion: 'TLSv1.2',
      }),
      /demands a client certificate/,
      true,
    ],
  ]
  for (const [name, options, says, trusts] of rows) {
    it(name, async function () {
      let prepared: TlsOptions
      try {
        prepared = options()
      } catch {
        // This row needs no openssl.
        return this.skip()
      }
      const server = createTlsServer(prepared, (socket) => {
        socket.on('error', () => {})
        socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}')
      })
      server.on('tlsClientError', () => {})
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      const address = server.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0
      try {
        await using transport = createTransport(trusts ? { ca: String(prepared.cert) } : {})
        const error = await transport
          .send({ method: 'GET', url: `https://127.0.0.1:${port}/`, headers: {} })
          .catch((reason: unknown) => reason)
        expect(error).to.be.instanceOf(TransportError)
        expect((error as TransportError).message)
          .to.match(says)
          .and.to.not.match(WRONG_CAUSE)
      } finally {
        server.close()
      }
    })
  }

  it('no TLS at all', async () => {
    await using server = await rawServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
    const { reason } = await run(`https://127.0.0.1:${server.port}/scim`)
    expect(reason).to.match(/the port does not speak TLS/)
  })
})
