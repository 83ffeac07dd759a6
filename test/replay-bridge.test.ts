import { expect } from 'chai'
import { freePort, replay, spawnTarget } from '../harness/index.ts'
import { listenRecordingProxy } from '../harness/proxy/index.ts'
import { createJumpCloudApi } from '../mocks/jumpcloud-api/index.ts'
import { createTransport } from '../mocks/transport/index.ts'
import type { Exchange } from '../reports/index.ts'

const HEADERS = { authorization: 'Bearer secret', 'content-type': 'application/scim+json' }
const USER = 'urn:ietf:params:scim:schemas:core:2.0:User'

interface Bridge extends AsyncDisposable {
  readonly url: string
}

/** Starts the example with one of its faults, and its own JumpCloud. */
async function startBridge(fault: string): Promise<Bridge> {
  const stack = new AsyncDisposableStack()
  const api = stack.use(await createJumpCloudApi({ apiKey: 'key' }).listen())
  const port = await freePort()
  const url = `http://127.0.0.1:${port}/scim/v2`
  const environment = {
    PORT: String(port),
    SCIM_TOKEN: 'secret',
    JUMPCLOUD_API_URL: api.url,
    JUMPCLOUD_API_KEY: 'key',
    FAULT: fault,
  }
  stack.use(
    await spawnTarget(
      `exec ${process.execPath} --disable-warning=ExperimentalWarning examples/bridge/bridge.ts`,
      url,
      environment,
      60_000,
    ),
  )
  return { url, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

/** Records the life of one user, with two concurrent changes and a read immediately after a change. */
async function record(bridge: Bridge): Promise<Exchange[]> {
  const exchanges: Exchange[] = []
  await using pool = createTransport()
  const proxy = await listenRecordingProxy({
    upstream: bridge.url,
    maxBody: 1e6,
    secrets: [],
    invariants: [],
    now: () => new Date(),
    monotonic: () => performance.now(),
    onExchange: (exchange) => void exchanges.push(exchange),
  })
  const send = async (method: string, path: string, body?: object): Promise<string> => {
    const response = await pool.send({
      method,
      url: proxy.url + path,
      headers: HEADERS,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return response.body
  }
  const patch = (id: string, path: string, value: unknown): Promise<string> =>
    send('PATCH', `/Users/${id}`, {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
      Operations: [{ op: 'Replace', path, value }],
    })
  const created = await send('POST', '/Users', {
    schemas: [USER],
    userName: 'jane.doe',
    name: { givenName: 'Jane', familyName: 'Doe' },
    displayName: 'Jane Doe of the Long Names',
    emails: [{ type: 'work', value: 'jane@contoso.example' }],
    active: true,
  })
  const { id } = JSON.parse(created) as { id: string }
  await Promise.all([
    patch(id, 'title', 'Engineer'),
    patch(id, 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department', 'R&D'),
  ])
  await send('GET', `/Users/${id}`)
  await patch(id, 'active', 'False')
  await send('GET', `/Users/${id}`)
  await proxy.close()
  // This request is not recorded; it removes the user, so that the name is free.
  await pool.send({ method: 'DELETE', url: `${bridge.url}/Users/${id}`, headers: HEADERS })
  return exchanges
}

/** The differences by which a client can see each fault; one per line. */
const FAULTS: readonly (readonly [fault: string, shown: RegExp, silent: RegExp])[] = [
  ['swapped-fields', /^name\.(?:givenName|familyName)$/, /^name\./],
  ['lost-suspend', /^active$/, /^active$/],
  ['truncated-name', /^displayName$/, /^displayName$/],
  ['string-boolean', /^active$/, /^active$/],
  ['late-write', /^(?:active|title|schemas|urn:)/, /^(?:active|title|schemas|urn:)/],
  ['lost-update', /^(?:title|schemas|urn:)/, /^(?:title|schemas|urn:)/],
]

describe('a recording of a wrong bridge, replayed to a correct one', () => {
  let right: Bridge
  before(async () => {
    right = await startBridge('')
  })
  after(() => right[Symbol.asyncDispose]())

  const replayed = async (exchanges: readonly Exchange[], recordedBase: string) => {
    await using pool = createTransport()
    const report = await replay({
      exchanges,
      recordedBase,
      baseUrl: right.url,
      headers: HEADERS,
      send: pool.send,
      maxWait: 0,
      wait: () => Promise.resolve(),
      keep: false,
    })
    expect(report.leftovers).to.deep.equal([])
    return report.steps.flatMap(({ differences }) => differences.map(({ where }) => where))
  }

  it('shows no difference if the recording is of the correct one', async () => {
    expect(await replayed(await record(right), right.url)).to.deep.equal([])
  })

  for (const [fault, shown, only] of FAULTS)
    it(`shows exactly ${fault}`, async () => {
      await using wrong = await startBridge(fault)
      // A fault of timing does not occur in every recording.
      let wheres: readonly string[] = []
      for (let attempt = 0; attempt < 5 && wheres.length === 0; attempt += 1) {
        const exchanges = await record(wrong)
        wheres = await replayed(exchanges, wrong.url)
      }
      expect(
        wheres.some((where) => shown.test(where)),
        wheres.join(),
      ).to.equal(true)
      expect(wheres.filter((where) => !only.test(where))).to.deep.equal([])
    })
})
