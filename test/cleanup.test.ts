import { text } from 'node:stream/consumers'
import { expect } from 'chai'
import { isJsonObject, type JsonObject } from '../mocks/protocol/index.ts'
import { memoryStore, type RunningServer, type ScimRequest } from '../mocks/scim-server/index.ts'
import { answeringServer } from './support/answering-server.ts'
import { type Ended, outputOf, scimRehearsal } from './support/command.ts'
import { readResult } from './support/read-result.ts'
import { temporaryFolder } from './support/temporary-folder.ts'
import { listenWatched, TOKEN, type Watch } from './support/watched-server.ts'

const OLD = `rh${Date.UTC(2025, 0, 2).toString(36)}`
const NEW = `rh${Date.UTC(2026, 0, 2).toString(36)}`

/** Foreign users, some of which have names like those of a run. */
const FOREIGN = ['rhiannon', 'rhiannon12x0001', 'jane@contoso.example', `a${NEW}x0001`]

async function create(server: RunningServer, path: string, body: object): Promise<void> {
  const response = await fetch(`${server.url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/scim+json' },
    body: JSON.stringify(body),
  })
  expect(response.status).to.equal(201)
}

const user = (userName: string, more: JsonObject = {}): JsonObject => ({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
  userName,
  ...more,
})

/** Starts a server with users and groups of two runs, and of others. */
async function populated(watch?: Watch): Promise<RunningServer> {
  const server = await listenWatched(memoryStore(), watch)
  for (const userName of FOREIGN) await create(server, '/Users', user(userName))
  for (let index = 0; index < 120; index += 1)
    await create(server, '/Users', user(`${NEW}x${String(index).padStart(4, '0')}`))
  await create(server, '/Users', user(`${OLD}x0001@rehearsal.example`))
  await create(server, '/Users', user('renamed', { displayName: `Rehearsal ${OLD}x0002` }))
  await create(server, '/Users', user('keyed', { externalId: `${OLD}x0003` }))
  const group = { schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'] }
  await create(server, '/Groups', { ...group, displayName: `Rehearsal ${OLD}x0004` })
  await create(server, '/Groups', { ...group, displayName: 'Rehearsal room' })
  return server
}

async function namesOn(server: RunningServer): Promise<string[]> {
  const names: string[] = []
  for (const path of ['/Users', '/Groups'])
    for (let startIndex = 1; ; startIndex += 100) {
      const url = `${server.url}${path}?startIndex=${startIndex}&count=100`
      const response = await fetch(url, { headers: { authorization: `Bearer ${TOKEN}` } })
      const body: unknown = await response.json()
      const listed =
        isJsonObject(body) && Array.isArray(body['Resources']) ? body['Resources'].filter(isJsonObject) : []
      names.push(...listed.map(({ userName, displayName }) => String(userName ?? displayName)))
      if (listed.length < 100) break
    }
  return names
}

const cleanup = (server: RunningServer, ...argv: string[]): Promise<Ended> =>
  scimRehearsal(['cleanup', '--target', server.url, '--token', TOKEN, ...argv])

describe('cleanup', () => {
  it('lists with --dry-run, removes one run or all, and no resource that a run did not name', async () => {
    const writes: ScimRequest[] = []
    await using server = await populated((request) => {
      if (request.method !== 'GET' && request.method !== 'POST') writes.push(request)
    })
    const before = await namesOn(server)
    const dry = await cleanup(server, '--dry-run')
    expect(dry.code, outputOf(dry)).to.equal(0)
    expect(dry.stdout).to.include('124 resources would be removed').and.to.include('of 2025-01-02T00:00:00.000Z')
    expect(writes).to.deep.equal([])
    const old = await cleanup(server, '--run', OLD, '--json')
    expect(old.code, outputOf(old)).to.equal(0)
    const rows = JSON.parse(old.stdout) as { name: string; state: string; run: string }[]
    expect(rows.map(({ state, run }) => `${state} ${run}`)).to.deep.equal(Array(4).fill(`removed ${OLD}`))
    expect((await namesOn(server)).length).to.equal(before.length - 4)
    const all = await cleanup(server)
    expect(all.code, outputOf(all)).to.equal(0)
    expect(all.stdout).to.match(/\n120 resources removed\n$/)
    expect(await namesOn(server)).to.have.members([...FOREIGN, 'Rehearsal room'])
    expect((await cleanup(server)).stdout).to.equal('nothing is left of any run\n')
  })

  it('removes the resources of a killed run', async () => {
    using out = temporaryFolder()
    const store = memoryStore()
    let creates = 0
    let kill: ((signal: NodeJS.Signals) => void) | undefined
    await using server = await listenWatched(store, ({ method }) => {
      creates += method === 'POST' ? 1 : 0
      if (creates === 60) kill?.('SIGKILL')
    })
    await scimRehearsal(['run', '--target', server.url, '--token', TOKEN, '--out', out.path], {
      onStart: (send) => {
        kill = send
      },
    })
    expect(() => readResult(out.path)).to.throw()
    expect((await namesOn(server)).length, 'what the killed run left').to.be.above(0)
    const ended = await cleanup(server)
    expect(ended.code, outputOf(ended)).to.equal(0)
    expect(await namesOn(server)).to.deep.equal([])
  })

  it('fetches its token by client credentials, with the secret in the body if only that is accepted, as run does', async () => {
    await using server = await populated()
    await using tokens = await answeringServer((request, response) => {
      void text(request).then((form) => {
        const isKnown = new URLSearchParams(form).get('client_secret') === 'secret-4711'
        response.writeHead(isKnown ? 200 : 401, { 'content-type': 'application/json' })
        response.end(
          JSON.stringify(isKnown ? { access_token: TOKEN, token_type: 'Bearer' } : { error: 'invalid_client' }),
        )
      })
    })
    const argv = ['cleanup', '--target', server.url, '--run', OLD, '--oauth-token-url', `${tokens.url}/token`]
    const credentials = (secret: string): string[] => ['--oauth-client-id', 'entra', '--oauth-client-secret', secret]
    const ended = await scimRehearsal([...argv, ...credentials('secret-4711')])
    expect(ended.code, outputOf(ended)).to.equal(0)
    expect(ended.stdout).to.match(/\n4 resources removed\n$/)
    const refused = await scimRehearsal([...argv, ...credentials('secret-4712')])
    expect(refused.code, outputOf(refused)).to.equal(3)
    expect(refused.stderr).to.match(/^http:\S+\/token gave no access_token: it answered 401 .*\n$/)
  })

  it('lists resources that it could not remove, with the reason: 1', async () => {
    await using server = await populated(({ method }) =>
      method === 'DELETE' ? { status: 503, headers: {} } : undefined,
    )
    const ended = await cleanup(server, '--run', OLD)
    expect(ended.code).to.equal(1)
    expect(ended.stdout).to.match(/left \/Users\/\S+ {2}.*: DELETE .* → 503/)
    expect(ended.stdout).to.match(/\n0 resources removed, 4 resources left\n$/)
  })

  it('does not remove a resource without reading it again: the id may belong to others by then', async () => {
    let isReading = false
    await using server = await populated(({ method, path }) => {
      if (!isReading || method !== 'GET' || !/\/Users\/./.test(path)) return undefined
      return { status: 200, headers: { 'content-type': 'application/scim+json' }, body: user('jane@contoso.example') }
    })
    isReading = true
    const ended = await cleanup(server, '--run', OLD)
    isReading = false
    expect(ended.code).to.equal(1)
    expect(ended.stdout).to.include('so nothing is removed')
    expect((await namesOn(server)).filter((name) => name.includes(OLD) || name === 'keyed').length).to.equal(2)
  })

  it('ends if a server returns the same page forever, or no page at all', async () => {
    const page = (resources: JsonObject[], totalResults: number) => ({
      status: 200,
      headers: { 'content-type': 'application/scim+json' },
      body: { schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'], totalResults, Resources: resources },
    })
    for (const [resources, total] of [
      [[{ id: 'a', userName: 'a' }], 1_000_000],
      [[{ userName: `${OLD}x0001` }], 2],
      [[{ id: '..', userName: `${OLD}x0001` }], 1],
      [[], 50],
    ] as const) {
      const written: string[] = []
      await using server = await listenWatched(memoryStore(), ({ method, path }) => {
        if (method !== 'GET') written.push(`${method} ${path}`)
        return page([...resources], total)
      })
      const ended = await cleanup(server)
      expect(ended.code, outputOf(ended)).to.equal(0)
      expect(written).to.deep.equal([])
    }
  })

  it('searches by a filter if the server lists nothing without one, and says where it cannot search: 3', async () => {
    let isFilterRefused = false
    const refuseLists: Watch = ({ method, path, query }) =>
      method === 'GET' && /^\/(?:Users|Groups)$/.test(path) && (isFilterRefused || !query.has('filter'))
        ? { status: 400, headers: {} }
        : undefined
    await using server = await populated(refuseLists)
    const ended = await cleanup(server, '--run', OLD, '--json')
    expect(ended.code, outputOf(ended)).to.equal(0)
    const rows = JSON.parse(ended.stdout) as { name: string; state: string }[]
    expect(rows.map(({ name, state }) => `${state} ${name}`)).to.have.members([
      `removed ${OLD}x0001@rehearsal.example`,
      `removed Rehearsal ${OLD}x0004`,
    ])
    isFilterRefused = true
    const refused = await cleanup(server)
    expect(refused.code, outputOf(refused)).to.equal(3)
    expect(refused.stderr).to.match(/^\/Users cannot be searched, .*\n\/Groups cannot be searched, .*\n$/)
  })

  for (const [name, argv, code, message] of [
    ['no target', [], 2, /^cleanup needs --target/],
    ['an empty target', ['--target', ''], 2, /^cleanup needs --target/],
    ['no URL', ['--target', 'host/scim'], 2, /is not a Tenant URL/],
    [
      'an invalid name of a run',
      ['--target', 'http://127.0.0.1:1', '--run', 'rh'],
      2,
      /^--run takes the name of a run/,
    ],
    [
      'a name that others may use too',
      ['--target', 'http://127.0.0.1:1', '--run', 'r'],
      2,
      /^--run takes the name of a run/,
    ],
    ['an unreachable target', ['--target', 'http://127.0.0.1:1/scim'], 3, /cannot be reached: ECONNREFUSED/],
  ] as const)
    it(`with ${name}: ${code}, and one line`, async () => {
      const ended = await scimRehearsal(['cleanup', ...argv])
      expect(outputOf(ended)).to.match(message)
      expect(ended.code).to.equal(code)
      expect(outputOf(ended).trim().split('\n')).to.have.lengthOf(1)
    })
})
