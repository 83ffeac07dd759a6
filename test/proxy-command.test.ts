import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect } from 'chai'
import { proxyCommand } from '../harness/cli/proxy.ts'
import { UsageError } from '../harness/cli/usage-error.ts'
import { createTransport } from '../mocks/transport/index.ts'
import { leaksOf, planted } from './hostile/support/planted.ts'
import { answeringServer } from './support/answering-server.ts'
import { type Ended, root, scimRehearsal } from './support/command.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

const CERT = join(root, 'harness/target/fixtures/strong.cert.pem')
const KEY = join(root, 'harness/target/fixtures/strong.key.pem')
const PEM = { cert: readFileSync(CERT), key: readFileSync(KEY) }

/** Runs the proxy while `use` runs with its URL, then ends it with a signal. */
async function proxying(
  argv: readonly string[],
  use: (url: string) => Promise<void>,
  signal: NodeJS.Signals,
): Promise<Ended> {
  let used: Promise<void> | undefined
  const ended = await scimRehearsal(['proxy', '--listen', '127.0.0.1:0', ...argv], {
    onOutput: (output, kill) => {
      const url = /^proxy (http\S+)$/m.exec(output)?.[1]
      if (url === undefined || used !== undefined) return
      used = use(url).finally(() => kill(signal))
      used.catch(() => {})
    },
  })
  if (used === undefined) throw new Error(`the proxy did not start: ${ended.stderr}`)
  await used
  return ended
}

interface Line {
  readonly id: string
  readonly request: { readonly url: string }
}

describe('the command proxy', () => {
  it('uses TLS on both sides, and writes no secret and, with pseudonyms, no name', async () => {
    using folder = temporaryFolder()
    // The server repeats what it receives, in a valid user with a planted name.
    const server = createServer(PEM, (request, response) => {
      let sent = ''
      request.on('data', (chunk) => {
        sent += String(chunk)
      })
      request.on('end', () => {
        // The token is searched with its scheme and without.
        const { authorization = '' } = request.headers
        const echo = `${authorization} ${authorization.slice('Bearer '.length)} ${request.headers.cookie}`
        response.writeHead(200, {
          'content-type': 'application/scim+json',
          'set-cookie': `session=${encodeURIComponent(planted('cookie'))}`,
        })
        response.end(
          JSON.stringify({
            schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
            id: '7',
            userName: 'zebedaius',

            detail: `Zebedaius ${echo}`,
            sent,
            password: planted('password'),
          }),
        )
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const upstream = `https://localhost:${(server.address() as AddressInfo).port}/scim`
    const argv = [
      '--upstream',
      upstream,
      '--ca',
      CERT,
      '--cert',
      CERT,
      '--key',
      KEY,
      '--out',
      folder.path,
      '--pseudonyms',
      join(folder.path, 'key'),
    ]
    const headers = {
      authorization: `Bearer ${planted('token')}`,
      cookie: `a=${encodeURIComponent(planted('jar'))}`,
      'content-type': 'application/scim+json',
    }
    const { code, stdout, stderr } = await proxying(
      argv,
      async (url) => {
        await using pool = createTransport({ ca: PEM.cert.toString() })
        const base = url.replace('127.0.0.1', 'localhost')
        const query = `filter=userName+eq+%22zebedaius%22&access_token=${encodeURIComponent(planted('query'))}`
        await pool.send({ method: 'GET', url: `${base}/Users?${query}`, headers })
        const { status } = await pool.send({
          method: 'POST',
          url: `${base}/Users`,
          headers,
          body: JSON.stringify({ userName: 'zebedaius', password: planted('sent') }),
        })
        expect(status).to.equal(200)
      },
      'SIGTERM',
    )
    server.closeAllConnections()
    server.close()
    expect(code, stderr).to.equal(0)
    expect(stdout).to.match(/POST +\/scim\/Users → 200/)
    // The remark quotes the masked copy.
    expect(stdout).to.match(/! scim\.exchange\.no-password/)
    const written = ['tape.ndjson', 'exchanges.har'].map((name) => readFileSync(join(folder.path, name), 'utf8'))
    for (const text of [...written, stdout, stderr]) {
      expect(leaksOf(text)).to.deep.equal([])
      expect(text.toLowerCase()).to.not.include('zebedaius')
    }
    expect(written[0]?.trimEnd().split('\n')).to.have.length(2)
  })

  it('leaves a tape that is readable up to its last complete exchange if it is killed', async () => {
    using folder = temporaryFolder()
    await using server = await answeringServer(
      (_request, response) => void response.writeHead(200, { 'content-type': 'application/json' }).end('{"id":"7"}'),
    )
    const answered: string[] = []
    await proxying(
      ['--upstream', `${server.url}/scim`, '--out', folder.path, '--quiet', '--no-judge'],
      async (url) => {
        await using pool = createTransport()
        for (let count = 0; count < 200; count += 1) {
          await pool.send({ method: 'GET', url: `${url}/Users/${count}`, headers: {} })
          answered.push(`${server.url}/scim/Users/${count}`)
        }
      },
      'SIGKILL',
    )
    const tape = readFileSync(join(folder.path, 'tape.ndjson'), 'utf8')
    const whole = tape
      .slice(0, tape.lastIndexOf('\n'))
      .split('\n')
      .map((line) => JSON.parse(line) as Line)
    expect(whole.map(({ request }) => request.url)).to.deep.equal(answered.slice(0, whole.length))
    // The last exchanges may not have been written yet.
    expect(whole.length).to.be.greaterThan(150)
    const har = JSON.parse(readFileSync(join(folder.path, 'exchanges.har'), 'utf8')) as { log: { entries: unknown[] } }
    expect(har.log.entries.length).to.be.oneOf([whole.length, whole.length - 1])
  })

  it('reports wrong options as mistakes of the caller, in one line', async () => {
    using folder = temporaryFolder()
    await using server = await answeringServer((_request, response) => void response.end())
    const { port } = new URL(server.url)
    const cases: readonly (readonly [argv: readonly string[], says: RegExp])[] = [
      [[], /proxy needs --upstream/],
      [['--upstream', 'host/scim'], /--upstream takes an absolute http or https URL/],
      [['--upstream', 'https://u:verysecret@host/scim'], /without a user name, a query or a fragment/],
      [['--upstream', server.url, '--listen', '4020'], /--listen takes HOST:PORT/],
      [['--upstream', server.url, '--listen', `127.0.0.1:${port}`, '--out', folder.path], /is in use; choose another/],
      [['--upstream', server.url, '--cert', CERT], /--cert and --key are given together/],
      [['--upstream', server.url, '--pseudonyms', CERT, '--out', folder.path], /is not a key of this command/],
    ]
    for (const [argv, says] of cases) {
      const error = await proxyCommand()
        .parseAsync([...argv], { from: 'user' })
        .catch((caught: unknown) => caught)
      expect(error).to.be.instanceOf(UsageError)
      expect(String(error)).to.match(says)
      expect(String(error)).to.not.match(/verysecret|\n/)
    }
  })
})
