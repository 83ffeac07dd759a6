import { expect } from 'chai'
import fc from 'fast-check'
import { listenScimServer, type ScimServerOptions } from '../../mocks/scim-server/index.ts'
import { createTransport } from '../../mocks/transport/index.ts'
import type { Exchange } from '../../reports/index.ts'
import { listenRecordingProxy } from '../proxy/index.ts'
import { type ReplayReport, replay } from './index.ts'

interface Sent {
  readonly method: string
  readonly path: string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}
/** Requests, each of which may use the ids of earlier responses. */
type Script = (ids: readonly string[]) => Sent

const HEADERS = { authorization: 'Bearer t', 'content-type': 'application/scim+json' }
const USER = 'urn:ietf:params:scim:schemas:core:2.0:User'
const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group'

const user =
  (userName: string, more: object = {}): Script =>
  () => ({ method: 'POST', path: '/Users', body: { schemas: [USER], userName, ...more } })
const group =
  (displayName: string, ...members: number[]): Script =>
  (ids) => ({
    method: 'POST',
    path: '/Groups',
    body: {
      schemas: [GROUP],
      displayName,
      members: members.flatMap((at) => (ids[at] === undefined ? [] : [{ value: ids[at] }])),
    },
  })
const get =
  (path: string): Script =>
  () => ({ method: 'GET', path })
const patch =
  (at: number, ...Operations: object[]): Script =>
  (ids) => ({
    method: 'PATCH',
    path: `/Users/${ids[at]}`,
    body: { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations },
  })

/** Records a script with a server; `before` is sent without being recorded. */
async function record(
  scripts: readonly Script[],
  options: ScimServerOptions = {},
  before: readonly Script[] = [],
): Promise<{ exchanges: Exchange[]; base: string }> {
  await using server = await listenScimServer(options)
  await using pool = createTransport()
  const exchanges: Exchange[] = []
  const ids: string[] = []
  const sendAll = async (base: string, list: readonly Script[]): Promise<void> => {
    for (const script of list) {
      const { method, path, body, headers } = script(ids)
      const response = await pool.send({
        method,
        url: base + path,
        headers: { ...HEADERS, ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      if (method === 'POST' && response.status === 201) ids.push((JSON.parse(response.body) as { id: string }).id)
    }
  }
  await sendAll(server.url, before)
  const proxy = await listenRecordingProxy({
    upstream: server.url,
    maxBody: 1e6,
    secrets: [],
    invariants: [],
    now: () => new Date(),
    monotonic: () => performance.now(),
    onExchange: (exchange) => void exchanges.push(exchange),
  })
  await sendAll(proxy.url, scripts)
  await proxy.close()
  return { exchanges, base: server.url }
}

/** Replays a recording to a new server; also returns the resources that are left there. */
async function replayed(
  { exchanges, base }: { exchanges: readonly Exchange[]; base: string },
  {
    suffix,
    options = {},
    there = [],
  }: { suffix?: string; options?: ScimServerOptions; there?: readonly object[] } = {},
): Promise<ReplayReport & { readonly left: number; readonly requests: readonly string[] }> {
  await using server = await listenScimServer(options)
  await using pool = createTransport()
  for (const body of there)
    await pool.send({ method: 'POST', url: `${server.url}/Users`, headers: HEADERS, body: JSON.stringify(body) })
  const requests: string[] = []
  const report = await replay({
    exchanges,
    recordedBase: base,
    baseUrl: server.url,
    headers: HEADERS,
    send: (request, limits) => {
      requests.push(`${request.method} ${request.url.slice(server.url.length)} ${request.body ?? ''}`)
      return pool.send(request, limits)
    },
    maxWait: 0,
    wait: () => Promise.resolve(),
    keep: false,
    ...(suffix === undefined ? {} : { suffix }),
  })
  const count = async (path: string): Promise<number> =>
    (
      JSON.parse((await pool.send({ method: 'GET', url: server.url + path, headers: HEADERS })).body) as {
        totalResults: number
      }
    ).totalResults
  return { ...report, left: (await count('/Users')) + (await count('/Groups')), requests }
}

const differing = ({ steps }: ReplayReport): unknown[] =>
  steps
    .filter(({ differences }) => differences.length > 0)
    .map(({ method, path, differences }) => [
      method,
      path
        .replace(/^\/scim\/v2/, '')
        .split('?')[0]
        ?.replace(/[0-9a-f-]{36}/, 'ID'),
      differences,
    ])

describe('replay', () => {
  const story: readonly Script[] = [
    user('jane@contoso.example', {
      externalId: 'jane',
      emails: [{ type: 'work', value: 'jane@contoso.example', primary: true }],
    }),
    user('bob@contoso.example', { active: true }),
    group('Team 1', 0, 1),
    patch(1, { op: 'Add', path: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager', value: 'x' }),
    (ids) => ({
      method: 'PATCH',
      path: `/Groups/${ids[2]}`,
      body: {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
        Operations: [{ op: 'remove', path: `members[value eq "${ids[0]}"]` }],
      },
    }),
    get('/Users?filter=userName+eq+%22jane%40contoso.example%22'),
    (ids) => ({ method: 'GET', path: `/Users?filter=${encodeURIComponent(`id eq "${ids[1]}"`)}` }),
    user('JANE@contoso.example'),
    patch(0, { op: 'Replace', path: 'active', value: 'False' }),
    (ids) => ({ method: 'DELETE', path: `/Users/${ids[1]}` }),
    (ids) => ({ method: 'GET', path: `/Users/${ids[1]}` }),
    (ids) => ({ method: 'GET', path: `/Groups/${ids[2]}` }),
    () => ({ method: 'GET', path: '/Users', headers: { authorization: '' } }),
  ]

  it('finds no difference with the same kind of server, and leaves nothing there', async () => {
    const report = await replayed(await record(story))
    expect(differing(report)).to.deep.equal([])
    expect(report.steps.filter(({ skipped }) => skipped !== undefined)).to.deep.equal([])
    expect(report).to.deep.include({ left: 0, leftovers: [], prepared: 0, notes: [] })
  })

  it('finds no difference if unique values get a suffix, on a server that has them already', async () => {
    const there = [{ schemas: [USER], userName: 'jane@contoso.example' }]
    const recording = await record(story)
    const report = await replayed(recording, { suffix: 'r1', there })
    expect(differing(report)).to.deep.equal([])
    expect(report.left).to.equal(1)
    expect(report.requests.join('\n'))
      .to.include('"userName":"jane-r1@contoso.example"')
      .and.include('filter=userName+eq+%22jane-r1%40contoso.example%22')
    // Without the suffix the first POST conflicts with the existing user.
    expect(differing(await replayed(recording, { there }))[0]).to.deep.equal([
      'POST',
      '/Users',
      [{ where: 'status', recorded: '201', now: '409' }],
    ])
  })

  it('first creates the resources that the recorded server had', async () => {
    const before = [user('ana', { displayName: 'Ana' }), group('Old team', 0)]
    const joined: readonly Script[] = [
      get('/Users?filter=userName+eq+%22ana%22'),
      patch(0, { op: 'Replace', path: 'displayName', value: 'Anna' }),
      get('/Groups?filter=displayName+eq+%22Old%20team%22'),
    ]
    const report = await replayed(await record(joined, {}, before))
    expect(differing(report)).to.deep.equal([])
    expect(report).to.include({ prepared: 2, left: 0 })
  })

  it('shows exactly the difference of a wrong server, and its effect on a read', async () => {
    const recording = await record(story, { deviation: 'active-string-refused' })
    expect(differing(await replayed(recording))).to.deep.equal([
      ['PATCH', '/Users/ID', [{ where: 'status', recorded: '400', now: '200' }]],
      ['GET', '/Users', [{ where: 'Resources[0].active', recorded: 'true', now: 'false' }]],
    ])
  })

  it('compares no response to a request during which another one changed the same resource', async () => {
    const { exchanges, base } = await record([
      user('jane@contoso.example'),
      patch(0, { op: 'Add', path: 'title', value: 'Engineer' }),
      patch(0, { op: 'Add', path: 'nickName', value: 'Jay' }),
      (ids) => ({ method: 'GET', path: `/Users/${ids[0]}` }),
    ])
    const [created, first, second, read] = exchanges as [Exchange, Exchange, Exchange, Exchange]
    // The server executed the request that was sent second before the other.
    const recorded = [created, { ...second, startedDateTime: first.startedDateTime, time: 1000 }, first, read].map(
      (exchange, order) =>
        order === 3
          ? { ...exchange, startedDateTime: new Date(Date.parse(first.startedDateTime) + 2000).toISOString() }
          : exchange,
    )
    const report = await replayed({ exchanges: recorded, base })
    expect(differing(report)).to.deep.equal([])
    expect(report.steps.map(({ skipped }) => skipped !== undefined)).to.deep.equal([false, true, true, false])
  })

  it('sends no request that would change a resource which it did not create', async () => {
    const { exchanges, base } = await record(
      [get('/Users'), (ids) => ({ method: 'DELETE', path: `/Users/${ids[0]}` })],
      {},
      [user('ana')],
    )
    // The target returns another user for the id that the recording deletes.
    const [id = ''] = /[0-9a-f-]{36}/.exec(exchanges[1]?.request.url ?? '') ?? []
    const report = await replayed(
      {
        exchanges: exchanges.map((one) =>
          one.request.method === 'GET' ? { ...one, response: { ...one.response, body: '{}' } } : one,
        ),
        base,
      },
      { options: { newId: () => id }, there: [{ schemas: [USER], userName: 'somebody.else' }] },
    )
    expect(report.left).to.equal(1)
    expect(report.steps[1]?.skipped).to.match(/did not create/)
  })

  it('finds no difference in any recording with the same kind of server', async () => {
    const name = fc.constantFrom('ana', 'bob', 'Ana', 'cem@x.example', '12')
    const at = fc.nat(3)
    const script: fc.Arbitrary<Script> = fc.oneof(
      fc
        .tuple(name, fc.constantFrom({}, { title: '1' }, { externalId: 'bob' }, { active: false }))
        .map(([one, more]) => user(one, more)),
      fc.tuple(name, at, at).map(([one, a, b]) => group(one, a, b)),
      name.map((one) => get(`/Users?filter=userName+eq+%22${encodeURIComponent(one)}%22`)),
      fc.constant(get('/Groups')),
      fc.tuple(at, name).map(([index, one]) => patch(index, { op: 'Replace', path: 'userName', value: one })),
      fc
        .tuple(at, name)
        .map(([index, one]) => patch(index, { op: 'add', value: { displayName: one, 'name.givenName': one } })),
      at.map(
        (index): Script =>
          (ids) => ({ method: 'DELETE', path: `/Users/${ids[index]}` }),
      ),
      at.map(
        (index): Script =>
          (ids) => ({ method: 'GET', path: `/Groups/${ids[index]}` }),
      ),
    )
    await fc.assert(
      fc.asyncProperty(
        fc.array(script, { maxLength: 12 }),
        fc.option(fc.constant('r2'), { nil: undefined }),
        fc.boolean(),
        async (scripts, suffix, isNumbered) => {
          // Ids that are short numbers look like other values.
          const options = (): ScimServerOptions => {
            let made = 0
            return {
              ...(isNumbered
                ? {
                    newId: () => {
                      made += 1
                      return String(made)
                    },
                  }
                : {}),
            }
          }
          const report = await replayed(await record(scripts, options()), {
            options: options(),
            ...(suffix === undefined ? {} : { suffix }),
          })
          expect(differing(report)).to.deep.equal([])
          expect(report.left).to.equal(0)
        },
      ),
      { numRuns: 40 },
    )
  })
})
