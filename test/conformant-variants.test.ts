import { expect } from 'chai'
import { rehearse } from '../harness/index.ts'
import { jumpCloudSchema } from '../mocks/entra/index.ts'
import {
  GROUP_SCHEMA,
  isJsonObject,
  type JsonObject,
  SERVICE_PROVIDER_CONFIG_SCHEMA,
  USER_SCHEMA,
} from '../mocks/protocol/index.ts'
import {
  bearerToken,
  type Deviation,
  type ListenOptions,
  listenScimServer,
  memoryStore,
  ScimError,
} from '../mocks/scim-server/index.ts'
import type { CheckResult } from '../reports/index.ts'

type Around = NonNullable<Deviation['around']>

/** A correct server that differs from the reference server. */
interface Variant {
  readonly says: string
  readonly options?: ListenOptions
  readonly around?: Around
  readonly outside?: NonNullable<Deviation['outside']>
  /** Checks that warn about it: the server is correct, but lenient, or does not follow a SHOULD. */
  readonly warnings?: readonly string[]
  /** Checks that apply only to this server, and pass. */
  readonly passes?: readonly string[]
}

const SUBJECT = 'the-subject'
const isUserOrGroup = (path: string): boolean => /^\/(?:Users|Groups)(?:\/|$)/.test(path)
const operationsOf = (body: unknown): JsonObject[] => {
  const listed = isJsonObject(body) ? body['Operations'] : undefined
  return Array.isArray(listed) ? listed.filter(isJsonObject) : []
}

/** Changes the ServiceProviderConfig. */
const advertising =
  (changes: JsonObject, rest: Around): Around =>
  async (request, serve) => {
    const response = await rest(request, serve)
    const isConfiguration = /^\/ServiceProviderConfig\/?$/.test(request.path)
    return isConfiguration && isJsonObject(response.body)
      ? { ...response, body: { ...response.body, ...changes } }
      : response
  }
const refusing =
  (when: (request: Parameters<Around>[0]) => boolean, error: ScimError): Around =>
  async (request, serve) => {
    if (when(request)) throw error
    return serve(request)
  }

const VARIANTS: readonly Variant[] = [
  {
    says: 'does not support PATCH, and says so',
    around: advertising(
      { patch: { supported: false } },
      refusing(({ method }) => method === 'PATCH', new ScimError(501, 'PATCH is not implemented')),
    ),
    warnings: ['scim.patch.advertised'],
    passes: ['scim.patch.unsupported'],
  },
  {
    says: 'has no bulk, no sorting and no entity tags',
    options: { bulk: false, sort: false, etag: false },
    passes: ['scim.bulk.unsupported'],
  },
  {
    says: 'returns the authenticated user at /Me',
    options: { authenticate: bearerToken('rehearsal', { key: 'rehearsal', userId: SUBJECT }) },
    passes: ['scim.me.alias', 'scim.me.anonymous'],
  },
  {
    says: 'redirects /Me to the authenticated user',
    around: async (request, serve) =>
      request.path === '/Me'
        ? { status: 308, headers: { location: `${request.base}/Users/${SUBJECT}` } }
        : serve(request),
    passes: ['scim.me.redirect'],
  },
  {
    says: 'answers every PATCH with 204',
    around: async (request, serve) => {
      const response = await serve(request)
      const isPlain = request.method === 'PATCH' && response.status === 200 && !request.query.has('attributes')
      return isPlain ? { status: 204, headers: response.headers } : response
    },
  },
  {
    says: 'answers a create without the resource',
    around: async (request, serve) => {
      const { status, headers, body } = await serve(request)
      const isCreate = request.method === 'POST' && status === 201
      return isCreate || body === undefined ? { status, headers } : { status, headers, body }
    },
    warnings: ['scim.create.answers-201'],
  },
  {
    says: 'rejects personal data in URLs',
    around: refusing(
      ({ method, path, query }) => method === 'GET' && isUserOrGroup(path) && query.has('filter'),
      new ScimError(403, 'filter by POST', { scimType: 'sensitive' }),
    ),
    passes: ['scim.sensitive.by-post', 'scim.filter.eq-hit'],
  },
  {
    says: 'rejects attributes that no schema declares',
    around: refusing(
      ({ method, body }) => {
        const known = /^(?:schemas|id|meta|externalId|urn:.*)$/i
        const names = Object.keys(isJsonObject(body) && method === 'POST' && !('Operations' in body) ? body : {})
        return names.some((name) => !known.test(name) && /nosuch/.test(name))
      },
      new ScimError(400, 'an attribute is unknown', { scimType: 'invalidSyntax' }),
    ),
  },
  {
    says: 'answers a stale version with 409',
    around: async (request, serve) => {
      const response = await serve(request)
      return response.status === 412
        ? { ...response, status: 409, body: { ...Object(response.body), status: '409' } }
        : response
    },
  },
  {
    says: 'rejects the removal of a non-member',
    around: async (request, serve) => {
      const [first] = request.method === 'PATCH' ? operationsOf(request.body) : []
      const [, id] = /^members\[value eq "(.*)"\]$/.exec(String(first?.['path'])) ?? []
      if (id === undefined || first?.['op'] !== 'remove') return serve(request)
      const { body: group } = await serve({ ...request, method: 'GET' })
      if (!JSON.stringify(group).includes(id)) throw new ScimError(400, 'no such member', { scimType: 'noTarget' })
      return serve(request)
    },
  },
  {
    says: 'accepts only e-mail addresses as userName',
    around: refusing(
      ({ method, path, body }) => {
        const { userName } = isJsonObject(body) ? body : {}
        const isWrite = /^(?:POST|PUT)$/.test(method) && /^\/Users(?:\/[^.]|$)/.test(path)
        return isWrite && typeof userName === 'string' && !userName.includes('@')
      },
      new ScimError(400, 'userName must be an e-mail address', { scimType: 'invalidValue' }),
    ),
  },
  {
    says: 'serves the protocol also without a version',
    outside: (path) =>
      path === '/scim/ServiceProviderConfig'
        ? { status: 200, headers: {}, body: { schemas: [SERVICE_PROVIDER_CONFIG_SCHEMA] } }
        : undefined,
    passes: ['scim.protocol-version.none'],
  },
  {
    says: 'declares few attributes of a User and of a Group',
    options: {
      resourceTypes: [
        { name: 'User', endpoint: '/Users', schema: USER_SCHEMA },
        { name: 'Group', endpoint: '/Groups', schema: GROUP_SCHEMA },
        { name: 'Policy', endpoint: '/Policies', schema: 'urn:example:scim:schemas:Policy' },
      ],
      schemas: [
        {
          id: USER_SCHEMA,
          name: 'User',
          attributes: [
            {
              name: 'userName',
              type: 'string',
              multiValued: false,
              required: true,
              caseExact: false,
              mutability: 'readWrite',
              returned: 'default',
              uniqueness: 'server',
            },
            { name: 'displayName', type: 'string', multiValued: false },
            { name: 'active', type: 'boolean', multiValued: false },
          ],
        },
        {
          id: GROUP_SCHEMA,
          name: 'Group',
          attributes: [{ name: 'displayName', type: 'string', multiValued: false, required: true }],
        },
        {
          id: 'urn:example:scim:schemas:Policy',
          name: 'Policy',
          attributes: [{ name: 'displayName', type: 'string', multiValued: false }],
        },
      ],
    },
    passes: ['scim.endpoint.plural'],
  },
]

async function run({ options, says, around, outside }: Variant): Promise<readonly CheckResult[]> {
  const store = memoryStore()
  await using setUp = await listenScimServer({ store, newId: () => SUBJECT })
  await fetch(`${setUp.url}/Users`, {
    method: 'POST',
    headers: { 'content-type': 'application/scim+json' },
    body: JSON.stringify({ schemas: [USER_SCHEMA], userName: 'subject@resident.example' }),
  })
  const deviation: Deviation = {
    name: 'variant',
    says,
    caughtBy: [],
    ...(around === undefined ? {} : { around }),
    ...(outside === undefined ? {} : { outside }),
  }
  await using server = await listenScimServer({ strict: true, store, token: 'rehearsal', ...options, deviation })
  const { result } = await rehearse({
    schema: jumpCloudSchema,
    seed: 9,
    target: { url: server.url, token: 'rehearsal' },
    selection: { suites: ['rfc7643', 'rfc7644', 'rfc9865'] },
  })
  expect(result.leftovers ?? []).to.deep.equal([])
  return result.checks
}

describe('a conformant server that differs from the reference server has no findings', () => {
  for (const variant of VARIANTS) {
    it(`that ${variant.says}`, async () => {
      const checks = await run(variant)
      const findings = checks.filter(({ outcome }) => outcome === 'fail' || outcome === 'error' || outcome === 'warn')
      expect(
        findings
          .filter(({ id }) => variant.warnings?.includes(id) !== true)
          .map(({ id, reason }) => `${id}: ${reason}`),
      ).to.deep.equal([])
      expect(findings.map(({ id }) => id)).to.have.members(variant.warnings ?? [])
      for (const id of variant.passes ?? [])
        expect(`${id}: ${checks.find((check) => check.id === id)?.outcome}`).to.equal(`${id}: pass`)
    })
  }
})
