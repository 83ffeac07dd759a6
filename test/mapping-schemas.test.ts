import { expect } from 'chai'
import { type RehearsalOptions, rehearse } from '../harness/index.ts'
import { defaultSchema, importSynchronizationSchema, type SynchronizationSchema } from '../mocks/entra/index.ts'
import { listenScimServer } from '../mocks/scim-server/index.ts'
import type { RehearsalResult } from '../reports/index.ts'

const E = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'

/** A tenant's own mapping: expressions, a constant, a default, an attribute that is set only at creation. */
const ROWS: readonly (readonly [
  target: string,
  expression: string | null,
  more?: Readonly<Record<string, unknown>>,
])[] = [
  ['userName', 'ToLower([userPrincipalName], )', { matchingPriority: 1 }],
  ['active', 'Switch([IsSoftDeleted], , "False", "True", "True", "False")'],
  ['displayName', 'Join(", ", [surname], [givenName])'],
  ['name.givenName', 'NormalizeDiacritics([givenName])'],
  ['name.familyName', '[surname]'],
  ['emails[type eq "work"].value', 'Coalesce([mail], [userPrincipalName])'],
  ['title', 'Left([jobTitle], 20)'],
  ['userType', '"Employee"'],
  ['preferredLanguage', null, { defaultValue: 'nb-NO' }],
  ['externalId', '[objectId]', { flowType: 'ObjectAddOnly' }],
  [`${E}:department`, 'Append([department], " (Contoso)")'],
  [`${E}:costCenter`, '[extensionAttribute7]'],
]

/** A mapping that JumpCloud accepts, with values that a check could not guess. */
const FOR_JUMPCLOUD: typeof ROWS = [
  ['userName', 'ToLower(Replace([userPrincipalName], "@contoso.example", , , "", , ), )', { matchingPriority: 1 }],
  ['active', 'Switch([IsSoftDeleted], , "False", "True", "True", "False")'],
  ['displayName', 'Join(" ", ToUpper([surname], ), [givenName])'],
  ['name.givenName', 'Left([givenName], 3)'],
  ['name.familyName', 'Append([surname], "-Roe")'],
  ['emails[type eq "work"].value', '[userPrincipalName]'],
  ['title', 'Mid([jobTitle], 1, 5)', { flowType: 'ObjectAddOnly' }],
  [`${E}:department`, 'Switch([department], "Other", "Sales", "S", "Legal", "L")'],
  [`${E}:employeeNumber`, 'IIF(IsPresent([employeeId]), Append("X", [employeeId]), "none")'],
]

function schemaOf(rows: typeof ROWS): SynchronizationSchema {
  const attributeMappings = rows.map(([targetAttributeName, expression, more = {}]) => ({
    targetAttributeName,
    source: expression === null ? null : { expression, name: expression, type: 'Function', parameters: [] },
    defaultValue: null,
    flowType: 'Always',
    flowBehavior: 'FlowWhenChanged',
    matchingPriority: 0,
    exportMissingReferences: false,
    ...more,
  }))
  const [rule] = defaultSchema.synchronizationRules
  const users = rule?.objectMappings.find(({ targetObjectName }) => /user/i.test(targetObjectName))
  const json = {
    ...defaultSchema,
    synchronizationRules: [{ ...rule, objectMappings: [{ ...users, attributeMappings }] }],
  }
  return importSynchronizationSchema(JSON.stringify(json))
}

async function rehearseWith(schema: SynchronizationSchema, more: Partial<RehearsalOptions> = {}) {
  await using server = await listenScimServer({ token: 'right' })
  const options = {
    schema,
    seed: 5,
    target: { url: server.url, token: 'right' },
    selection: { suites: ['jumpcloud', 'entra'] },
  }
  return (await rehearse({ ...options, ...more })).result
}

/** Returns the rows of the report that the mapping writes, without unmapped rows of JumpCloud's table. */
const writtenRows = ({ mapping }: RehearsalResult): RehearsalResult['mapping'] =>
  mapping.filter(({ isMapped }) => isMapped !== false)

describe("a run by a tenant's own mapping", () => {
  for (const [name, schema, count] of [
    ["Entra's default", defaultSchema, 22],
    ['one with expressions', schemaOf(ROWS), ROWS.length],
  ] as const) {
    it(`has the rows of ${name} in its report, and no finding`, async () => {
      const { checks, mapping, leftovers } = await rehearseWith(schema)
      const findings = checks.filter(({ outcome }) => ['fail', 'warn', 'error'].includes(outcome))
      expect(findings.map(({ id, outcome, reason }) => `${id} ${outcome}: ${reason}`)).to.deep.equal([])
      expect(mapping.map(({ outcome }) => outcome)).to.deep.equal(Array(count).fill('pass'))
      expect(new Set(mapping.map(({ scim }) => scim)).size).to.equal(count)
      expect(leftovers ?? []).to.deep.equal([])
    })
  }

  for (const dialect of ['legacy', 'flagged'] as const)
    it(`has no finding for values that the mapping causes, in the ${dialect} dialect`, async () => {
      const selection = { suites: ['jumpcloud', 'entra'] }
      const { result } = await rehearse({ schema: schemaOf(FOR_JUMPCLOUD), seed: 5, dialect, selection })
      const findings = result.checks.filter(({ outcome }) => ['fail', 'warn', 'error'].includes(outcome))
      expect(findings.map(({ id, outcome, reason }) => `${id} ${outcome}: ${reason}`)).to.deep.equal([])
      expect(writtenRows(result).map(({ outcome }) => outcome)).to.deep.equal(Array(FOR_JUMPCLOUD.length).fill('pass'))
    })

  it('shows in a row the value of its expression and the sources', async () => {
    const { mapping } = await rehearseWith(schemaOf(ROWS), { selection: { checks: ['jumpcloud.mapping.displayName'] } })
    const [row] = mapping
    expect(row).to.include({ source: 'Join(", ", [surname], [givenName])', scim: 'displayName' })
    const sample = row?.samples.find(({ subject }) => subject === 'ordinary (create)')
    const { givenName, surname } = Object(sample?.entra) as { givenName: string; surname: string }
    expect(sample).to.deep.include({ sent: `${surname}, ${givenName}`, echoed: `${surname}, ${givenName}` })
  })

  it("reports that JumpCloud accepts no user by Entra's default mapping", async () => {
    const { result } = await rehearse({
      schema: defaultSchema,
      seed: 5,
      selection: { checks: ['entra.create', 'jumpcloud.tenant.kept-out'] },
    })
    const outcomes = Object.fromEntries(result.checks.map(({ id, outcome }) => [id, outcome]))
    expect(outcomes).to.deep.equal({ 'entra.create': 'fail', 'jumpcloud.tenant.kept-out': 'pass' })
    expect(result.checks.find(({ id }) => id === 'entra.create')?.reason).to.include('username may not be an email')
  })

  it('reports that also with only the suite of JumpCloud, where nothing else can be judged', async () => {
    const selection = { suites: ['jumpcloud'] }
    const { result } = await rehearse({ schema: defaultSchema, seed: 5, selection })
    const findings = result.checks.filter(({ outcome }) => ['fail', 'warn', 'error'].includes(outcome))
    expect(findings.map(({ id, outcome }) => `${id} ${outcome}`)).to.deep.equal(['jumpcloud.tenant.provisioned fail'])
    expect(findings[0]?.reason).to.include(
      'no user is created, because JumpCloud would reject the values of the mapping',
    )
    expect(result.verdict).to.equal('nonconformant')
    expect(writtenRows(result).map(({ outcome }) => outcome)).to.have.members([
      ...Array(10).fill('skip'),
      ...Array(12).fill('inapplicable'),
    ])
  })
})
