import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import fc from 'fast-check'
import { rehearse, seededRandom } from '../../harness/index.ts'
import { defaultSchema } from '../../mocks/entra/index.ts'
import type { JsonObject } from '../../mocks/protocol/index.ts'
import { bearerToken, type Deviation, listenScimServer } from '../../mocks/scim-server/index.ts'

/** Values in place of SCIM's own, as a careless server may return them in any place. */
const scalar = fc.constantFrom<unknown>(
  null,
  true,
  0,
  -1,
  1e308,
  '',
  'x',
  '\ud800',
  '%E0%A4%A',
  '../../Users',
  'https://other.example/Users/1',
  '//other.example',
  'undefined',
  '__proto__',
  [],
  {},
  [null],
  [[]],
  [1, 'a', {}],
)
const NAMES = [
  'id',
  'schemas',
  'meta',
  'userName',
  'displayName',
  'name',
  'emails',
  'active',
  'members',
  'Resources',
  'totalResults',
  'startIndex',
  'itemsPerPage',
  'location',
  'Operations',
  'attributes',
  'status',
  'scimType',
  'detail',
  'patch',
  'filter',
  'endpoint',
  '__proto__',
  'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
  'externalId',
  'nextCursor',
  'value',
  'type',
  'roles',
  'groups',
] as const
const document = fc.letrec<{ any: unknown }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 4 },
    scalar,
    fc.array(tie('any'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...NAMES), tie('any'), { maxKeys: 6 }),
  ),
})).any
const answer = fc.record({
  status: fc.constantFrom(200, 200, 200, 201, 201, 204, 400, 404, 409, 500),
  body: fc.oneof(
    { weight: 6, arbitrary: document.map((value) => JSON.stringify(value)) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        '',
        'null',
        '[]',
        '{',
        '"x"',
        '<html>',
        `${'['.repeat(10_000)}${']'.repeat(10_000)}`,
        `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`,
      ),
    },
  ),
  location: fc.option(fc.constantFrom('%', '/Users/%E0%A4%A', '//other.example/1', 'Users/null', '', '/scim/Users/1')),
})

/** Starts a server that responds to any request with anything, the same for the same seed. */
async function nonsense(seed: number): Promise<{ url: string; requests: string[]; close: () => void }> {
  const answers = fc.sample(answer, { numRuns: 400, seed })
  const requests: string[] = []
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`)
    request.resume()
    request.on('end', () => {
      const { status, body, location } = answers[requests.length % answers.length] ?? {
        status: 200,
        body: '',
        location: null,
      }
      response.writeHead(status, {
        'content-type': 'application/scim+json',
        ...(location === null ? {} : { location }),
      })
      response.end(status === 204 ? undefined : body)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/scim`,
    requests,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

/** The reference server, in some of whose responses one value is replaced by nonsense. */
function mangling(seed: number, share: number): Deviation {
  const random = seededRandom(seed)
  const values = fc.sample(scalar, { numRuns: 200, seed })
  const pick = (): unknown => values[Math.floor(random() * values.length)]
  const mangle = (value: unknown): unknown => {
    if (Array.isArray(value) && value.length > 0 && random() < 0.7) {
      const at = Math.floor(random() * value.length)
      return value.map((item, index) => (index === at ? mangle(item) : item))
    }
    if (typeof value === 'object' && value !== null && !Array.isArray(value) && random() < 0.85) {
      const names = Object.keys(value)
      const name = names[Math.floor(random() * names.length)]
      if (name === undefined) return pick()
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, key === name ? mangle(item) : item]))
    }
    return pick()
  }
  return {
    name: 'mangled',
    says: 'some answers have one value of nonsense',
    caughtBy: [],
    around: async (request, serve) => {
      const response = await serve(request)
      return random() < share ? { ...response, body: mangle(response.body) as JsonObject } : response
    },
  }
}

describe('nonsense in the responses of a target', () => {
  const seeds = Number(process.env['NONSENSE_SEEDS'] ?? 3)
  for (let seed = 1; seed <= seeds; seed += 1)
    for (const dialect of ['legacy', 'flagged'] as const)
      it(`is a finding, and never an internal error: seed ${seed}, ${dialect}`, async () => {
        const target = await nonsense(seed)
        try {
          const { result } = await rehearse({
            target: { url: target.url, token: 'rehearsal' },
            schema: defaultSchema,
            dialect,
            seed,
            timeout: 5000,
          })
          const faults = result.checks.filter(({ outcome }) => outcome === 'error')
          expect(faults.map(({ id, reason }) => `${id}: ${reason}`)).to.deep.equal([])
        } finally {
          target.close()
        }
      })

  for (let seed = 1; seed <= seeds; seed += 1)
    it(`is a finding if one response in six is wrong: seed ${seed}`, async () => {
      await using server = await listenScimServer({
        deviation: mangling(seed, 1 / 6),
        authenticate: bearerToken('rehearsal'),
      })
      const { result } = await rehearse({
        target: { url: server.url, token: 'rehearsal' },
        schema: defaultSchema,
        dialect: seed % 2 === 0 ? 'flagged' : 'legacy',
        seed,
        timeout: 5000,
      })
      const faults = result.checks.filter(({ outcome }) => outcome === 'error')
      expect(faults.map(({ id, reason }) => `${id}: ${reason}`)).to.deep.equal([])
    })

  for (const nonsense of ['x', 7, null, {}, [null], ['x', {}]] as const)
    it(`is a finding if schemas and schemaExtensions are ${JSON.stringify(nonsense)}`, async () => {
      const replaced = (body: unknown): unknown =>
        Array.isArray(body)
          ? body.map(replaced)
          : typeof body === 'object' && body !== null
            ? Object.fromEntries(
                Object.entries(body).map(([name, value]) => [
                  name,
                  /^(?:schemas|schemaExtensions)$/.test(name) ? nonsense : replaced(value),
                ]),
              )
            : body
      await using server = await listenScimServer({
        deviation: {
          name: 'schemas',
          says: 'schemas and schemaExtensions are nonsense',
          caughtBy: [],
          around: async (request, serve) => {
            const response = await serve(request)
            return { ...response, body: replaced(response.body) as JsonObject }
          },
        },
        authenticate: bearerToken('rehearsal'),
      })
      const { result } = await rehearse({
        target: { url: server.url, token: 'rehearsal' },
        schema: defaultSchema,
        seed: 1,
        selection: { checks: ['scim.schemas.*', 'scim.resource-type.*', 'scim.filter.extension*', 'scim.schema.*'] },
      })
      const faults = result.checks.filter(({ outcome }) => outcome === 'error')
      expect(faults.map(({ id, reason }) => `${id}: ${reason}`)).to.deep.equal([])
      expect(result.checks.some(({ outcome }) => outcome === 'fail')).to.equal(true)
    })
})
