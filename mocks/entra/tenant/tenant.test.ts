import { expect } from 'chai'
import fc from 'fast-check'
import {
  InvalidTenantFile,
  importUsers,
  listSource,
  type ScenarioStage,
  scenarios,
  sourceOfUser,
  syntheticGroups,
  syntheticSource,
  Tenant,
} from './index.ts'

describe('a synthetic tenant', () => {
  it('creates the same users for the same seed, each found by its object id', () => {
    const [one, other] = [syntheticSource({ seed: 7, count: 100 }), syntheticSource({ seed: 7, count: 100 })]
    for (const index of [0, 1, 42, 99]) {
      expect(one.at(index)).to.deep.equal(other.at(index))
      expect(one.indexOf(one.at(index).objectId)).to.equal(index)
    }
    expect(one.indexOf(syntheticSource({ seed: 8, count: 100 }).objectIdAt(3))).to.equal(undefined)
    expect(one.indexOf('nobody')).to.equal(undefined)
  })

  it('has users of several scripts, guests, and attributes that are missing', () => {
    const source = syntheticSource({ seed: 1, count: 1000 })
    const all = Array.from({ length: 1000 }, (_, index) => source.at(index))
    expect(new Set(all.map(({ userPrincipalName }) => userPrincipalName)).size).to.equal(1000)
    expect(all.filter(({ userPrincipalName }) => userPrincipalName.includes('#EXT#')).length).to.be.within(5, 50)
    expect(all.some(({ displayName }) => /[\p{Script=Han}\p{Script=Arabic}]/u.test(displayName ?? ''))).to.equal(true)
    expect(all.some(({ mail }) => mail === null)).to.equal(true)
  })

  it('returns each changed object once, and none after the current token', () => {
    const source = syntheticSource({ seed: 1, count: 10 })
    const tenant = new Tenant({ source, groups: syntheticGroups(source, 1) })
    const token = tenant.watermark
    const id = source.objectIdAt(4)
    tenant.change(id, { jobTitle: 'Lead' })
    tenant.setManager(id, null)
    tenant.purge(source.objectIdAt(5))
    expect(tenant.changesSince(token)).to.have.deep.members([
      { kind: 'user', objectId: id },
      { kind: 'user', objectId: source.objectIdAt(5) },
    ])
    expect(tenant.changesSince(tenant.watermark)).to.deep.equal([])
    expect([...tenant.users()]).to.have.length(9)
    expect(tenant.user(id)?.attributes['jobTitle']).to.equal('Lead')
  })

  it('empties the recycle bin after 30 days', () => {
    const source = syntheticSource({ seed: 1, count: 3 })
    const tenant = new Tenant({ source })
    tenant.delete(source.objectIdAt(0), new Date('2026-01-01'))
    tenant.emptyRecycleBin(new Date('2026-01-30'))
    expect(tenant.user(source.objectIdAt(0))).to.not.equal(undefined)
    tenant.emptyRecycleBin(new Date('2026-01-31'))
    expect(tenant.user(source.objectIdAt(0))).to.equal(undefined)
  })

  it('rejects changes of users that do not exist', () => {
    const tenant = new Tenant({ source: listSource([]) })
    expect(() => tenant.change('nobody', {})).to.throw(RangeError, 'the tenant has no user nobody')
    expect(() => tenant.removeGroup('none')).to.throw(RangeError)
  })

  it('runs every scenario any number of times without an error', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1e6 }),
        fc.array(fc.constantFrom(...Object.keys(scenarios)), { maxLength: 30 }),
        (seed, acts) => {
          const source = syntheticSource({ seed, count: 40 })
          const tenant = new Tenant({ source, groups: syntheticGroups(source, 2) })
          const applicants = syntheticSource({ seed: seed + 1, count: 50 })
          let state = seed
          const random = (): number => {
            state = (state * 16_807 + 1) % 2_147_483_647
            return state / 2_147_483_647
          }
          for (const [step, act] of acts.entries()) {
            const stage: ScenarioStage = { tenant, applicants, random, now: new Date(step * 1000), step }
            try {
              expect(scenarios[act]?.(stage)).to.be.a('string').and.not.equal('')
            } catch (error) {
              // Mass-leave scenarios may leave no users.
              expect(error).to.be.instanceOf(RangeError).with.property('message', 'the tenant has no active user left')
            }
          }
        },
      ),
      { numRuns: 50 },
    )
  })
})

describe('a user as mappings see it', () => {
  it('has a guest with the address from the user principal name', () => {
    const user = {
      objectId: 'g',
      attributes: { userPrincipalName: 'jo_doe_fabrikam.example#EXT#@contoso.example' },
      isAccountEnabled: true,
      isAssigned: true,
      deletedAt: null,
      managerId: null,
    }
    expect(sourceOfUser(user, true)).to.deep.include({
      userPrincipalName: 'jo_doe@fabrikam.example',
      originalUserPrincipalName: 'jo_doe_fabrikam.example#EXT#@contoso.example',
      IsSoftDeleted: 'True',
    })
  })
})

describe('users from a file', () => {
  it("are read from Entra's download", () => {
    const csv =
      '\uFEFFuserPrincipalName,displayName,surname,mail,givenName,objectId,userType,jobTitle,department,accountEnabled,mobile\r\n' +
      'jane@contoso.com,"Doe, Jane",Doe,jane@contoso.com,Jane,id-1,Member,Engineer,,True,+1 555\r\n' +
      'joe@contoso.com,Joe,,,Joe,id-2,Member,,,False,\r\n'
    const { users, disabled } = importUsers(csv)
    expect(users[0]).to.deep.include({
      objectId: 'id-1',
      userPrincipalName: 'jane@contoso.com',
      mailNickname: 'jane',
      displayName: 'Doe, Jane',
      department: null,
      mobile: '+1 555',
    })
    expect(disabled).to.deep.equal(['id-2'])
  })

  it("are read from Graph's response", () => {
    const { users, managers } = importUsers(
      JSON.stringify({
        '@odata.context': 'x',
        value: [
          {
            id: 'a',
            userPrincipalName: 'a@contoso.com',
            displayName: 'A',
            businessPhones: ['+1'],
            officeLocation: '18/2111',
            manager: { id: 'b' },
          },
          { id: 'b', userPrincipalName: 'b@contoso.com', businessPhones: [], accountEnabled: true },
        ],
      }),
    )
    expect(users[0]).to.include({ objectId: 'a', telephoneNumber: '+1', physicalDeliveryOfficeName: '18/2111' })
    expect([...managers]).to.deep.equal([['a', 'b']])
  })

  const upn = 'ana@contoso.example'
  const pascal = { Id: 'a', UserPrincipalName: upn, DisplayName: 'Ana', AccountEnabled: false }
  const whole = { id: 'a', userPrincipalName: upn, displayName: 'Ana', accountEnabled: false }
  const FILES: Readonly<Record<string, string>> = {
    "Graph's page": JSON.stringify({ '@odata.context': 'x', value: [whole] }),
    'several pages one after another': JSON.stringify([{ value: [] }, { value: [whole] }]),
    'a single user': JSON.stringify(whole),
    'ConvertTo-Json of a list': JSON.stringify([{ ...pascal, UserType: 'Member', AdditionalProperties: {} }]),
    'ConvertTo-Json of one user': JSON.stringify(pascal),
    'ConvertTo-Json of a page': JSON.stringify({ Value: [pascal], Count: 1 }),
    'Export-Csv': `"UserPrincipalName","DisplayName","Id","BusinessPhones","AccountEnabled"\r\n"${upn}","Ana","a","System.String[]","False"\r\n`,
    'Export-Csv of Windows PowerShell': `#TYPE Microsoft.Graph.PowerShell.Models.MicrosoftGraphUser\r\n"Id","UserPrincipalName","DisplayName","Manager","AccountEnabled"\r\n"a","${upn}","Ana","Microsoft.Graph.PowerShell.Models.MicrosoftGraphDirectoryObject","False"\r\n`,
    'Export-Csv with semicolons': `"Id";"UserPrincipalName";"DisplayName";"AccountEnabled"\n"a";"${upn}";"Ana";"False"\n`,
    'Excel with its separator': `sep=;\r\nid;userPrincipalName;displayName;accountEnabled\r\na;${upn};Ana;False\r\n`,
    'a copied table': `objectId\tuserPrincipalName\tdisplayName\taccountEnabled\na\t${upn}\tAna\tfalse\n`,
    'the admin center': `Block credential,Display name,Object Id,User principal name\nTrue,Ana,a,${upn}\n`,
    'a delta page': JSON.stringify({
      '@odata.deltaLink': 'https://graph.microsoft.com/v1.0/users/delta?$deltatoken=x',
      value: [
        { ...whole, displayName: 'before' },
        whole,
        { ...whole, id: 'b' },
        { id: 'b', '@removed': { reason: 'changed' } },
      ],
    }),
  }
  for (const [name, text] of Object.entries(FILES))
    it(`are read from ${name}`, () => {
      const { users, disabled } = importUsers(text)
      expect(users).to.have.length(1)
      expect(users[0]).to.include({ objectId: 'a', userPrincipalName: upn, displayName: 'Ana', mailNickname: 'ana' })
      expect(users[0]?.['telephoneNumber'] ?? null).to.equal(null)
      expect(disabled).to.deep.equal(['a'])
    })

  it('are read with the objects that PowerShell nests', () => {
    const { users, managers } = importUsers(
      JSON.stringify([
        {
          ...pascal,
          Manager: { Id: 'm', AdditionalProperties: {} },
          OnPremisesExtensionAttributes: { ExtensionAttribute1: 'one' },
          EmployeeOrgData: { CostCenter: '42' },
          AppRoleAssignments: [{ Id: 'r', Value: 'ADMIN', DisplayName: 'Administrator' }],
          AdditionalProperties: { extension_1a2b_badge: '7' },
          CustomName: 'x',
        },
      ]),
    )
    expect(users[0]).to.deep.include({
      extensionAttribute1: 'one',
      costCenter: '42',
      extension_1a2b_badge: '7',
      customName: 'x',
      appRoleAssignments: [{ id: 'r', value: 'ADMIN', displayName: 'Administrator' }],
    })
    expect([...managers]).to.deep.equal([['a', 'm']])
  })

  for (const [what, text, message] of [
    ['nothing', '', 'no users'],
    [
      'a row without an object id',
      'userPrincipalName,objectId\nx@y,\n',
      'row 2 has no objectId; save the users again with it (present: userPrincipalName, objectId',
    ],
    ['an object id twice', 'userPrincipalName,objectId\nx@y,1\nz@y,1\n', 'row 3: the object id 1 is a duplicate'],
    ['an error of Graph', '{"error":{"code":"x","message":"Insufficient privileges"}}', 'Insufficient privileges'],
    [
      'only removed users',
      '{"value":[{"id":"1","@removed":{"reason":"deleted"}}]}',
      'every user of the file is removed',
    ],
    [
      'a delta of changes',
      '{"value":[{"id":"1","jobTitle":"x"}]}',
      'user 1 has no userPrincipalName; save the users again',
    ],
    ['a row too short', 'userPrincipalName,objectId\nx\n', 'neither JSON nor a CSV'],
    ['broken JSON', '{"value":[', 'it is not JSON'],
    ['other JSON', '{"users":[]}', 'no "value" with users'],
    ['a list of numbers', '[1]', 'user 1 is not an object'],
  ] as const) {
    it(`are rejected with position and remedy: ${what}`, () => {
      expect(() => importUsers(text)).to.throw(InvalidTenantFile, message)
    })
  }

  it('are read or rejected for any file', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.array(fc.json()).map((rows) => `[${rows.join()}]`),
        ),
        (text) => {
          try {
            importUsers(text)
          } catch (error) {
            expect(error).to.be.instanceOf(InvalidTenantFile)
          }
        },
      ),
    )
  })
})
