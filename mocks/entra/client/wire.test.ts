import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import { createTransport } from '../../transport/index.ts'
import { createEntraClient, type EntraClientOptions } from './index.ts'

/** Returns the headers of one query as sent, without those of the connection. */
async function sentHeaders(options: Partial<EntraClientOptions> = {}): Promise<Record<string, string>> {
  let raw: readonly string[] = []
  const server = createServer((request, response) => {
    raw = request.rawHeaders
    response.end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  await using transport = createTransport()
  try {
    const client = createEntraClient({
      baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/scim`,
      authorization: () => ({ authorization: 'Bearer t' }),
      transport: transport.send,
      guid: () => 'cf4d78e8-cc4f-4d5d-b8b9-183561c0104a',
      ...options,
    })
    await client.probe('/Users', 'userName')
  } finally {
    server.closeAllConnections()
    server.close()
  }
  const names = raw.filter((_, index) => index % 2 === 0)
  const all = names.map((name, index): [string, string] => [name.toLowerCase(), raw[2 * index + 1] ?? ''])
  return Object.fromEntries(all.filter(([name]) => name !== 'host' && name !== 'connection'))
}

describe('the headers of the Entra client', () => {
  it('are the credentials, accept and adscimversion, without user-agent', async () => {
    expect(await sentHeaders()).to.deep.equal({
      authorization: 'Bearer t',
      accept: 'application/scim+json',
      adscimversion: '6.0',
    })
  })

  it('have other values or are omitted, depending on the switches', async () => {
    const adScimVersion = 'Date: 2026-11-29, ActivityId: 7'
    expect(await sentHeaders({ accept: 'application/json', adScimVersion })).to.deep.equal({
      authorization: 'Bearer t',
      accept: 'application/json',
      adscimversion: adScimVersion,
    })
    expect(await sentHeaders({ accept: 'none', adScimVersion: 'none' })).to.deep.equal({ authorization: 'Bearer t' })
  })
})
