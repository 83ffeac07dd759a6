import { request as httpRequest } from 'node:http'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { createJumpCloudApi, type FaultRule, parseFault, parseRateLimit } from '../mocks/jumpcloud-api/index.ts'
import { listenJumpCloudScim } from '../mocks/jumpcloud-scim/index.ts'
import { listenScimServer, sqliteStore } from '../mocks/scim-server/index.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User'
const TOKEN = 'a-token-for-the-test'

/**
 * How to create a user and list users on each server; JumpCloud's SCIM server is started with the API that it needs.
 */
interface Server {
  readonly name: 'scim-server' | 'jumpcloud-api' | 'jumpcloud-scim'
  /** The path of users below the origin. */
  readonly users: string
  readonly body: (name: string) => unknown
  readonly created: number
  readonly count: (list: Record<string, unknown>) => unknown
}

const SERVERS: readonly Server[] = [
  {
    name: 'scim-server',
    users: '/scim/v2/Users',
    body: (userName) => ({ schemas: [USER], userName, password: 'a-secret-password' }),
    created: 201,
    count: ({ totalResults }) => totalResults,
  },
  {
    name: 'jumpcloud-api',
    users: '/api/systemusers',
    body: (username) => ({ username, email: `${username}@contoso.example`, password: 'a-secret-password' }),
    created: 200,
    count: ({ totalCount }) => totalCount,
  },
  {
    name: 'jumpcloud-scim',
    users: '/scim/v2/Users',
    body: (userName) => ({
      schemas: [USER],
      userName,
      emails: [{ value: `${userName}@contoso.example`, type: 'work', primary: true }],
      password: 'a-secret-password',
    }),
    created: 201,
    count: ({ totalResults }) => totalResults,
  },
]

/** The settings of a server, as `serve` has them. */
interface Settings {
  readonly faults?: readonly FaultRule[]
  readonly faultSeed?: number
  readonly rateLimit?: ReturnType<typeof parseRateLimit>
  readonly exposeRecorder?: boolean
  readonly host?: string
  readonly db?: string
  /** The required token; null for none. */
  readonly token?: string | null
}

/** Starts a server while `use` runs. */
async function run<Result>(
  name: Server['name'],
  { token: given = TOKEN, host = '127.0.0.1', db, ...traffic }: Settings,
  use: (url: string) => Promise<Result>,
): Promise<Result> {
  const token = given ?? undefined
  const key = token === undefined ? {} : { apiKey: token }
  switch (name) {
    case 'scim-server': {
      await using server = await listenScimServer({
        ...traffic,
        host,
        ...(token === undefined ? {} : { token }),
        ...(db === undefined ? {} : { store: sqliteStore(db) }),
      })
      return await use(server.url)
    }
    case 'jumpcloud-api': {
      const api = createJumpCloudApi({ ...traffic, ...key, ...(db === undefined ? {} : { db }) })
      await using server = await api.listen({ host })
      return await use(server.url)
    }
    case 'jumpcloud-scim': {
      await using api = await createJumpCloudApi(key).listen()
      await using front = await listenJumpCloudScim({
        ...traffic,
        host,
        apiUrl: api.url,
        hasCredentials: token !== undefined,
      })
      return await use(front.url)
    }
  }
}

const originOf = (url: string): string => new URL(url).origin
const credentials = { authorization: `Bearer ${TOKEN}`, 'x-api-key': TOKEN }

async function ask(
  url: string,
  path: string,
  init: RequestInit & { body?: string } = {},
): Promise<{ status: number; headers: Headers; json: Record<string, unknown>; text: string }> {
  const response = await fetch(`${originOf(url)}${path}`, {
    redirect: 'manual',
    ...init,
    headers: { ...credentials, 'content-type': 'application/json', ...init.headers },
  })
  const text = await response.text()
  const isJson = /^[{[]/.test(text)
  return { status: response.status, headers: response.headers, text, json: isJson ? JSON.parse(text) : {} }
}

/** Sends a request with any Host header, which `fetch` does not allow. */
function withHost(url: string, path: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    httpRequest(`${originOf(url)}${path}`, { headers: { ...credentials, ...headers } }, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
      .once('error', reject)
      .end()
  })
}

for (const { name, users, body, created, count } of SERVERS) {
  describe(`${name} as a server`, () => {
    const served = <Result>(settings: Settings, use: (url: string) => Promise<Result>): Promise<Result> =>
      run(name, settings, use)
    const create = (url: string, user: string) => ask(url, users, { method: 'POST', body: JSON.stringify(body(user)) })
    const total = async (url: string) => count((await ask(url, users)).json)

    it('injects the given faults, the same ones for the same seed, and none otherwise', async () => {
      const statuses = (settings: Settings): Promise<readonly number[]> =>
        served(settings, async (url) => {
          const all: number[] = []
          for (let index = 0; index < 8; index += 1) all.push((await ask(url, users)).status)
          return all
        })
      const faults = [parseFault(`GET ${users}=503@0.5`)]
      const first = await statuses({ faults, faultSeed: 4 })
      expect(first).to.include(503).and.include(200)
      expect(await statuses({ faults, faultSeed: 4 })).to.deep.equal(first)
      expect(await statuses({ faults, faultSeed: 5 })).to.not.deep.equal(first)
      expect(await statuses({})).to.deep.equal(Array(8).fill(200))
    })

    it('supports every fault', () =>
      served(
        {
          exposeRecorder: true,
          faults: [
            ...['429', '500', '502', '504'].map((fault) => parseFault(`PATCH ${users}/${fault}=${fault}`)),
            parseFault(`PATCH ${users}/reset=reset`),
            parseFault(`POST ${users}=lost-answer`),
            parseFault(`PATCH ${users}/late=latency:30`),
          ],
        },
        async (url) => {
          for (const fault of ['429', '500', '502', '504']) {
            const { status, headers, text } = await ask(url, `${users}/${fault}`, { method: 'PATCH', body: '{}' })
            expect(status, fault).to.equal(Number(fault))
            if (fault === '429') expect(headers.get('retry-after')).to.equal('1')
            expect(text.startsWith('<html>'), fault).to.equal(fault === '502' || fault === '504')
          }
          const lost = async (promise: Promise<unknown>) =>
            promise.then(
              () => 'answered',
              () => 'lost',
            )
          expect(await lost(ask(url, `${users}/reset`, { method: 'PATCH', body: '{}' }))).to.equal('lost')
          expect((await ask(url, `${users}/late`, { method: 'PATCH', body: '{}' })).status).to.be.within(400, 404)
          expect(await lost(create(url, 'jane'))).to.equal('lost')
          expect(await total(url)).to.equal(1)
          const { json } = await ask(url, '/__recorder?method=POST&path=' + users)
          expect((json['results'] as { fault?: string }[])[0]?.fault).to.equal('lost-answer')
        },
      ))

    it('responds 429 above the given rate, with Retry-After', async () => {
      await served({ rateLimit: parseRateLimit('2/1000s') }, async (url) => {
        const answers = []
        for (let index = 0; index < 4; index += 1) answers.push(await ask(url, users))
        expect(answers.map(({ status }) => status).slice(0, 2)).to.deep.equal([200, 200])
        expect(answers[3]?.status).to.equal(429)
        expect(Number(answers[3]?.headers.get('retry-after'))).to.be.above(0)
      })
      await served({}, async (url) => {
        for (let index = 0; index < 6; index += 1) expect((await ask(url, users)).status).to.equal(200)
      })
    })

    it('records, clears the record, and resets its state, only on request', async () => {
      await served({ exposeRecorder: true }, async (url) => {
        expect((await create(url, 'jane')).status).to.equal(created)
        const { text, json } = await ask(url, '/__recorder?method=POST')
        const [call] = json['results'] as { path: string; status: number; body: Record<string, unknown> }[]
        expect([call?.path, call?.status]).to.deep.equal([users, created])
        expect(text).to.not.include('a-secret-password')
        expect((await ask(url, '/__recorder', { method: 'DELETE' })).status).to.equal(204)
        expect((await ask(url, '/__recorder')).json['totalCount']).to.equal(0)
        expect(await total(url)).to.equal(1)
        expect((await ask(url, '/__reset', { method: 'POST' })).status).to.equal(204)
        // The front stores no users: its API does, and has its own reset.
        expect(await total(url)).to.equal(name === 'jumpcloud-scim' ? 1 : 0)
        if (name !== 'jumpcloud-scim') expect((await create(url, 'jane')).status).to.equal(created)
        expect((await ask(url, '/__recorder?method=POST')).json['totalCount']).to.equal(
          name === 'jumpcloud-scim' ? 0 : 1,
        )
        const foreign = { headers: { origin: 'https://evil.example' } }
        expect((await ask(url, '/__recorder', foreign)).status).to.equal(403)
        expect((await ask(url, '/__reset', { method: 'POST', ...foreign })).status).to.equal(403)
        expect(await withHost(url, '/__recorder', { host: 'evil.example' })).to.equal(403)
      })
      await served({}, async (url) => {
        expect((await ask(url, '/__recorder')).status).to.equal(404)
        expect((await ask(url, '/__reset', { method: 'POST' })).status).to.equal(404)
      })
    })

    if (name !== 'jumpcloud-scim')
      it('does not empty the file of its state', async () => {
        using folder = temporaryFolder()
        await served({ exposeRecorder: true, db: join(folder.path, 'state.db') }, async (url) => {
          await create(url, 'jane')
          expect((await ask(url, '/__reset', { method: 'POST' })).status).to.equal(409)
          expect(await total(url)).to.equal(1)
        })
      })

    it('accepts only local hosts and local origins without a token; with one, every client that has it', async () => {
      const statuses = async (url: string): Promise<number[]> => {
        const all: number[] = []
        for (const host of [
          '127.0.0.1',
          'localhost:80',
          '[::1]:1',
          'app.localhost',
          'evil.example',
          'localhost.evil.example',
          '10.0.0.1',
        ])
          all.push(await withHost(url, users, { host }))
        for (const origin of [
          'http://localhost:3000',
          'https://127.0.0.1',
          'http://[::1]',
          'https://evil.example',
          'null',
          'http://localhost.evil.example',
          'file://',
        ])
          all.push((await ask(url, users, { headers: { origin } })).status)
        return all
      }
      // Without its token the API still requires its own key, which is public.
      const key = 'jca_rehearsal_key_of_the_mock_admin_0001'
      const open = await served({ token: null }, (url) => {
        credentials['x-api-key'] = key
        credentials.authorization = `Bearer ${key}`
        return statuses(url).finally(() => {
          credentials['x-api-key'] = TOKEN
          credentials.authorization = `Bearer ${TOKEN}`
        })
      })
      expect(open).to.deep.equal([200, 200, 200, 200, 403, 403, 403, 200, 200, 200, 403, 403, 403, 403])
      expect(await served({}, statuses)).to.deep.equal(Array(14).fill(200))
    })

    it('answers the preflight of a local page, but not of a foreign one', () =>
      served({}, async (url) => {
        const preflight = (origin: string) =>
          ask(url, users, {
            method: 'OPTIONS',
            headers: {
              origin,
              'access-control-request-method': 'PATCH',
              'access-control-request-headers': 'authorization,content-type',
            },
          })
        const local = await preflight('http://localhost:5173')
        expect([local.status, local.text]).to.deep.equal([204, ''])
        expect(local.headers.get('access-control-allow-origin')).to.equal('http://localhost:5173')
        expect(local.headers.get('access-control-allow-headers')).to.equal('authorization,content-type')
        expect(local.headers.get('access-control-allow-methods')).to.include('PATCH').and.include('DELETE')
        const foreign = await preflight('https://evil.example')
        expect(foreign.status).to.be.above(399)
        expect(foreign.headers.has('access-control-allow-origin')).to.equal(false)
        const read = await ask(url, users, { headers: { origin: 'http://localhost:5173' } })
        expect(read.headers.get('access-control-allow-origin')).to.equal('http://localhost:5173')
        expect(read.headers.get('access-control-expose-headers')).to.include('location')
        expect((await ask(url, users)).headers.has('access-control-allow-origin')).to.equal(false)
      }))

    it('rejects arrays and objects of 100 000 levels with 4xx, and continues', () =>
      served({ exposeRecorder: true }, async (url) => {
        const depth = 100_000
        const array = '['.repeat(depth) + ']'.repeat(depth)
        const object = '{"a":'.repeat(depth) + '1' + '}'.repeat(depth)
        for (const deep of [array, object, `{"userName":${array}}`, `{"username":${object}}`, `{"emails":${array}}`])
          for (const method of ['POST', 'PUT', 'PATCH'])
            for (const path of [
              users,
              `${users}/1`,
              '/scim/v2/Bulk',
              '/scim/v2/.search',
              '/api/v2/bulk/users',
              '/insights/directory/v1/events',
              '/api/search/systemusers',
            ]) {
              const { status } = await ask(url, path, { method, body: deep })
              expect([method, path, status < 500 || status === 501]).to.deep.equal([method, path, true])
            }
        expect((await ask(url, '/__recorder?limit=1000')).status).to.equal(200)
        expect((await create(url, 'jane')).status).to.equal(created)
      }))

    it('listens on another host', async () => {
      const [outer] = Object.values(networkInterfaces())
        .flat()
        .filter((one) => one?.family === 'IPv4' && !one.internal)
      for (const host of ['localhost', '127.0.0.2', '0.0.0.0', ...(outer === undefined ? [] : [outer.address])]) {
        const status = await served({ host }, async (url) => (await ask(url, users)).status)
        expect([host, status]).to.deep.equal([host, 200])
      }
    })
  })
}
