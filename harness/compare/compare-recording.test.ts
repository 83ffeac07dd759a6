import { expect } from 'chai'
import fc from 'fast-check'
import {
  defaultSchema,
  type EntraSwitches,
  openJobState,
  type ProvisioningJobOptions,
  type SynchronizationSchema,
  syntheticGroups,
  syntheticSource,
  Tenant,
} from '../../mocks/entra/index.ts'
import { listenScimServer } from '../../mocks/scim-server/index.ts'
import { createTransport, type HttpRequest, TransportError } from '../../mocks/transport/index.ts'
import type { Exchange } from '../../reports/index.ts'
import { startJob } from '../../test/support/start-job.ts'
import { loadSuites, shippedSuites } from '../load/suites.ts'
import { compareRecording, InvalidFidelity, parseFidelity } from './index.ts'

const GAP = 40 * 60_000

/** The fault of a request; undefined for none. */
type Trouble = (request: HttpRequest, count: number) => 'too-many' | 'silence' | undefined

interface Recorded {
  readonly exchanges: readonly Exchange[]
  readonly base: string
}

/** Records two cycles of the mock client as the proxy would: an initial one, and one after a change. */
async function record(
  options: Partial<Omit<ProvisioningJobOptions, 'tenant' | 'state' | 'transport'>> & {
    readonly trouble?: Trouble
    readonly vanishes?: boolean
    readonly schema?: SynchronizationSchema
  } = {},
): Promise<Recorded> {
  const { trouble, vanishes, schema = defaultSchema, ...rest } = options
  await using server = await listenScimServer()
  await using pool = createTransport()
  using state = openJobState(undefined)
  const source = syntheticSource({ seed: 21, count: 4 })
  const tenant = new Tenant({ source, groups: syntheticGroups(source, 1) })
  const exchanges: Exchange[] = []
  let cycle = 0
  await using started = startJob({
    tenant,
    state,
    schema,
    baseUrl: server.url,
    concurrency: 1,
    ...rest,
    transport: async (request, limits) => {
      const kind = trouble?.(request, exchanges.length)
      const list = (headers: Readonly<Record<string, string>>) =>
        Object.entries(headers).map(([name, value]) => ({ name, value }))
      const add = (status: number, headers: Readonly<Record<string, string>>, body: string): void => {
        exchanges.push({
          id: `x${exchanges.length + 1}`,
          cause: '',
          leg: 'scim',
          startedDateTime: new Date(cycle * GAP + exchanges.length * 10).toISOString(),
          time: 1,
          request: {
            method: request.method,
            url: request.url,
            httpVersion: 'HTTP/1.1',
            headers: list(request.headers),
            ...(request.body === undefined ? {} : { body: request.body }),
          },
          response: { status, headers: list(headers), body },
        })
      }
      if (kind === 'too-many') {
        add(429, { 'retry-after': '1' }, '')
        return { status: 429, headers: { 'retry-after': '1' }, body: '' }
      }
      if (kind === 'silence') {
        add(0, {}, '')
        throw new TransportError('timeout', 'no answer within 60000 ms')
      }
      const response = await pool.send(request, limits)
      add(response.status, response.headers, response.body)
      return response
    },
  })
  await started.job.runCycle()
  cycle += 1
  const [first] = [...tenant.users()]
  if (first !== undefined) {
    if (vanishes === true) {
      const id = state.link('user', first.objectId)?.targetId
      await pool.send({ method: 'DELETE', url: `${server.url}/Users/${id}`, headers: {} })
    }
    tenant.change(first.objectId, { displayName: 'Changed', jobTitle: 'Changed too' })
    await started.job.runCycle()
    cycle += 1
    await started.job.runCycle()
  }
  return { exchanges, base: server.url }
}

const settingsOf = async ({ exchanges, base }: Recorded): Promise<string[]> => {
  const { settings, unknown } = await compareRecording(exchanges, base)
  expect(unknown).to.deep.equal([])
  return settings.map(({ setting }) => setting).filter((setting) => setting !== 'dialect=legacy')
}

/** Returns the schema with one more row for users. */
function withRow(targetAttributeName: string, expression: string): SynchronizationSchema {
  return {
    ...defaultSchema,
    synchronizationRules: defaultSchema.synchronizationRules.map((rule) => ({
      ...rule,
      objectMappings: rule.objectMappings.map((mapping) => {
        const [like] = mapping.attributeMappings
        if (!/user/i.test(mapping.targetObjectName) || like === undefined) return mapping
        const row = {
          ...like,
          matchingPriority: 0,
          targetAttributeName,
          source: { expression, name: expression, type: 'Function', parameters: [] },
        }
        return { ...mapping, attributeMappings: [...mapping.attributeMappings, row] } as typeof mapping
      }),
    })),
  }
}

describe('compare', () => {
  it('finds nothing unknown in a recording of the mock client', async () => {
    const recorded = await record()
    const compared = await compareRecording(recorded.exchanges, recorded.base)
    expect(compared.counts).to.deep.equal({ same: recorded.exchanges.length, known: 0, unknown: 0 })
    expect(compared.unknown).to.deep.equal([])
    expect(compared.order).to.deep.equal([])
    expect(compared.fidelity).to.deep.equal({ schemaVersion: 1, dialect: 'legacy', switches: {}, unknown: [] })
    // A short recording would prove nothing.
    expect(recorded.exchanges.length).to.be.greaterThan(15)
  })

  /** The settings that each switch causes; one per line. */
  const rows: readonly (readonly [setting: string, options: Parameters<typeof record>[0]])[] = [
    ['dialect=flagged', { dialect: 'flagged' }],
    ['activeAsText=true', { activeAsText: true }],
    ['accept=none', { switches: { accept: 'none' } }],
    ['accept=application/json', { switches: { accept: 'application/json' } }],
    ['adscimversion=none', { switches: { adscimversion: 'none' } }],
    ['adscimversion=Date: 1, ActivityId: 7', { switches: { adscimversion: 'Date: 1, ActivityId: 7' } }],
    [
      'primaryEmail=each',
      { switches: { primaryEmail: 'each' }, schema: withRow('emails[type eq "home"].value', '[userPrincipalName]') },
    ],
    [
      'listAtSingleValue=whole',
      { switches: { listAtSingleValue: 'whole' }, schema: withRow('nickName', 'Split([userPrincipalName], "@")') },
    ],
    ['retryAfter=pauses', { trouble: once((request) => request.method === 'POST', 'too-many') }],
    [
      'retryAfter=fails',
      { switches: { retryAfter: 'fails' }, trouble: once((request) => request.method === 'POST', 'too-many') },
    ],
    ['timedOutPost=repeated', { trouble: once((request) => request.method === 'POST', 'silence') }],
    [
      'timedOutPost=fails',
      { switches: { timedOutPost: 'fails' }, trouble: once((request) => request.method === 'POST', 'silence') },
    ],
    ['vanishedObject=stays-failed', { vanishes: true }],
    ['vanishedObject=matched-again', { switches: { vanishedObject: 'matched-again' }, vanishes: true }],
  ]
  for (const [setting, options] of rows)
    it(`finds ${setting}`, async () => {
      const recorded = await record(options)
      expect(await settingsOf(recorded)).to.deep.equal([setting])
      const { fidelity } = await compareRecording(recorded.exchanges, recorded.base)
      const read = parseFidelity(JSON.stringify(fidelity))
      const [name = '', value] = [setting.slice(0, setting.indexOf('=')), setting.slice(setting.indexOf('=') + 1)]
      const all: Readonly<Record<string, unknown>> = {
        dialect: read.dialect,
        activeAsText: read.activeAsText,
        ...read.switches,
      }
      expect(String(all[name])).to.equal(value)
    })

  it('finds the place of the client secret in token requests', async () => {
    const token = (headers: Exchange['request']['headers'], body: string): Exchange => ({
      id: 't',
      cause: '',
      leg: 'scim',
      startedDateTime: '',
      time: 1,
      request: { method: 'POST', url: 'http://host/token', httpVersion: 'HTTP/1.1', headers, body },
      response: { status: 200, headers: [], body: '{}' },
    })
    const basic = token([{ name: 'Authorization', value: 'Basic ***' }], 'grant_type=client_credentials')
    const form = token([], 'grant_type=client_credentials&client_id=x&client_secret=***')
    for (const [one, value] of [
      [basic, 'header'],
      [form, 'body'],
    ] as const)
      expect((await compareRecording([], 'http://host/scim', [one])).fidelity.switches).to.deep.equal({
        oauthSecret: value,
      } satisfies Partial<EntraSwitches>)
  })

  it('makes the mock send the same requests as the recorded client, with the found settings', async () => {
    const wanted = {
      dialect: 'flagged',
      activeAsText: true,
      switches: { accept: 'none', adscimversion: '5.0' },
    } as const
    const first = await record(wanted)
    const { dialect, activeAsText, switches } = (await compareRecording(first.exchanges, first.base)).fidelity
    const second = await record({
      ...(dialect === undefined ? {} : { dialect }),
      ...(activeAsText === undefined ? {} : { activeAsText }),
      switches,
    })
    const shapes = ({ exchanges, base }: Recorded): unknown[] =>
      exchanges.map(({ request: { method, url, headers, body } }) =>
        [method, url.slice(base.length), headers, body].map((part) =>
          JSON.stringify(part)?.replaceAll(/[0-9a-f-]{36}/g, 'ID'),
        ),
      )
    expect(shapes(second)).to.deep.equal(shapes(first))
  })

  const BASE = 'https://host.example/scim'
  const recorded = (
    method: string,
    path: string,
    body?: unknown,
    headers: Exchange['request']['headers'] = MOCK_HEADERS,
  ): Exchange => ({
    id: '1',
    cause: '',
    leg: 'scim',
    startedDateTime: '2026-11-29T08:00:00.000Z',
    time: 1,
    request: {
      method,
      url: BASE + path,
      httpVersion: 'HTTP/1.1',
      headers,
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    },
    response: { status: 200, headers: [], body: '' },
  })
  const MOCK_HEADERS = [
    { name: 'accept', value: 'application/scim+json' },
    { name: 'adscimversion', value: '6.0' },
    { name: 'content-type', value: 'application/scim+json; charset=utf-8' },
  ]
  const patch = (...Operations: object[]): object => ({
    schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
    Operations,
  })

  for (const [what, exchange, says] of [
    ['PUT', recorded('PUT', '/Users/7', { userName: 'jane' }), /^PUT \/Users\/\{id\}: never sent: PUT/],
    [
      'a list with paging',
      recorded('GET', '/Users?startIndex=1&count=100'),
      /never sent: GET \/Users with startIndex, count/,
    ],
    [
      '%20 for blanks',
      recorded('GET', '/Users?filter=userName%20eq%20%22jane%22'),
      /URL form: .*; the mock writes \/Users\?filter=userName\+eq\+%22…%22/,
    ],
    ['a query of groups with their members', recorded('GET', '/Groups?filter=displayName+eq+%22x%22'), /URL form/],
    ['discovery', recorded('GET', '/ServiceProviderConfig'), /never sent: GET \/ServiceProviderConfig/],
    [
      'several members in one PATCH',
      recorded('PATCH', '/Groups/7', patch({ op: 'Add', path: 'members', value: [{ value: 'a' }, { value: 'b' }] })),
      /never sent: PATCH \/Groups\/\{id\}: Add members, a list of 2/,
    ],
    [
      'a boolean with a capital op',
      recorded('PATCH', '/Users/7', patch({ op: 'Replace', path: 'active', value: false })),
      /body form: Replace active, boolean/,
    ],
    [
      'a user agent',
      recorded('GET', '/Users/7', undefined, [...MOCK_HEADERS, { name: 'User-Agent', value: 'curl/8' }]),
      /^header user-agent$/,
    ],
    ['another content type', recorded('DELETE', '/Users/7'), undefined],
    [
      'an id in a POST',
      recorded('POST', '/Users', { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName: 'x', id: '7' }),
      /body form: no meta/,
    ],
    ['a body that is not JSON', recorded('POST', '/Users', 'hello'), /never sent: POST \/Users/],
  ] as const)
    it(`reports ${what} as ${says === undefined ? 'known' : 'unknown'}`, async () => {
      const { unknown } = await compareRecording([exchange], BASE)
      if (says === undefined) expect(unknown).to.deep.equal([])
      else expect(unknown[0]?.difference).to.match(says)
    })

  it('classifies the requests that public sources quote, and those that the mock does not send', async () => {
    const verdicts = new Map<string, string>()
    for (const { checks } of await loadSuites(shippedSuites()))
      for (const { id, quotes } of checks)
        for (const { method, path, body, headers } of quotes?.requests ?? []) {
          const all = { ...Object.fromEntries(MOCK_HEADERS.map(({ name, value }) => [name, value])), ...headers }
          const exchange = recorded(
            method,
            path.replaceAll(/\{(\w+)\}/g, '$1'),
            body,
            Object.entries(all).map(([name, value]) => ({ name, value })),
          )
          const { counts, settings } = await compareRecording([exchange], BASE)
          verdicts.set(
            id.replace('entra.quirk.', ''),
            counts.unknown > 0 ? 'unknown' : settings.map(({ setting }) => setting).join(),
          )
        }
    const each = (names: string): (string | undefined)[] => names.split(' ').map((name) => verdicts.get(name))
    const legacy = each(
      'active-text capital-op filtered-adds-share legacy-six-operations manager-bare-id member-added member-removed-by-value roles-json-in-text',
    )
    expect(new Set(legacy)).to.deep.equal(new Set(['dialect=legacy']))
    const flagged = each(
      'active-flagged flagged-collapsed manager-removed-by-filter member-removed-by-filter path-less-add roles-replaced single-add',
    )
    expect(new Set(flagged)).to.deep.equal(new Set(['dialect=flagged']))
    expect(new Set(each('probe-plus create-documented group-created group-filtered adscimversion'))).to.deep.equal(
      new Set(['']),
    )
    const unknown = each(
      'active-documented empty-and-null manager-array members-in-one-patch members-replaced page-of-five reference-check group-put-with-members flag-in-query',
    )
    expect(new Set(unknown)).to.deep.equal(new Set(['unknown']))
  })

  it('classifies any request', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('GET', 'POST', 'PATCH', 'DELETE', 'PUT', 'X'),
        fc.constantFrom('/Users', '/Groups/7', '/Users?filter=a+eq+%22%', '/', ''),
        fc.oneof(fc.string(), fc.json(), fc.record({ Operations: fc.jsonValue(), emails: fc.jsonValue() })),
        async (method, path, body) => {
          const { counts } = await compareRecording([recorded(method, path, body)], BASE)
          expect(counts.same + counts.known + counts.unknown).to.equal(1)
        },
      ),
    )
  })

  for (const [text, says] of [
    ['', /not a JSON object/],
    ['[]', /not a JSON object/],
    ['{}', /schemaVersion must be 1, not missing/],
    ['{"schemaVersion":1,"dialect":"old"}', /dialect must be legacy or flagged, not "old"/],
    ['{"schemaVersion":1,"switches":{"nope":"1"}}', /unknown switch/],
    ['{"schemaVersion":1,"switches":{"retryAfter":true}}', /must be a string/],
  ] as const)
    it(`rejects the fidelity file ${text}`, () => {
      expect(() => parseFidelity(text)).to.throw(InvalidFidelity, says)
    })
})

/** Makes the first request of a kind fail. */
function once(is: (request: HttpRequest) => boolean, kind: 'too-many' | 'silence'): Trouble {
  let hasHappened = false
  return (request) => {
    if (hasHappened || !is(request)) return undefined
    hasHappened = true
    return kind
  }
}
