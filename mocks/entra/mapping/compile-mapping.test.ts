import { expect } from 'chai'
import type { SourceObject } from '../expression/source-object.ts'
import { defaultSchema, jumpCloudSchema } from '../schemas/index.ts'
import { compileObjectMapping, type ObjectMappingOptions } from './compile-mapping.ts'
import { importSynchronizationSchema } from './import-schema.ts'
import type { MappedObject } from './mapped-attribute.ts'
import type { ObjectMapping, SynchronizationSchema } from './synchronization-schema.ts'

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'
const environment = { now: () => new Date(0), random: () => 0.5 }

function objectMapping(schema: SynchronizationSchema, index = 0): ObjectMapping {
  const mapping = schema.synchronizationRules.flatMap(({ objectMappings }) => objectMappings)[index]
  if (mapping === undefined) throw new Error('no such object mapping')
  return mapping
}

function mapRows(
  rows: readonly object[],
  source: SourceObject,
  phase: 'create' | 'update' = 'create',
  options: ObjectMappingOptions = {},
): MappedObject {
  const matching = { targetAttributeName: 'userName', matchingPriority: 1, source: { expression: '[id]' } }
  const objectMappings = [{ name: 'Users', targetObjectName: 'User', attributeMappings: [matching, ...rows] }]
  const schema = importSynchronizationSchema(JSON.stringify({ synchronizationRules: [{ name: 'R', objectMappings }] }))
  return compileObjectMapping(objectMapping(schema), options).map(source, phase, environment)
}

const pairs = ({ attributes }: MappedObject) => attributes.map(({ target, value }) => [target, value])

describe('object mappings', () => {
  it("maps a user by JumpCloud's table", () => {
    const user = {
      mailNickname: 'jane',
      givenName: 'Jane',
      surname: 'Doe',
      displayName: 'Jane Doe',
      userPrincipalName: 'jane@contoso.com',
      IsSoftDeleted: 'False',
      jobTitle: 'Engineer',
      department: 'R&D',
      employeeId: '701984',
      manager: 'x',
    }
    const mapped = compileObjectMapping(objectMapping(jumpCloudSchema)).map(user, 'create', environment)
    expect(mapped.failures).to.deep.equal([])
    expect(pairs(mapped)).to.have.deep.members([
      ['userName', 'jane'],
      ['name.givenName', 'Jane'],
      ['name.familyName', 'Doe'],
      ['emails[type eq "work"].value', 'jane@contoso.com'],
      ['displayName', 'Jane Doe'],
      ['active', true],
      ['title', 'Engineer'],
      [`${ENTERPRISE}:department`, 'R&D'],
      [`${ENTERPRISE}:employeeNumber`, '701984'],
    ])
  })

  it('ships 22 user rows and 3 group rows as default, and JumpCloud without groups and manager', () => {
    expect([0, 1].map((index) => objectMapping(defaultSchema, index).attributeMappings.length)).to.deep.equal([22, 3])
    expect([0, 1].map((index) => objectMapping(jumpCloudSchema, index).enabled)).to.deep.equal([true, false])
    const targets = objectMapping(jumpCloudSchema).attributeMappings.map(
      ({ targetAttributeName }) => targetAttributeName,
    )
    expect(targets).not.to.include(`${ENTERPRISE}:manager`)
  })

  it('marks manager and members as references', () => {
    const users = compileObjectMapping(objectMapping(defaultSchema)).map({ manager: 'm' }, 'create', environment)
    const groups = compileObjectMapping(objectMapping(defaultSchema, 1)).map({ members: ['u'] }, 'create', environment)
    expect([...users.attributes, ...groups.attributes].filter(({ isReference }) => isReference)).to.have.lengthOf(2)
  })

  it('omits null values and keeps empty strings', () => {
    const rows = [
      { targetAttributeName: 'title', source: { expression: '[jobTitle]' } },
      { targetAttributeName: 'nickName', source: { expression: '[nick]' } },
    ]
    expect(pairs(mapRows(rows, { id: '1', nick: '' }))).to.deep.equal([
      ['userName', '1'],
      ['nickName', ''],
    ])
  })

  it('applies the default only at creation, also without a source', () => {
    const rows = [
      { targetAttributeName: 'title', defaultValue: 'None', source: { expression: '[jobTitle]' } },
      { targetAttributeName: 'locale', defaultValue: 'en_US', source: null },
    ]
    expect(pairs(mapRows(rows, { id: '1' }))).to.deep.include.members([
      ['title', 'None'],
      ['locale', 'en_US'],
    ])
    expect(pairs(mapRows(rows, { id: '1' }, 'update'))).to.deep.equal([['userName', '1']])
  })

  it('treats an empty default as none', () => {
    const rows = [
      { targetAttributeName: 'title', defaultValue: '', source: { expression: '[jobTitle]' } },
      { targetAttributeName: 'locale', defaultValue: '', source: null },
    ]
    expect(pairs(mapRows(rows, { id: '1' }))).to.deep.equal([['userName', '1']])
  })

  const roles = {
    id: '1',
    appRoleAssignments: [
      { id: 'r1', value: 'ADMIN', displayName: 'Administrator' },
      { id: 'r2', value: 'USER', displayName: 'User' },
    ],
  }
  const role = (member: string, expression = 'SingleAppRoleAssignment([appRoleAssignments])') => ({
    targetAttributeName: `roles[primary eq "True"].${member}`,
    source: { expression },
  })
  const TYPE = ['roles[primary eq "True"].type', 'WindowsAzureActiveDirectoryRole'] as const
  for (const [what, rows, source, created, updated] of [
    ['at .value', [role('value')], roles, [['roles[primary eq "True"].value', 'ADMIN'], TYPE], 1],
    ['at .display', [role('display')], roles, [['roles[primary eq "True"].display', 'ADMIN'], TYPE], 1],
    ['only at .type', [role('type')], roles, [TYPE], 1],
    [
      'at .value and .type',
      [role('value'), role('type')],
      roles,
      [['roles[primary eq "True"].value', 'ADMIN'], TYPE],
      2,
    ],
    [
      'beside a separate row for the type',
      [role('type', '"custom"'), role('value')],
      roles,
      [
        ['roles[primary eq "True"].type', 'custom'],
        ['roles[primary eq "True"].value', 'ADMIN'],
      ],
      2,
    ],
    ['of a user without roles', [role('value'), role('type')], { id: '1' }, [], 0],
    [
      'by another function',
      [role('value', 'Item([list], 1)')],
      { id: '1', list: ['x'] },
      [['roles[primary eq "True"].value', 'x']],
      1,
    ],
  ] as const)
    it(`gives the role of SingleAppRoleAssignment its constant type: ${what}`, () => {
      expect(pairs(mapRows(rows, source)).slice(1)).to.deep.equal(created)
      expect(mapRows(rows, source, 'update').attributes.slice(1)).to.have.length(updated)
    })

  it('takes the first element of a list at a single-valued target, or the whole list if the switch says so', () => {
    const targets = ['title', 'emails[type eq "other"].value', 'roles', 'urn:x:acme:2.0:User:tags', 'name.givenName']
    const source = { id: '1', list: ['a', 'b'], none: [] }
    const rows = targets.map((targetAttributeName) => ({ targetAttributeName, source: { expression: '[list]' } }))
    const list = ['a', 'b']
    expect(
      mapRows(rows, source)
        .attributes.slice(1)
        .map(({ value }) => value),
    ).to.deep.equal(['a', 'a', list, list, 'a'])
    const whole = mapRows(rows, source, 'create', { listAtSingleValue: 'whole' })
    expect(whole.attributes.slice(1).map(({ value }) => value)).to.deep.equal([list, list, list, list, list])
    const empty = [{ targetAttributeName: 'title', source: { expression: '[none]' } }]
    expect(pairs(mapRows(empty, source))).to.deep.equal([['userName', '1']])
  })

  it('maps a creation-only row only at creation', () => {
    const rows = [{ targetAttributeName: 'title', flowType: 'ObjectAddOnly', source: { expression: '"New"' } }]
    expect(pairs(mapRows(rows, {}))).to.deep.equal([['title', 'New']])
    expect(pairs(mapRows(rows, {}, 'update'))).to.deep.equal([])
  })

  it('reports a row that fails and maps the others', () => {
    const rows = [
      { targetAttributeName: 'title', source: { expression: 'Mid([id], 0, 1)' } },
      { targetAttributeName: 'nickName', source: { expression: '[id]' } },
    ]
    const { attributes, failures } = mapRows(rows, { id: '7' })
    expect(attributes.map(({ target }) => target)).to.deep.equal(['userName', 'nickName'])
    expect(failures).to.have.lengthOf(1)
    expect(failures[0]).to.include({ row: 1, target: 'title', code: 'invalid-argument' })
    expect(failures[0]?.message).to.include('Mid(source, start, length)')
  })

  it('reports a catastrophic pattern as the failure of its row', () => {
    const rows = [{ targetAttributeName: 'title', source: { expression: 'Replace([id], , "(?=a)(a+)+$", , "", , )' } }]
    const { failures } = mapRows(rows, { id: `${'a'.repeat(60)}b` })
    expect(failures[0]).to.include({ target: 'title', code: 'invalid-regular-expression' })
  })

  it('reads no inherited member as an attribute', () => {
    const rows = [{ targetAttributeName: 'title', source: { expression: 'IsNull([constructor])' } }]
    expect(pairs(mapRows(rows, {}))).to.deep.equal([['title', true]])
  })

  it('orders matching attributes by precedence', () => {
    const rows = [
      { targetAttributeName: 'emails[type eq "work"].value', matchingPriority: 3, source: { expression: '[mail]' } },
      { targetAttributeName: 'externalId', matchingPriority: 2, source: { expression: '[objectId]' } },
    ]
    const objectMappings = [
      {
        targetObjectName: 'User',
        attributeMappings: [
          ...rows,
          { targetAttributeName: 'userName', matchingPriority: 1, source: { expression: '[a]' } },
        ],
      },
    ]
    const schema = importSynchronizationSchema(JSON.stringify({ synchronizationRules: [{ objectMappings }] }))
    expect(compileObjectMapping(objectMapping(schema)).matching.map(({ target }) => target)).to.deep.equal([
      'userName',
      'externalId',
      'emails[type eq "work"].value',
    ])
  })
})
