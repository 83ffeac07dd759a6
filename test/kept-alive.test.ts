import { type AddressInfo, connect, createServer } from 'node:net'
import { expect } from 'chai'
import { rehearse } from '../harness/index.ts'
import { defaultSchema } from '../mocks/entra/index.ts'
import { listenScimServer } from '../mocks/scim-server/index.ts'

/** A proxy that closes a connection when a second request comes on it. */
async function startDropping(upstream: number): Promise<AsyncDisposable & { readonly port: number }> {
  const server = createServer((client) => {
    const server = connect(upstream, '127.0.0.1')
    let isAnswered = false
    client.on('data', (chunk) => {
      if (isAnswered) client.destroy()
      else server.write(chunk)
    })
    server.on('data', (chunk) => {
      isAnswered = true
      client.write(chunk)
    })
    for (const [one, other] of [
      [client, server],
      [server, client],
    ] as const) {
      one.on('error', () => {})
      one.on('close', () => other.destroy())
    }
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: async () => {
      await new Promise((closed) => server.close(closed))
    },
  }
}

describe('a server that closes kept-alive connections when the next request comes', () => {
  it('is judged over new connections, and the summary says so', async () => {
    await using upstream = await listenScimServer({ token: 'rehearsal' })
    await using proxy = await startDropping(Number(new URL(upstream.url).port))
    const { result } = await rehearse({
      target: { url: upstream.url.replace(/:\d+/, `:${proxy.port}`), token: 'rehearsal' },
      schema: defaultSchema,
      seed: 1,
      selection: { checks: ['entra.create', 'entra.disable.*', 'scim.delete.*'] },
    })
    expect(result.checks.filter(({ outcome }) => !['pass', 'inapplicable', 'skip'].includes(outcome))).to.deep.equal([])
    expect(result.verdict).to.equal('conformant')
    expect(result.summary).to.match(/closes connections that it has kept alive when the next request comes/)
    expect(result.leftovers ?? []).to.deep.equal([])
  })
})
