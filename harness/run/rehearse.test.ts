import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import { jumpCloudSchema } from '../../mocks/entra/index.ts'
import { listenScimServer } from '../../mocks/scim-server/index.ts'
import { rehearse } from './rehearse.ts'

const base = { schema: jumpCloudSchema, seed: 1 } as const

describe('a rehearsal of the reference server', () => {
  for (const dialect of ['legacy', 'flagged'] as const) {
    it(`has no finding while the server is lenient (${dialect})`, async () => {
      await using server = await listenScimServer({ token: 'reference-token' })
      const { result } = await rehearse({ ...base, dialect, target: { url: server.url, token: 'reference-token' } })
      const findings = result.checks.filter(
        ({ outcome }) => outcome === 'fail' || outcome === 'error' || outcome === 'warn',
      )
      expect(findings.map(({ id, reason }) => `${id}: ${reason}`)).to.deep.equal([])
    })
  }

  it('has no finding of the RFC suite while the server is strict', async () => {
    await using server = await listenScimServer({ strict: true })
    const { result } = await rehearse({ ...base, target: { url: server.url }, selection: { suites: ['rfc7644'] } })
    const findings = result.checks.filter(
      ({ outcome }) => outcome === 'fail' || outcome === 'error' || outcome === 'warn',
    )
    expect(findings.map(({ id, reason }) => `${id}: ${reason}`)).to.deep.equal([])
  })

  it('does not change users that it did not create, and leaves no resource behind', async () => {
    await using server = await listenScimServer({})
    const post = (userName: string): Promise<Response> =>
      fetch(`${server.url}/Users`, {
        method: 'POST',
        headers: { 'content-type': 'application/scim+json' },
        body: JSON.stringify({ schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName }),
      })
    await Promise.all(Array.from({ length: 50 }, (_, index) => post(`foreign${index}`)))
    const before = await (await fetch(`${server.url}/Users?count=200`)).text()
    const { result } = await rehearse({ ...base, target: { url: server.url } })
    expect(result.leftovers ?? []).to.deep.equal([])
    expect(await (await fetch(`${server.url}/Users?count=200`)).text()).to.equal(before)
  })

  it('changes nothing with readOnly', async () => {
    await using server = await listenScimServer({})
    const { result } = await rehearse({ ...base, readOnly: true, target: { url: server.url } })
    expect(result.checks.some(({ outcome }) => outcome === 'pass')).to.equal(true)
    expect(result.checks.filter(({ reason = '' }) => reason.includes('read-only')).length).to.be.greaterThan(20)
    expect((await (await fetch(`${server.url}/Users`)).json()) as object).to.include({ totalResults: 0 })
  })

  it('lists resources that it could not remove, with the commands that do', async () => {
    await using server = await listenScimServer({})
    const proxy = createServer(async (request, response) => {
      if (request.method === 'DELETE') {
        response.writeHead(405).end()
        return
      }
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk as Buffer)
      const body = Buffer.concat(chunks)
      const answer = await fetch(new URL(request.url ?? '/', server.url), {
        method: request.method ?? 'GET',
        headers: { 'content-type': 'application/scim+json', accept: 'application/scim+json' },
        ...(body.length === 0 ? {} : { body }),
      })
      response
        .writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'text/plain' })
        .end(await answer.text())
    })
    proxy.listen(0, '127.0.0.1')
    await once(proxy, 'listening')
    try {
      const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}/scim/v2`
      const { result } = await rehearse({ ...base, target: { url }, selection: { checks: ['scim.read.by-id'] } })
      const own = (result.leftovers ?? []).filter(({ location }) => location.startsWith(`${url}/Users/`))
      expect(own.length).to.be.at.least(1)
      expect(own[0]?.remove).to.match(/^curl -i -X DELETE 'http:\/\/127\.0\.0\.1:\d+\/scim\/v2\/Users\/[^']+'/)
    } finally {
      proxy.closeAllConnections()
      proxy.close()
    }
  })
})
