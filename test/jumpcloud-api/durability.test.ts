import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect } from 'chai'
import { createJumpCloudApi } from '../../mocks/jumpcloud-api/index.ts'
import { root } from '../support/command.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { named } from './subject.ts'

const TOKEN = 'jca_000000000000000000000000000000000001'
const KILLS = 5
const WRITERS = 8

/** Serves the API in a process that can be killed. */
async function served(file: string): Promise<{ readonly url: string; readonly kill: () => Promise<void> }> {
  const argv = ['serve', 'jumpcloud-api', '--port', '0', '--db', file, '--token', TOKEN]
  const child = spawn(process.execPath, [join(root, 'harness/cli/bin.ts'), ...argv], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  for await (const line of createInterface(child.stdout)) {
    const url = /^jumpcloud-api (http\S+)$/.exec(line)?.[1]
    if (url === undefined) continue
    return {
      url,
      kill: async () => {
        child.kill('SIGKILL')
        await ended
      },
    }
  }
  throw new Error('the API ended before it listened')
}

const post = (url: string, path: string, body: unknown): Promise<Response> =>
  fetch(`${url}${path}`, {
    method: 'POST',
    headers: { 'x-api-key': TOKEN, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

describe('a database file', () => {
  it('contains every user whose creation was acknowledged, however often the process is killed while it writes', async () => {
    using folder = temporaryFolder()
    const file = join(folder.path, 'jumpcloud.db')
    const answered = new Set<string>()
    let next = 0
    for (let kill = 0; kill < KILLS; kill += 1) {
      const server = await served(file)
      const least = answered.size + 50 * (kill + 1)
      const write = async (): Promise<void> => {
        for (;;) {
          next += 1
          const username = `user${next}`
          try {
            const response = await post(server.url, '/api/systemusers', named(username))
            expect(response.status, await response.text()).to.equal(200)
          } catch (error) {
            // The error of a connection to a killed process; any other error is a failure.
            if (error instanceof TypeError) return
            throw error
          }
          answered.add(username)
          if (answered.size === least) void server.kill()
        }
      }
      await Promise.all(Array.from({ length: WRITERS }, write))
      expect(answered.size).to.be.at.least(least)
    }
    const { store } = createJumpCloudApi({ db: file })
    const kept = store.list()
    store.close()
    const names = new Set(kept.map(({ username }) => username))
    expect([...answered].filter((username) => !names.has(username))).to.deep.equal([])
    // Each writer may have one more user per kill: written, but not acknowledged.
    expect(kept.length).to.be.within(answered.size, answered.size + KILLS * WRITERS)
  })

  it('completes the rows of an acknowledged job when it is opened again', async () => {
    using folder = temporaryFolder()
    const file = join(folder.path, 'jumpcloud.db')
    const server = await served(file)
    const rows = Array.from({ length: 3000 }, (_, index) => named(`row${index}`))
    expect((await post(server.url, '/api/v2/bulk/users', rows)).status).to.equal(200)
    await server.kill()
    const api = createJumpCloudApi({ db: file })
    const before = api.store.list().length
    expect(before, 'rows done before the kill').to.be.lessThan(rows.length)
    await using listening = await api.listen()
    expect(listening.url).to.match(/^http/)
    await api.recorder.until(({ after }) => after?.['username'] === 'row2999', { timeout: 60_000 })
    expect(api.store.list().length).to.equal(rows.length)
  })

  it('is rejected if it is not a database, in one line that says what to do', () => {
    expect(() => createJumpCloudApi({ db: join(root, 'README.md') })).to.throw(
      /README\.md cannot be used as a database \(file is not a database\); give a new file/,
    )
    expect(() => createJumpCloudApi({ db: join(root, 'no', 'such', 'folder.db') })).to.throw(/unable to open/)
  })

  it('preserves how usernames are compared', () => {
    using folder = temporaryFolder()
    const db = join(folder.path, 'jumpcloud.db')
    createJumpCloudApi({ db }).store.close()
    expect(() => createJumpCloudApi({ db, switches: { usernameCase: 'regarded' } })).to.throw(/another usernameCase/)
  })

  it('contains no key and no secret in plain text', async () => {
    using folder = temporaryFolder()
    const db = join(folder.path, 'jumpcloud.db')
    const clientSecret = 'a-secret-of-a-service-account'
    const serviceAccounts = [{ clientId: 'bridge', clientSecret, role: 'Manager' }] as const
    const api = createJumpCloudApi({ db, apiKey: TOKEN, serviceAccounts })
    const listening = await api.listen()
    expect((await post(listening.url, '/api/systemusers', named('jane'))).status).to.equal(200)
    const written = readdirSync(folder.path).map((name) => readFileSync(join(folder.path, name), 'latin1'))
    await listening.close()
    const kept = [...written, readFileSync(db, 'latin1')].join('')
    expect(kept).to.include('jane@contoso.example')
    for (const secret of [TOKEN, clientSecret]) expect(kept.includes(secret), secret).to.equal(false)
  })

  it('recognizes its administrators again, even with another key', async () => {
    using folder = temporaryFolder()
    const db = join(folder.path, 'jumpcloud.db')
    createJumpCloudApi({ db, apiKey: 'the-first-key', seedUsers: 3 }).store.close()
    const api = createJumpCloudApi({ db, apiKey: 'the-second-key', seedUsers: 3 })
    await using listening = await api.listen()
    const asked = async (apiKey: string): Promise<number> =>
      (await fetch(`${listening.url}/api/systemusers`, { headers: { 'x-api-key': apiKey } })).status
    expect([await asked('the-first-key'), await asked('the-second-key')]).to.deep.equal([401, 200])
    expect(api.store.administrators.all()).to.have.length(1)
    expect(api.store.list()).to.have.length(3)
  })
})

describe('concurrent creations', () => {
  it('with one username create exactly one user', async () => {
    const api = createJumpCloudApi({ apiKey: TOKEN })
    await using listening = await api.listen()
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, index) =>
        post(listening.url, '/api/systemusers', named('jane', { email: `jane${index}@contoso.example` })),
      ),
    )
    const statuses = answers.map(({ status }) => status)
    expect(statuses.filter((status) => status === 200)).to.have.length(1)
    expect(statuses.filter((status) => status === 400)).to.have.length(199)
    expect(api.store.list().map(({ username }) => username)).to.deep.equal(['jane'])
  })
})
