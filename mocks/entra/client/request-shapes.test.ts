import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import type { HttpRequest } from '../../transport/index.ts'
import {
  addMembersBody,
  compileObjectMapping,
  createEntraClient,
  type Dialect,
  type EntraClient,
  findChanges,
  groupBody,
  type MappedAttribute,
  patchBody,
  removeManagerBody,
  removeMembersBody,
  userBody,
} from '../index.ts'
import type { AttributeMapping, ObjectMapping } from '../mapping/synchronization-schema.ts'

const FOLDER = join(import.meta.dirname, '../fixtures/requests')
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'
const USER = '2819c223'
const GROUP = '40734ae6'

/** Returns what a mapping yields for constants, in the way that a run processes values. */
function mapped(values: Readonly<Record<string, string>>): readonly MappedAttribute[] {
  const attributeMappings = Object.entries(values).map(
    ([targetAttributeName, value]): AttributeMapping => ({
      targetAttributeName,
      source: { expression: JSON.stringify(value), name: value, type: 'Constant', parameters: [] },
      defaultValue: null,
      flowType: 'Always',
      flowBehavior: 'FlowWhenChanged',
      matchingPriority: 0,
      exportMissingReferences: false,
    }),
  )
  const mapping: ObjectMapping = {
    name: 'shapes',
    enabled: true,
    flowTypes: 'Add, Update, Delete',
    sourceObjectName: 'User',
    targetObjectName: 'User',
    scope: null,
    attributeMappings,
  }
  const environment = { now: () => new Date(0), random: () => 0.5 }
  return compileObjectMapping(mapping).map({}, 'create', environment).attributes
}

type RequestSequence = (client: EntraClient) => Promise<unknown>

const update =
  (
    dialect: Dialect,
    values: Readonly<Record<string, string>>,
    shown: Parameters<typeof findChanges>[1],
  ): RequestSequence =>
  (client) =>
    client.patch('/Users', USER, patchBody(findChanges(mapped(values), shown), dialect))
const manager =
  (dialect: Dialect): RequestSequence =>
  (client) =>
    client.patch('/Users', USER, patchBody([{ op: 'add', target: `${ENTERPRISE}:manager`, value: 'b4a5' }], dialect))

/** The requests that produce each shape, by the name of its golden file. */
const SHAPES: Readonly<Record<string, RequestSequence>> = {
  'probe-users': (client) => client.probe('/Users', 'userName'),
  'probe-groups': (client) => client.probe('/Groups', 'displayName'),
  'query-user': (client) => client.query('/Users', 'userName', 'jane@contoso.com'),
  'query-user-by-work-mail': (client) => client.query('/Users', 'emails[type eq "work"].value', 'jane@contoso.com'),
  'query-user-with-plus': (client) => client.query('/Users', 'userName', 'jane+test@contoso.com'),
  'query-group': (client) => client.query('/Groups', 'displayName', 'Team A'),
  'read-user': (client) => client.read('/Users', USER),
  'read-group': (client) => client.read('/Groups', GROUP),
  'delete-user': (client) => client.delete('/Users', USER),
  'delete-group': (client) => client.delete('/Groups', GROUP),
  'create-user': (client) =>
    client.create(
      '/Users',
      userBody(
        mapped({
          externalId: 'jane',
          userName: 'jane@contoso.com',
          active: 'True',
          displayName: 'Jane Doe',
          title: 'Engineer',
          preferredLanguage: 'en-US',
          'addresses[type eq "work"].formatted': '18/2111',
          'addresses[type eq "work"].streetAddress': '1 Main',
          'addresses[type eq "work"].locality': 'Oslo',
          'addresses[type eq "work"].region': 'OS',
          'addresses[type eq "work"].postalCode': '0150',
          'addresses[type eq "work"].country': 'Norway',
          'emails[type eq "work"].value': 'jane@contoso.com',
          'phoneNumbers[type eq "work"].value': '+1 555',
          'phoneNumbers[type eq "mobile"].value': '+1 556',
          'name.formatted': 'Jane Doe',
          'name.familyName': 'Doe',
          'name.givenName': 'Jane',
          [`${ENTERPRISE}:employeeNumber`]: '701984',
          [`${ENTERPRISE}:department`]: 'R&D',
          [`${ENTERPRISE}:manager`]: 'waits for a separate PATCH',
        }),
      ),
    ),
  'create-user-without-enterprise': (client) =>
    client.create(
      '/Users',
      userBody(
        mapped({
          userName: 'jane@contoso.com',
          active: 'True',
          'roles[primary eq "True"].type': 'WindowsAzureActiveDirectoryRole',
          'roles[primary eq "True"].value': 'Admin',
        }),
      ),
    ),
  'create-user-empty-enterprise': (client) =>
    client.create(
      '/Users',
      userBody(
        mapped({ userName: 'jane@contoso.com', active: 'True', 'emails[type eq "work"].value': 'jane@contoso.com' }),
        {
          mappedTargets: [
            'userName',
            'active',
            `${ENTERPRISE}:department`,
            `${ENTERPRISE}:manager`,
            'urn:x:acme:2.0:User:tag',
          ],
        },
      ),
    ),
  'create-user-custom-extension': (client) =>
    client.create(
      '/Users',
      userBody(
        mapped({
          userName: 'jane@contoso.com',
          'urn:ietf:params:scim:schemas:extension:CustomExtensionName:2.0:User:tag': 'x',
        }),
      ),
    ),
  'create-user-active-as-text': (client) =>
    client.create('/Users', userBody(mapped({ userName: 'jane@contoso.com', active: 'True' }), { activeAsText: true })),
  'create-group': (client) =>
    client.create(
      '/Groups',
      groupBody(
        mapped({ externalId: '8aa1a0c0-c4c3-4bc0-b4a5-2ef676900159', displayName: 'Team A', members: 'come later' }),
      ),
    ),
  'disable-legacy': update('legacy', { active: 'False' }, { active: true }),
  'disable-flagged': update('flagged', { active: 'False' }, { active: true }),
  'enable-legacy': update('legacy', { active: 'True' }, { active: false }),
  'enable-flagged': update('flagged', { active: 'True' }, { active: false }),
  'disable-without-echo-legacy': update('legacy', { active: 'False' }, {}),
  'update-legacy': update(
    'legacy',
    {
      displayName: 'Pvlo',
      'emails[type eq "work"].value': 'a@b.c',
      'name.givenName': 'Gtfd',
      externalId: 'Eqpj',
      'addresses[type eq "work"].formatted': '18/2111',
      [`${ENTERPRISE}:department`]: 'Retail',
    },
    {
      displayName: 'before',
      emails: [{ type: 'work', value: 'before@b.c' }],
      name: { givenName: 'before' },
      externalId: 'before',
      addresses: [{ type: 'home', formatted: 'elsewhere' }],
    },
  ),
  'update-flagged': update(
    'flagged',
    {
      displayName: 'Bjfe',
      'emails[type eq "work"].value': 'a@b.c',
      'name.givenName': 'Kkom',
      'name.familyName': 'Unua',
      [`${ENTERPRISE}:employeeNumber`]: 'Aklq',
    },
    {
      displayName: 'before',
      emails: [{ type: 'work', value: 'before@b.c' }],
      name: { givenName: 'before', familyName: 'before' },
      [ENTERPRISE]: { employeeNumber: 'before' },
    },
  ),
  'add-path-less-flagged': update(
    'flagged',
    { displayName: 'Foo', title: 'Bar', 'name.givenName': 'Foo', 'name.formatted': 'Foo Bar' },
    {},
  ),
  'add-one-flagged': update('flagged', { nickName: 'Babs' }, {}),
  'add-manager-legacy': manager('legacy'),
  'add-manager-flagged': manager('flagged'),
  'remove-manager-legacy': (client) =>
    client.patch('/Users', USER, removeManagerBody(`${ENTERPRISE}:manager`, 'b4a5', 'legacy')),
  'remove-manager-flagged': (client) =>
    client.patch('/Users', USER, removeManagerBody(`${ENTERPRISE}:manager`, 'b4a5', 'flagged')),
  'rename-group': (client) =>
    client.patch(
      '/Groups',
      GROUP,
      patchBody(findChanges(mapped({ displayName: '1879db59' }), { displayName: 'before' }), 'legacy'),
    ),
  'add-member-legacy': (client) => client.patch('/Groups', GROUP, addMembersBody(['8'], 'legacy')),
  'add-member-flagged': (client) => client.patch('/Groups', GROUP, addMembersBody(['8'], 'flagged')),
  'remove-member-legacy': (client) => client.patch('/Groups', GROUP, removeMembersBody(['16b083c0'], 'legacy')),
  'remove-member-flagged': (client) => client.patch('/Groups', GROUP, removeMembersBody(['16b083c0'], 'flagged')),
}

describe('the shapes of requests', () => {
  it('have a golden file each', () => {
    expect(readdirSync(FOLDER).sort()).to.deep.equal(
      Object.keys(SHAPES)
        .map((name) => `${name}.http`)
        .sort(),
    )
  })

  for (const [name, send] of Object.entries(SHAPES)) {
    it(`${name} is equal to the golden file`, async () => {
      const [head = '', body] = readFileSync(join(FOLDER, `${name}.http`), 'utf8').split('\n\n')
      const [line = '', ...headers] = head.split('\n').filter((text) => !text.startsWith('#') && text !== '')
      const sent = await captured(send)
      expect(`${sent.method} ${sent.url.replace('https://host/scim', '')}`).to.equal(line)
      expect(sent.headers).to.deep.equal(
        Object.fromEntries([['authorization', 'Bearer t'], ...headers.map((header) => header.split(': '))]),
      )
      // The order of members has no meaning in JSON.
      expect(sent.body === undefined ? undefined : JSON.parse(sent.body)).to.deep.equal(
        body === undefined ? undefined : JSON.parse(body),
      )
    })
  }
})

describe('several rows of emails', () => {
  const rows = mapped({ 'emails[type eq "work"].value': 'a@x', 'emails[type eq "home"].value': 'b@x' })

  it('fill one primary element, or several by the switch', () => {
    const [first, second] = [
      { primary: true, type: 'work', value: 'a@x' },
      { type: 'home', value: 'b@x' },
    ]
    expect(userBody(rows)['emails']).to.deep.equal([first, second])
    expect(userBody(rows, { primaryEmail: 'each' })['emails']).to.deep.equal([first, { primary: true, ...second }])
  })
})

async function captured(send: RequestSequence): Promise<HttpRequest> {
  const sent: HttpRequest[] = []
  const client = createEntraClient({
    baseUrl: 'https://host/scim',
    authorization: () => ({ authorization: 'Bearer t' }),
    guid: () => 'cf4d78e8-cc4f-4d5d-b8b9-183561c0104a',
    transport: (request) => {
      sent.push(request)
      return Promise.resolve({ status: 204, headers: {}, body: '' })
    },
  })
  await send(client)
  const [only, ...more] = sent
  expect(more).to.deep.equal([])
  if (only === undefined) throw new Error('nothing was sent')
  return only
}
