import { join } from 'node:path'
import { expect } from 'chai'
import { type RehearsalOptions, readTape, rehearse } from '../harness/index.ts'
import { jumpCloudSchema } from '../mocks/entra/index.ts'
import { isJsonObject, type SchemaDefinition } from '../mocks/protocol/index.ts'
import {
  enterpriseUserSchema,
  groupResourceType,
  groupSchema,
  listenScimServer,
  userResourceType,
  userSchema,
} from '../mocks/scim-server/index.ts'
import { type RehearsalResult, resultFaults } from '../reports/index.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

async function gallery(options: Partial<RehearsalOptions> = {}): Promise<RehearsalResult> {
  const { result } = await rehearse({
    schema: jumpCloudSchema,
    seed: 5,
    selection: { suites: ['gallery'] },
    ...options,
  })
  return result
}

const withOutcome = ({ checks }: RehearsalResult, ...outcomes: string[]): string[] =>
  checks.filter(({ outcome }) => outcomes.includes(outcome)).map(({ id, reason }) => `${id}: ${reason}`)

const readiness = ({ readiness: rows = [] }: RehearsalResult): Record<string, string> =>
  Object.fromEntries(rows.map(({ id, state }) => [id, state]))

describe("Microsoft's tests", () => {
  it('pass for a server with only users, by the rules of today', async () => {
    const result = await gallery()
    expect(withOutcome(result, 'fail', 'warn', 'error')).to.deep.equal([])
    expect(
      withOutcome(result, 'inapplicable').filter((text) => text.includes('groups are optional in version 11.0')),
    ).to.have.length(10)
    expect(readiness(result)).to.include({
      users: 'met',
      groups: 'untested',
      rate: 'met',
      removal: 'met',
      discovery: 'met',
      'empty-query': 'met',
      validator: 'met',
      bulk: 'unmet',
      authentication: 'untested',
      'secret-life': 'ask',
    })
    expect(resultFaults(result)).to.deep.equal([])
  })

  it('fail for its missing groups by the rules before September 2026', async () => {
    const result = await gallery({ asOf: '2026-08-31' })
    expect(withOutcome(result, 'fail')).to.have.length(7)
    expect(withOutcome(result, 'warn')).to.have.length(3)
    expect(await gallery({ asOf: '2026-09-01' })).to.have.nested.property('counts.fail', 0)
  })

  it("have no finding for the reference server, except duplicate groups in the SCIM Validator's view", async () => {
    await using server = await listenScimServer({ token: 'right' })
    const result = await gallery({ target: { url: server.url, token: 'right' } })
    expect(withOutcome(result, 'fail', 'warn', 'error')).to.deep.equal([])
    expect(result.summary).to.include(
      "Microsoft's SCIM Validator would show 31 of 32 tests as passed, and not: Create a duplicate Group.",
    )
    expect(readiness(result)).to.include({ groups: 'met', bulk: 'met', validator: 'met' })
  })

  it('send no value outside the canonicalValues that /Schemas declares', async () => {
    using folder = temporaryFolder()
    const tapeFile = join(folder.path, 'tape.ndjson')
    const allowed: Readonly<Record<string, readonly string[]>> = {
      title: ['Chief', 'Clerk'],
      nickName: ['Al', 'Bo'],
      userType: ['Employee', 'Contractor'],
      preferredLanguage: ['nb-NO', 'sv-SE'],
      locale: ['nb-NO'],
      timezone: ['Europe/Bergen'],
      department: ['Kitchen', 'Bar'],
    }
    const restricted = (schema: SchemaDefinition): SchemaDefinition => ({
      ...schema,
      attributes: schema.attributes.map((attribute) => {
        const canonicalValues = allowed[attribute.name]
        return canonicalValues === undefined ? attribute : { ...attribute, canonicalValues: [...canonicalValues] }
      }),
    })
    const schemas = [userSchema, enterpriseUserSchema, groupSchema].map(restricted)
    const enterprise = { schema: enterpriseUserSchema.id, required: false }
    const resourceTypes = [{ ...userResourceType, schemaExtensions: [enterprise] }, groupResourceType]
    await using server = await listenScimServer({ schemas, resourceTypes })
    const result = await gallery({ target: { url: server.url }, tapeFile })
    expect(withOutcome(result, 'fail', 'warn', 'error')).to.deep.equal([])
    const exchanges = await Array.fromAsync(readTape(tapeFile))
    const sent = exchanges.flatMap(({ request }) => valuesOf(request.body, Object.keys(allowed)))
    for (const name of ['title', 'department', 'nickName'])
      expect(
        sent.some(([of]) => of === name),
        `a value of ${name} is sent`,
      ).to.equal(true)
    expect(sent.filter(([name, value]) => allowed[name]?.includes(String(value)) !== true)).to.deep.equal([])
  })
})

/**
 * Returns the values of attributes in a body: members of a resource, and operations of a PATCH with or without a
 * path.
 */
function valuesOf(body: string | undefined, names: readonly string[]): [name: string, value: unknown][] {
  const found: [string, unknown][] = []
  const look = (json: unknown): void => {
    if (Array.isArray(json)) for (const element of json) look(element)
    if (!isJsonObject(json)) return
    const path = String(json['path'] ?? '').replace(/^.*:/, '')
    if (names.includes(path) && json['value'] !== undefined) found.push([path, json['value']])
    for (const [name, value] of Object.entries(json)) {
      const plain = name.replace(/^urn:.*:/, '')
      if (names.includes(plain) && typeof value === 'string') found.push([plain, value])
      look(value)
    }
  }
  look(body === undefined || body === '' ? undefined : JSON.parse(body))
  return found
}
