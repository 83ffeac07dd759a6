import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import express from 'express'
import { rehearse } from '../harness/index.ts'
import { defaultSchema } from '../mocks/entra/index.ts'
import { scimServer } from '../mocks/scim-server/index.ts'

/** The reference server behind a lock, like a database in one file: a write during another write fails. */
async function startLocking(): Promise<AsyncDisposable & { readonly url: string; readonly refused: () => number }> {
  let writing = 0
  let refused = 0
  const app = express()
    .use((request, response, next) => {
      if (request.method === 'GET') return next()
      if (writing > 0) {
        refused += 1
        return void response.status(500).json({ detail: 'database is locked' })
      }
      writing += 1
      response.once('close', () => {
        writing -= 1
      })
      // Other requests that were sent at the same time arrive meanwhile.
      setTimeout(next, 5)
    })
    .use('/scim', scimServer({}))
  const server = createServer(app)
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/scim`,
    refused: () => refused,
    [Symbol.asyncDispose]: async () => {
      await new Promise((closed) => server.close(closed))
    },
  }
}

describe('a server that cannot write in parallel', () => {
  it('is judged one request at a time, and its problem is one finding', async () => {
    await using server = await startLocking()
    const { result } = await rehearse({
      target: { url: server.url, token: 'rehearsal' },
      schema: defaultSchema,
      seed: 1,
      concurrency: 8,
      selection: {
        checks: ['entra.create*', 'entra.disable.*', 'scim.create.*', 'scim.put.*', 'scim.exchange.no-server-error'],
      },
    })
    const findings = result.checks.filter(({ outcome }) => ['fail', 'warn', 'error'].includes(outcome))
    expect(findings.map(({ id }) => id)).to.have.members(['entra.create.race', 'scim.exchange.no-server-error'])
    expect(result.summary).to.match(/so the run went on one request at a time/)
    expect(result.leftovers ?? []).to.deep.equal([])
    expect(server.refused(), 'requests that the lock refused').to.be.below(10)
  })
})
