import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect } from 'chai'
import { Client } from 'undici'
import { workersOf } from '../harness/cli/serve-pool.ts'
import { createJumpCloudApi } from '../mocks/jumpcloud-api/index.ts'
import { listenScimServer, sqliteStore } from '../mocks/scim-server/index.ts'
import { root } from './support/command.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

const TOKEN = 'jca_000000000000000000000000000000000001'
const USER = 'urn:ietf:params:scim:schemas:core:2.0:User'
const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group'

/** A process that serves with two workers. */
interface Served extends Disposable {
  readonly child: ChildProcess
  readonly urls: ReadonlyMap<string, string>
  /** Returns its standard error so far. */
  readonly said: () => string
}

async function served(servers: readonly string[], file: string): Promise<Served> {
  const argv = ['serve', ...servers, '--workers', '2', '--port', '0', '--db', file, '--token', TOKEN]
  const child = spawn(process.execPath, [join(root, 'harness/cli/bin.ts'), ...argv], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let errors = ''
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString('utf8')
  })
  const urls = new Map<string, string>()
  for await (const line of createInterface(child.stdout)) {
    const [, name, url] = /^(\S+) (http\S+)$/.exec(line) ?? []
    if (name !== undefined && url !== undefined) urls.set(name, url)
    if (urls.size === servers.length)
      return { child, urls, said: () => errors, [Symbol.dispose]: () => void child.kill('SIGKILL') }
  }
  throw new Error(`it ended before it listened: ${errors}`)
}

/** Returns the processes that a process has started. */
function workersIn(parent: number | undefined): number[] {
  const rows = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' }).split('\n')
  return rows
    .map((row) => /^ *(\d+) +(\d+) .*serve-worker/.exec(row) ?? [])
    .filter(([, , of]) => Number(of) === parent)
    .map(([, id]) => Number(id))
}

/** Resolves when none of the processes exists. */
async function gone(processes: readonly number[]): Promise<void> {
  const exists = (id: number): boolean => {
    try {
      return process.kill(id, 0)
    } catch {
      return false
    }
  }
  while (processes.some(exists)) await new Promise((resolve) => setImmediate(resolve))
}

type Asked = readonly [
  method: string,
  path: string,
  body?: object | string | undefined,
  headers?: Readonly<Record<string, string>>,
]

/** Sends requests over several connections in turn, so that different workers accept them. */
class Caller implements AsyncDisposable {
  readonly #clients: readonly Client[]
  readonly #base: string
  readonly #headers: Readonly<Record<string, string>>
  #sent = 0

  constructor(url: string, headers: Readonly<Record<string, string>>) {
    const { origin, pathname } = new URL(url)
    this.#clients = [new Client(origin), new Client(origin), new Client(origin)]
    this.#base = pathname === '/' ? '' : pathname
    this.#headers = headers
  }

  async send(...[method, path, body, headers]: Asked): Promise<{
    status: number
    headers: Record<string, unknown>
    text: string
  }> {
    this.#sent += 1
    const client = this.#clients[this.#sent % this.#clients.length] as Client
    const response = await client.request({
      method: method as 'GET',
      path: `${this.#base}${path}`,
      headers: { ...this.#headers, ...headers },
      body: body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body),
    })
    return { status: response.statusCode, headers: response.headers, text: await response.body.text() }
  }

  async json(...asked: Asked): Promise<Record<string, unknown>> {
    return JSON.parse((await this.send(...asked)).text) as Record<string, unknown>
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.destroy()))
  }
}

const scimCaller = (url: string | undefined): Caller =>
  new Caller(String(url), { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/scim+json' })
const apiCaller = (url: string | undefined): Caller =>
  new Caller(String(url), { 'x-api-key': TOKEN, 'content-type': 'application/json' })

/** Replaces values that differ between two servers: ids, times, addresses, and values computed from them. */
const comparable = (text: string): string =>
  text
    .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}|\b[0-9a-f]{24}\b/g, 'ID')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'INSTANT')
    .replaceAll(/127\.0\.0\.1:\d+/g, 'HOST')
    .replaceAll(/W\\?\/\\?"[^"]*"/g, 'TAG')
    .replaceAll(/\[\d{13},[^\]]*\]/g, 'PLACE')
    .replaceAll(/"(?:next|previous)Cursor":"[^"]*"/g, 'CURSOR')

/**
 * Sends a script to two servers; `{id}` is replaced by the id in the last response that has one. Returns both
 * transcripts.
 */
async function transcripts(callers: readonly Caller[], script: readonly Asked[], key: string): Promise<string[][]> {
  return Promise.all(
    callers.map(async (caller) => {
      const transcript: string[] = []
      let [id, cursor] = ['', '']
      for (const [method, path, body, extra] of script) {
        const filled = path.replace('{id}', id).replace('{cursor}', cursor)
        const { status, headers, text } = await caller.send(method, filled, body, extra)
        const { date: _date, etag: _tag, 'content-length': _length, 'keep-alive': _kept, ...headersLeft } = headers
        transcript.push(`${method} ${path} ${status} ${comparable(JSON.stringify(headersLeft))} ${comparable(text)}`)
        id = new RegExp(`^.{0,120}"${key}":"([^"]+)"`).exec(text)?.[1] ?? id
        cursor = /"nextCursor":"([^"]+)"/.exec(text)?.[1] ?? cursor
      }
      return transcript
    }),
  )
}

const scimUser = (userName: string): object => ({
  schemas: [USER],
  userName,
  emails: [{ value: `${userName}@a.example` }],
})
const patch = (...Operations: object[]): object => ({
  schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
  Operations,
})

const SCIM_SCRIPT: readonly Asked[] = [
  ['GET', '/ServiceProviderConfig'],
  ['POST', '/Users', scimUser('first')],
  ['POST', '/Users', scimUser('first')],
  ['GET', '/Users/{id}'],
  ['HEAD', '/Users/{id}'],
  ['PATCH', '/Users/{id}', patch({ op: 'Replace', path: 'displayName', value: 'First' })],
  ['GET', '/Users?filter=displayName%20eq%20%22First%22&attributes=userName'],
  ['POST', '/Groups', { schemas: [GROUP], displayName: 'All' }],
  ['POST', '/Users/.search', { schemas: ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'], count: 1 }],
  ['POST', '/Users', scimUser('second')],
  ['GET', '/Users?cursor=&count=1'],
  ['GET', '/Users?cursor={cursor}&count=1'],
  ['PUT', '/Users/{id}', scimUser('third')],
  ['PUT', '/Users/{id}', scimUser('fourth'), { 'if-match': 'W/"no"' }],
  ['POST', '/Users', { schemas: [USER] }],
  ['POST', '/Users', scimUser('typed'), { 'content-type': 'text/plain' }],
  ['GET', '/Users', undefined, { authorization: 'Bearer other' }],
  ['POST', '/Users', scimUser('other'), { authorization: 'Bearer other' }],
  [
    'POST',
    '/Bulk',
    {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
      Operations: [{ method: 'POST', path: '/Users', bulkId: 'a', data: scimUser('bulk') }],
    },
  ],
  ['DELETE', '/Users/unknown'],
  ['OPTIONS', '/Users'],
  ['GET', '/Nothing'],
  ['GET', '/Users?sortBy=userName'],
]

/** The levels of a list that JSON.stringify cannot write, so that no other process can read it. */
const DEEP = 20_000

const API_SCRIPT: readonly Asked[] = [
  ['POST', '/api/systemusers', { username: 'first', email: 'first@a.example' }],
  ['GET', '/api/systemusers/{id}'],
  ['POST', '/api/systemusers', { username: 'first', email: 'other@a.example' }],
  ['POST', '/api/systemusers', { username: 'no e-mail' }],
  ['POST', '/api/systemusers', 'no JSON'],
  ['POST', '/api/systemusers', `{"username":${'['.repeat(DEEP)}${']'.repeat(DEEP)}}`],
  ['PUT', '/api/systemusers/{id}', { department: 'Research' }],
  ['GET', '/api/systemusers?filter=department:$eq:Research&fields=username'],
  ['POST', '/api/search/systemusers', { filter: [{ department: 'Research' }] }],
  ['GET', '/api/systemusers?skip=5000'],
  ['POST', '/api/v2/usergroups', { name: 'All' }],
  ['GET', '/api/v2/usergroups?filter=name:eq:All'],
  ['GET', '/api/v2/usergroups', undefined, { 'x-api-key': 'wrong-key' }],
  ['POST', '/api/systemusers', { username: 'second' }, { 'x-api-key': 'wrong-key' }],
  ['GET', '/api/systemusers', undefined, { 'x-api-key': '' }],
  ['GET', '/api/nothing'],
  ['POST', '/insights/directory/v1/events', { service: ['all'], start_time: '2020-01-01T00:00:00Z' }],
  ['GET', '/openapi.json'],
  ['DELETE', '/api/systemusers/unknown'],
]

describe('serve --workers', () => {
  it('returns the responses of one process, and each worker reads everything that any of them has acknowledged', async () => {
    using folder = temporaryFolder()
    using two = await served(['jumpcloud-api', 'scim-server'], join(folder.path, 'two.db'))
    const { child, urls } = two
    const ended = once(child, 'exit')
    const workers = workersIn(child.pid)
    expect(workers).to.have.length(2)

    await using plainScim = await listenScimServer({ token: TOKEN, store: sqliteStore(join(folder.path, 'scim.db')) })
    await using plainApi = await createJumpCloudApi({ apiKey: TOKEN, db: join(folder.path, 'api.db') }).listen()
    await using scim = scimCaller(urls.get('scim-server'))
    await using api = apiCaller(urls.get('jumpcloud-api'))
    await using scimOfOne = scimCaller(plainScim.url)
    await using apiOfOne = apiCaller(plainApi.url)
    for (const [callers, script, key] of [
      [[scim, scimOfOne], SCIM_SCRIPT, 'id'],
      [[api, apiOfOne], API_SCRIPT, '_id'],
    ] as const) {
      const [ofWorkers = [], ofOne = []] = await transcripts(callers, script, key)
      expect(ofWorkers).to.have.length(script.length)
      for (const [index, line] of ofWorkers.entries()) expect(line).to.equal(ofOne[index])
    }

    // Three connections are used in turn with two workers, so that a write and the next read use different ones.
    const before = Number((await api.json('GET', '/api/systemusers'))['totalCount'])
    for (let index = 1; index <= 20; index += 1) {
      const { id } = await scim.json('POST', '/Users', scimUser(`user${index}`))
      expect((await scim.send('GET', `/Users/${id}`)).status).to.equal(200)
      const { _id } = await api.json('POST', '/api/systemusers', {
        username: `u${index}`,
        email: `u${index}@a.example`,
      })
      const list = await api.json('GET', '/api/systemusers?limit=1')
      expect(list['totalCount']).to.equal(before + index)
      expect((await api.send('GET', `/api/systemusers/${_id}`)).status).to.equal(200)
    }

    const statuses = await Promise.all(
      Array.from({ length: 12 }, async () => (await scim.send('POST', '/Users', scimUser('same'))).status),
    )
    expect(statuses.sort()).to.deep.equal([201, ...Array.from({ length: 11 }, () => 409)])

    const { apiKey } = await api.json('POST', '/api/users/generateApiKey')
    expect((await api.send('GET', '/api/systemusers')).status).to.equal(401)
    const headers = { 'x-api-key': String(apiKey) }
    expect((await api.send('GET', '/api/systemusers', undefined, headers)).status).to.equal(200)

    child.kill('SIGTERM')
    expect(await ended).to.deep.equal([0, null])
    await gone(workers)
  })

  it('exits with an error if a worker ends, and has every acknowledged user', async () => {
    using folder = temporaryFolder()
    const file = join(folder.path, 'two.db')
    using two = await served(['scim-server'], file)
    const { child, urls, said } = two
    const ended = once(child, 'exit')
    const [first = 0, second = 0] = workersIn(child.pid)
    await using scim = scimCaller(urls.get('scim-server'))
    const acknowledged: unknown[] = []
    const write = async (lane: number): Promise<void> => {
      for (let index = 0; ; index += 1) {
        const { id } = await scim.json('POST', '/Users', scimUser(`user${lane}-${index}`))
        acknowledged.push(id)
        if (acknowledged.length === 50) process.kill(second, 'SIGKILL')
      }
    }
    await Promise.all([0, 1, 2, 3].map((lane) => write(lane).catch(() => {})))
    expect(await ended).to.deep.equal([4, null])
    expect(said()).to.match(/^worker 2 of 2 \(process \d+\) ended by SIGKILL; the servers are stopped/)
    await gone([first])
    await using again = await listenScimServer({ token: TOKEN, store: sqliteStore(file) })
    await using reader = scimCaller(again.url)
    for (const id of acknowledged) expect((await reader.send('GET', `/Users/${id}`)).status, String(id)).to.equal(200)
  })

  it('leaves no worker if the process is killed', async () => {
    using folder = temporaryFolder()
    using two = await served(['scim-server'], join(folder.path, 'two.db'))
    const { child } = two
    const workers = workersIn(child.pid)
    expect(workers).to.have.length(2)
    child.kill('SIGKILL')
    await gone(workers)
  })

  it('says when workers are not possible', () => {
    const flags = { workers: 2, db: 'file.db', deviate: [] }
    expect(workersOf(flags, ['scim-server', 'jumpcloud-api'])).to.equal(2)
    expect(workersOf({ ...flags, workers: 1 }, ['entra'])).to.equal(undefined)
    const refusals: readonly [object, readonly string[], RegExp][] = [
      [{ db: undefined }, ['scim-server'], /--workers needs --db/],
      [{ db: ':memory:' }, ['scim-server'], /--workers needs --db/],
      [{ deviate: ['no-etag'] }, ['scim-server'], /--deviate needs one process/],
      [{ fault: [] }, ['scim-server'], /--fault needs one process/],
      [{ rateLimit: {} }, ['jumpcloud-api'], /--rate-limit needs one process/],
      [{ recorder: true }, ['jumpcloud-api'], /--recorder needs one process/],
      [{}, ['scim-server', 'entra'], /entra has its state in one process/],
      [{}, ['jumpcloud-scim', 'jumpcloud-api'], /jumpcloud-scim has its state .* --api-url/],
    ]
    for (const [change, names, message] of refusals)
      expect(() => workersOf({ ...flags, ...change }, names), String(message)).to.throw(message)
  })
})
