import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { networkInterfaces } from 'node:os'
import { expect } from 'chai'
import { createJumpCloudApi, type JumpCloudApiOptions, type RecordedCall } from '../index.ts'
import { type ApiRecorder, createApiRecorder } from './recorder.ts'

const KEY = 'jca_000000000000000000000000000000000001'

function record(recorder: ApiRecorder, path: string): void {
  recorder.record({
    time: '2026-03-01T12:00:00.000Z',
    operation: undefined,
    admin: undefined,
    method: 'GET',
    path,
    status: 200,
    body: undefined,
    before: undefined,
    after: undefined,
    rule: undefined,
    fault: undefined,
  })
}
const paths = (calls: readonly RecordedCall[]): string[] => calls.map(({ path }) => path)

describe('the recorder', () => {
  it('waits for a past or future call', async () => {
    const recorder = createApiRecorder()
    record(recorder, '/past')
    expect(await recorder.until(({ path }) => path === '/past')).to.include({ path: '/past', sequence: 1 })
    const coming = recorder.until(({ path }) => path === '/future')
    record(recorder, '/other')
    record(recorder, '/future')
    expect(await coming).to.include({ path: '/future', sequence: 3 })
    expect(await recorder.until(({ path }) => path === '/never', { timeout: 1 })).to.equal(undefined)
  })

  it('passes on an exception of a predicate, and continues', async () => {
    const recorder = createApiRecorder()
    const failing = recorder.until(() => {
      throw new Error('of the caller')
    })
    record(recorder, '/a')
    expect(await failing.catch(String)).to.equal('Error: of the caller')
    expect(recorder.calls).to.have.length(1)
  })

  it('can be read call by call, including future ones', async () => {
    const recorder = createApiRecorder()
    record(recorder, '/0')
    const seen: string[] = []
    setImmediate(() => {
      for (const path of ['/1', '/2', '/3']) record(recorder, path)
    })
    for await (const { path } of recorder) {
      seen.push(path)
      if (path === '/2') break
    }
    expect(seen).to.deep.equal(['/0', '/1', '/2'])
  })

  it('stores the last calls, up to its capacity', () => {
    for (const [capacity, kept] of [
      [3, ['/7', '/8', '/9']],
      [0, []],
      [100, Array.from({ length: 10 }, (_, index) => `/${index}`)],
    ] as const) {
      const recorder = createApiRecorder(capacity)
      for (let index = 0; index < 10; index += 1) record(recorder, `/${index}`)
      expect(paths(recorder.calls)).to.deep.equal(kept)
      expect(recorder.count).to.equal(10)
    }
  })

  const served = async (options: JumpCloudApiOptions) => {
    const api = createJumpCloudApi({ apiKey: KEY, ...options })
    const listening = await api.listen()
    const call = (path: string, more: RequestInit = {}): Promise<Response> =>
      fetch(`${listening.url}${path}`, { ...more, headers: { 'x-api-key': KEY, 'content-type': 'application/json' } })
    const create = (name: string): Promise<Response> =>
      call('/api/systemusers', { method: 'POST', body: JSON.stringify({ username: name, email: `${name}@x.example` }) })
    return { url: listening.url, call, create, [Symbol.asyncDispose]: () => listening.close() }
  }
  const results = async (response: Response): Promise<RecordedCall[]> =>
    ((await response.json()) as { results: RecordedCall[] }).results

  it('is not served by default', async () => {
    await using api = await served({})
    expect((await api.call('/__recorder')).status).to.equal(404)
  })

  it('is served with the request, and the record before and after it', async () => {
    await using api = await served({ exposeRecorder: true })
    await api.create('jane')
    await api.create('jane')
    await api.call('/api/systemusers')
    const [first, second, third] = await results(await api.call('/__recorder'))
    expect(first).to.deep.include({
      sequence: 1,
      operation: 'systemusers_post',
      admin: 'admin@jumpcloud.example',
      method: 'POST',
      path: '/api/systemusers',
      status: 200,
      body: { username: 'jane', email: 'jane@x.example' },
    })
    expect(first?.after).to.include({ username: 'jane' })
    expect(second).to.include({ status: 400, rule: 'username-unique' })
    expect(third).to.include({ operation: 'systemusers_list' })
    expect(await results(await api.call('/__recorder?method=POST&status=400'))).to.have.length(1)
    expect(await results(await api.call('/__recorder?path=/api/v2'))).to.have.length(0)
    expect(await results(await api.call('/__recorder?after=1&limit=1'))).to.deep.equal([second])
  })

  it('can be awaited over HTTP', async () => {
    await using api = await served({ exposeRecorder: true })
    const waiting = api.call('/__recorder?operation=systemusers_post&wait=30000')
    await api.create('jane')
    expect(await results(await waiting)).to.have.length(1)
    expect(await results(await api.call('/__recorder?operation=none&wait=1'))).to.have.length(0)
  })

  it('serves clients on this machine that use a local name', async () => {
    await using api = await served({ exposeRecorder: true })
    const { request } = await import('node:http')
    const status = await new Promise((resolve, reject) => {
      const asked = request(`${api.url}/__recorder`, { headers: { host: 'rebound.attacker.example' } }, (response) => {
        response.resume()
        resolve(response.statusCode)
      })
      asked.once('error', reject).end()
    })
    expect(status).to.equal(403)
  })

  it('rejects other clients, which the API does not serve by default anyway', async function () {
    const elsewhere = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .find(({ internal, family }) => !internal && family === 'IPv4')?.address
    if (elsewhere === undefined) return this.skip()
    await using api = await served({ exposeRecorder: true })
    const rejected = await fetch(api.url.replace('127.0.0.1', elsewhere)).catch((error: Error) => error)
    expect(rejected).to.be.instanceOf(Error)
    // The application runs in a server of the user's own.
    await using server = createServer(createJumpCloudApi({ apiKey: KEY, exposeRecorder: true }).app)
    await once(server.listen(0, '0.0.0.0'), 'listening')
    const { port } = server.address() as AddressInfo
    const statusAt = async (host: string): Promise<number> => (await fetch(`http://${host}:${port}/__recorder`)).status
    expect([await statusAt('127.0.0.1'), await statusAt(elsewhere)]).to.deep.equal([200, 403])
  })
})
