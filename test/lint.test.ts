import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { lintSchema } from '../harness/cli/lint-schema.ts'
import { importSynchronizationSchema, jumpCloudSchema } from '../mocks/entra/index.ts'
import { root, scimRehearsal } from './support/command.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

interface Row {
  targetAttributeName: string
  matchingPriority: number
  source: { expression: string; name: string; type: string; parameters: unknown[] }
}

interface Mapping {
  enabled: boolean
  targetObjectName: string
  attributeMappings: Row[]
}

/** JumpCloud's own schema with a change. */
function changed(change: (users: Mapping, groups: Mapping) => void): string {
  const schema = JSON.parse(readFileSync(join(root, 'mocks/entra/schemas/jumpcloud.json'), 'utf8')) as {
    synchronizationRules: { objectMappings: Mapping[] }[]
  }
  const mappings = schema.synchronizationRules.flatMap(({ objectMappings }) => objectMappings)
  const users = mappings.find(({ targetObjectName }) => /user/i.test(targetObjectName))
  const groups = mappings.find(({ targetObjectName }) => /group/i.test(targetObjectName))
  if (users === undefined || groups === undefined) throw new Error('the schema has users and groups')
  change(users, groups)
  return JSON.stringify(schema)
}

const row = (targetAttributeName: string, expression: string): Row => ({
  targetAttributeName,
  matchingPriority: 0,
  source: { expression, name: expression, type: 'Function', parameters: [] },
})
const dropping =
  (target: string) =>
  (users: Mapping): void => {
    users.attributeMappings = users.attributeMappings.filter((one) => one.targetAttributeName !== target)
  }
const adding =
  (target: string, expression = '[city]') =>
  (users: Mapping): void => {
    users.attributeMappings.push(row(target, expression))
  }
const mapping =
  (target: string, expression: string) =>
  (users: Mapping): void => {
    for (const one of users.attributeMappings)
      if (one.targetAttributeName === target) one.source = row(target, expression).source
  }
const enabling =
  (which: 'users' | 'groups', isOn: boolean) =>
  (users: Mapping, groups: Mapping): void => {
    const mapped = which === 'users' ? users : groups
    mapped.enabled = isOn
  }
const E = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'

/** The change of JumpCloud's schema, and the expected findings; one per line. */
const CASES: readonly (readonly [
  name: string,
  change: (users: Mapping, groups: Mapping) => void,
  found: readonly string[],
])[] = [
  ['nothing', () => {}, []],
  ['locale', adding('locale'), []],
  [
    'userType and costCenter',
    (users) => [adding('userType'), adding(`${E}:costCenter`)].forEach((add) => void add(users)),
    [],
  ],
  ['organization in another letter case', adding(`${E.toUpperCase()}:Organization`), []],
  [
    'title by its URN',
    (users) =>
      [dropping('title'), adding('urn:ietf:params:scim:schemas:core:2.0:User:title')].forEach(
        (edit) => void edit(users),
      ),
    [],
  ],
  ['a home address of mail', adding('emails[type eq "home"].value'), ['unsupported-attribute']],
  ['a phone number', adding('phoneNumbers[type eq "work"].value'), ['unsupported-attribute']],
  ['manager', adding(`${E}:manager`), ['manager-mapped']],
  ['groups', enabling('groups', true), ['groups-enabled']],
  ['no users', enabling('users', false), ['users-disabled']],
  ['no mail', dropping('emails[type eq "work"].value'), ['email-missing']],
  ['no active', dropping('active'), ['active-missing']],
  ['the principal name as userName', mapping('userName', '[userPrincipalName]'), ['user-name-is-email']],
  ['mail as userName in capitals', mapping('userName', 'ToUpper([mail])'), ['user-name-is-email']],
  ['the first part of the principal name', mapping('userName', 'Item(Split([userPrincipalName], "@"), 1)'), []],
  [
    'matching by externalId',
    (users) => {
      users.attributeMappings.push({ ...row('externalId', '[objectId]'), matchingPriority: 2 })
    },
    ['unsupported-attribute', 'matching-unsupported'],
  ],
]

describe('lint of a synchronization schema', () => {
  for (const [name, change, found] of CASES)
    it(`finds ${found.length === 0 ? 'nothing' : found.join(', ')} with ${name}`, () => {
      const findings = lintSchema(importSynchronizationSchema(changed(change)))
      expect(findings.map(({ id }) => id)).to.deep.equal(found)
      for (const { message, fix, where } of findings)
        for (const text of [message, fix, where]) expect(text).to.not.equal('')
    })

  it('finds nothing in the schema that ships for JumpCloud', () => {
    expect(lintSchema(jumpCloudSchema)).to.deep.equal([])
  })

  it('exits with 1 for errors, 0 for warnings, and prints both', async () => {
    using folder = temporaryFolder()
    const file = join(folder.path, 'schema.json')
    writeFileSync(file, changed(adding(`${E}:manager`)))
    const wrong = await scimRehearsal(['lint', 'schema.json'], { folder: folder.path })
    expect(wrong.code, wrong.stderr).to.equal(1)
    expect(wrong.stdout).to.match(/^✗ manager-mapped {2}.*\n.*\n {4}fix: .*\nschema\.json: 1 error, 0 warnings\n$/)
    writeFileSync(file, changed(adding('nickName')))
    const lost = await scimRehearsal(['lint', 'schema.json', '--json'], { folder: folder.path })
    expect(lost.code).to.equal(0)
    expect(JSON.parse(lost.stdout).findings).to.have.lengthOf(1)
    const right = await scimRehearsal(['lint', 'jumpcloud'])
    expect(right).to.deep.equal({ code: 0, stdout: "jumpcloud: fits JumpCloud's table\n", stderr: '' })
  })

  it('lists the users of a tenant that JumpCloud would reject, and why', async () => {
    using folder = temporaryFolder()
    const csv = join(folder.path, 'users.csv')
    const header = 'userPrincipalName,displayName,mailNickname,objectId,jobTitle'
    const users = [
      'jane@contoso.example,Jane Doe,jane,1,Engineer',
      'joe@contoso.example,Joe Roe,jane,2,Engineer',
      'jim@contoso.example,Jim Poe,jim poe,3,Engineer',
      `ann@contoso.example,Ann Loe,ann,4,${'x'.repeat(1025)}`,
      'eve@contoso.example,Eve Woe,eve,5,Engineer',
    ]
    writeFileSync(csv, [header, ...users].join('\n'))
    const ended = await scimRehearsal(['lint', 'jumpcloud', '--tenant', csv, '--json'])
    expect(ended.code, ended.stderr).to.equal(1)
    const { users: lint } = JSON.parse(ended.stdout) as {
      users: { users: number; untried: number; refused: { user: string; reason: string }[] }
    }
    expect([lint.users, lint.untried]).to.deep.equal([5, 0])
    const reasons = Object.fromEntries(lint.refused.map(({ user, reason }) => [user, reason]))
    expect(Object.keys(reasons)).to.deep.equal(['Joe Roe', 'Jim Poe', 'Ann Loe'])
    expect(reasons['Joe Roe']).to.match(/has the value of an earlier user/)
    expect(reasons['Jim Poe']).to.match(/^username may contain/)
    expect(reasons['Ann Loe']).to.match(/^jobTitle .*1024/)
    const words = await scimRehearsal(['lint', 'jumpcloud', '--tenant', csv])
    expect(words.stdout).to.match(/\n✗ Jim Poe: username may .*\n.*users\.csv: JumpCloud would reject 3 of 5 users\n$/s)
    writeFileSync(csv, [header, users[0], users[4]].join('\n'))
    const accepted = await scimRehearsal(['lint', 'jumpcloud', '--tenant', csv])
    expect(accepted.code).to.equal(0)
    expect(accepted.stdout).to.include('JumpCloud would accept all 2 users')
  })

  it('judges users although the mapping of groups is on, and counts users that Entra would not try', async () => {
    using folder = temporaryFolder()
    const file = join(folder.path, 'schema.json')
    const csv = join(folder.path, 'users.csv')
    writeFileSync(
      csv,
      'userPrincipalName,displayName,objectId\njane@contoso.example,Jane,1\njim poe@contoso.example,Jim,2\n',
    )
    writeFileSync(file, changed(enabling('groups', true)))
    const groups = await scimRehearsal(['lint', file, '--tenant', csv])
    expect(groups.stdout).to.include('JumpCloud would reject 1 of 2 users')
    writeFileSync(file, changed(enabling('users', false)))
    const nobody = await scimRehearsal(['lint', file, '--tenant', csv])
    expect(nobody.code).to.equal(1)
    expect(nobody.stdout).to.include('2 users would not be provisioned at all').and.to.include('accept 0 users')
  })

  for (const [name, argv, message] of [
    ['no schema', [], /missing required argument 'schema'/],
    ['a file that is not there', ['nowhere.json'], /^nowhere\.json cannot be read \(ENOENT\)$/],
    ['a file that is not a schema', ['package.json'], /it has no synchronizationRules/],
    [
      'a tenant that is not there',
      ['jumpcloud', '--tenant', 'nowhere.csv'],
      /^nowhere\.csv cannot be read \(ENOENT\)$/,
    ],
    ['a file that is not a tenant', ['jumpcloud', '--tenant', 'package.json'], /^--tenant package\.json: /],
  ] as const)
    it(`rejects ${name}: 2`, async () => {
      const { code, stdout, stderr } = await scimRehearsal(['lint', ...argv])
      expect((stdout + stderr).trim()).to.match(message)
      expect(code).to.equal(2)
    })
})
