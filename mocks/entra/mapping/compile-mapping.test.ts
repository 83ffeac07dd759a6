import { expect } from 'chai'
import { defaultSchema, jumpCloudSchema } from '../schemas/index.ts'
import { compileObjectMapping } from './compile-mapping.ts'
import { importSynchronizationSchema } from './import-schema.ts'
import type { MappedObject } from './mapped-attribute.ts'
import type { SourceObject } from './source-object.ts'
import type { ObjectMapping, SynchronizationSchema } from './synchronization-schema.ts'

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'
const environment = { now: () => new Date(0), random: () => 0.5 }

function objectMapping(schema: SynchronizationSchema, index = 0): ObjectMapping {
  const mapping = schema.synchronizationRules.flatMap(({ objectMappings }) => objectMappings)[index]
  if (mapping === undefined) throw new Error('no such object mapping')
  return mapping
}

function mapRows(rows: readonly object[], source: SourceObject, phase: 'create' | 'update' = 'create'): MappedObject {
  const matching = { targetAttributeName: 'userName', matchingPriority: 1, source: { expression: '[id]' } }
  const objectMappings = [{ name: 'Users', targetObjectName: 'User', attributeMappings: [matching, ...rows] }]
  const schema = importSynchronizationSchema(JSON.stringify({ synchronizationRules: [{ name: 'R', objectMappings }] }))
  return compileObjectMapping(objectMapping(schema)).map(source, phase, environment)
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

  it('leaves out what is null and keeps what is empty', () => {
    const rows = [
      { targetAttributeName: 'title', source: { expression: '[jobTitle]' } },
      { targetAttributeName: 'nickName', source: { expression: '[nick]' } },
    ]
    expect(pairs(mapRows(rows, { id: '1', nick: '' }))).to.deep.equal([
      ['userName', '1'],
      ['nickName', ''],
    ])
  })

  it('takes the default at creation only, also where there is no source', () => {
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

  it('maps a creation-only row at creation only', () => {
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
