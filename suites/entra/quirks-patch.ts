import type { Check, CheckContext, Placeholders } from '../../harness/index.ts'
import { readTarget } from '../../mocks/entra/index.ts'
import { ENTERPRISE_USER_SCHEMA, type JsonObject, type JsonValue, USER_SCHEMA } from '../../mocks/protocol/index.ts'
import {
  aUser,
  defineQuirks,
  elements,
  expectAllSucceeded,
  expectNoFault,
  patch,
  type Quirk,
  type Setup,
  shown,
} from './quirk.ts'
import { provisionedUser } from './source-users.ts'

const COMPAT =
  'https://learn.microsoft.com/entra/identity/app-provisioning/application-provisioning-config-problem-scim-compatibility'
const E = ENTERPRISE_USER_SCHEMA
const gh = (path: string): string => `https://github.com/${path}`

/** Asserts values at target attributes after the requests succeeded. */
function becomes(wanted: Readonly<Record<string, JsonValue>>): Quirk['verify'] {
  return async (context, names, answers) => {
    expectAllSucceeded(context, answers)
    await context.eventually(async () => {
      const user = await shown(context, names)
      for (const [target, value] of Object.entries(wanted))
        context.expect(readTarget(user, target), `${target} after the PATCH`).to.deep.equal(value)
    })
  }
}

/** Provisions a user without the attributes that the quirk adds. */
const bareUser: Setup = async (context) => ({
  user: (await provisionedUser(context, { department: null, jobTitle: null, givenName: null })).id,
})

/** Provisions a user with a work address and a home address. */
const twoAddresses: Setup = async (context) => {
  const { entra, given, inapplicable } = context
  const unique = given.unique()
  const emails = [
    { type: 'work', value: `${unique}@work.example`, primary: true },
    { type: 'home', value: `${unique}@home.example` },
  ]
  const { body } = await entra.client.create('/Users', await given.userBody({ emails }))
  const user = String((body as JsonObject | undefined)?.['id'] ?? '')
  const kept = user === '' ? [] : elements((await entra.readBack(user))?.['emails'])
  return kept.length === 2 ? { user, unique } : inapplicable('the server does not store two addresses')
}

async function oneWorkAddress(context: CheckContext, names: Placeholders): Promise<void> {
  const work = elements((await shown(context, names))['addresses']).filter(({ type }) => type === 'work')
  context.expect(work.length, 'addresses of type work').to.equal(1)
}

/** Checks PATCH bodies that were quoted from public sources. */
export const patchQuirks: readonly Check[] = defineQuirks([
  {
    name: 'legacy-six-operations',
    title: 'Six operations of the legacy dialect, each for one value, take effect',
    source: gh('limosa-io/laravel-scim-server/issues/34'),
    requirement: 'entra.patch.several-ops',
    about: ['displayName', 'emails.value', 'name.givenName', 'addresses.formatted', `${E}:department`],
    setup: aUser,
    requests: [
      patch([
        { op: 'Replace', path: 'displayName', value: 'Pvlo' },
        { op: 'Replace', path: 'emails[type eq "work"].value', value: 'pvlo@contoso.example' },
        { op: 'Replace', path: 'name.givenName', value: 'Gtfd' },
        { op: 'Replace', path: 'externalId', value: 'Eqpj' },
        { op: 'Add', path: 'addresses[type eq "work"].formatted', value: '18/2111' },
        { op: 'Replace', path: `${E}:department`, value: 'Retail' },
      ]),
    ],
    verify: becomes({
      displayName: 'Pvlo',
      'emails[type eq "work"].value': 'pvlo@contoso.example',
      'name.givenName': 'Gtfd',
      'addresses[type eq "work"].formatted': '18/2111',
      [`${E}:department`]: 'Retail',
    }),
  },
  {
    name: 'flagged-collapsed',
    title: 'A PATCH with a value path and an operation without a path (dotted and URN keys) takes effect',
    source: COMPAT,
    requirement: 'entra.patch.path-less-dotted',
    about: ['emails.value', 'displayName', 'name.givenName', `${E}:employeeNumber`],
    setup: aUser,
    requests: [
      patch([
        { op: 'replace', path: 'emails[type eq "work"].value', value: 'bjfe@contoso.example' },
        {
          op: 'replace',
          value: {
            displayName: 'Bjfe',
            'name.givenName': 'Kkom',
            'name.familyName': 'Unua',
            [`${E}:employeeNumber`]: 'Aklq',
          },
        },
      ]),
    ],
    verify: becomes({
      'emails[type eq "work"].value': 'bjfe@contoso.example',
      displayName: 'Bjfe',
      'name.givenName': 'Kkom',
      'name.familyName': 'Unua',
      [`${E}:employeeNumber`]: 'Aklq',
    }),
  },
  {
    name: 'path-less-add',
    title: 'An add without a path and with dotted keys takes effect',
    source: gh('thomaspoignant/scim-patch/issues/132'),
    requirement: 'entra.patch.path-less-add',
    about: ['displayName', 'title', 'name.givenName', 'name.formatted'],
    setup: bareUser,
    requests: [
      patch([
        {
          op: 'add',
          value: { displayName: 'Foo', title: 'Bar', 'name.givenName': 'Foo', 'name.formatted': 'Foo Bar' },
        },
      ]),
    ],
    verify: becomes({ displayName: 'Foo', title: 'Bar', 'name.givenName': 'Foo', 'name.formatted': 'Foo Bar' }),
  },
  {
    name: 'dotted-key',
    title:
      'A dotted key of an operation without a path changes the sub-attribute and creates no attribute with that name',
    source: gh('simpleidserver/SimpleIdServer/issues/388'),
    requirement: 'entra.patch.path-less-dotted',
    about: ['name.familyName'],
    setup: aUser,
    requests: [patch([{ op: 'replace', value: { 'name.familyName': 'new' } }])],
    verify: async (context, names, answers) => {
      expectAllSucceeded(context, answers)
      const user = await shown(context, names)
      context.expect(Object.keys(user), 'attributes of the user').to.not.include('name.familyName')
      context.expect(readTarget(user, 'name.familyName'), 'name.familyName').to.equal('new')
    },
  },
  {
    name: 'single-add',
    title: 'add of one attribute that had no value takes effect',
    source: COMPAT,
    requirement: 'entra.update.add-when-absent',
    about: ['nickName'],
    setup: aUser,
    requests: [patch([{ op: 'add', path: 'nickName', value: 'Babs' }])],
    verify: becomes({ nickName: 'Babs' }),
  },
  {
    name: 'filtered-add',
    title: 'Add at a value path that matches nothing creates the element',
    source: gh('thomaspoignant/scim-patch/issues/176'),
    requirement: 'entra.patch.value-path-add-creates',
    about: ['phoneNumbers.value'],
    setup: aUser,
    requests: [patch([{ op: 'Add', path: 'phoneNumbers[type eq "work"].value', value: '+1 555' }])],
    verify: becomes({ 'phoneNumbers[type eq "work"].value': '+1 555' }),
  },
  {
    name: 'filtered-add-country',
    title: 'add of one part of an address that does not exist creates the address',
    source: gh('pingidentity/scim2/issues/135'),
    requirement: 'entra.patch.value-path-add-creates',
    about: ['addresses.country'],
    setup: aUser,
    requests: [patch([{ op: 'add', path: 'addresses[type eq "work"].country', value: 'NO' }])],
    verify: becomes({ 'addresses[type eq "work"].country': 'NO' }),
  },
  {
    name: 'filtered-adds-share',
    title: 'Several adds at one value path that matches nothing create one element',
    source: gh('Captain-P-Goldfish/SCIM-SDK/issues/680'),
    requirement: 'entra.patch.shared-element',
    about: ['addresses.formatted', 'addresses.locality', 'addresses.region'],
    setup: aUser,
    requests: [
      patch([
        { op: 'Add', path: 'addresses[type eq "work"].formatted', value: '18/2111' },
        { op: 'Add', path: 'addresses[type eq "work"].locality', value: 'Oslo' },
        { op: 'Add', path: 'addresses[type eq "work"].region', value: 'OS' },
      ]),
    ],
    verify: async (context, names, answers) => {
      await becomes({
        'addresses[type eq "work"].formatted': '18/2111',
        'addresses[type eq "work"].locality': 'Oslo',
        'addresses[type eq "work"].region': 'OS',
      })(context, names, answers)
      await oneWorkAddress(context, names)
    },
  },
  {
    name: 'filtered-replace',
    title: 'Replace at a value path that matches nothing creates the element',
    source: gh('Captain-P-Goldfish/scim-for-keycloak/issues/73'),
    requirement: 'entra.patch.value-path-replace-creates',
    about: ['phoneNumbers.value'],
    setup: aUser,
    requests: [patch([{ op: 'Replace', path: 'phoneNumbers[type eq "mobile"].value', value: '+1 556' }])],
    verify: becomes({ 'phoneNumbers[type eq "mobile"].value': '+1 556' }),
  },
  {
    name: 'filtered-replace-siblings',
    title: 'Replace at a value path leaves the other elements unchanged',
    source: gh('Captain-P-Goldfish/SCIM-SDK/issues/668'),
    requirement: 'entra.patch.value-path-siblings',
    about: ['emails.value'],
    setup: twoAddresses,
    requests: [patch([{ op: 'Replace', path: 'emails[type eq "work"].value', value: '{unique}@new.example' }])],
    verify: async (context, names, answers) => {
      expectAllSucceeded(context, answers)
      const emails = elements((await shown(context, names))['emails'])
      const at = (type: string): unknown => emails.find((email) => email['type'] === type)?.['value']
      context.expect(at('work'), 'the e-mail address of type work').to.equal(`${names['unique']}@new.example`)
      context.expect(at('home'), 'the e-mail address of type home').to.equal(`${names['unique']}@home.example`)
    },
  },
  {
    name: 'filtered-path-syntax',
    title: 'A path with brackets and a sub-attribute is not rejected as a syntax error',
    source: gh('elimity-com/scim/issues/105'),
    requirement: 'entra.patch.value-path-replace',
    about: ['emails.value'],
    setup: aUser,
    requests: [patch([{ op: 'Replace', path: 'emails[type eq "work"].value', value: 'new@contoso.example' }])],
    verify: becomes({ 'emails[type eq "work"].value': 'new@contoso.example' }),
  },
  {
    name: 'filtered-phone',
    title: 'Replace of a phone number at its value path takes effect',
    source: gh('limosa-io/laravel-scim-server/issues/119'),
    requirement: 'entra.patch.value-path-replace',
    about: ['phoneNumbers.value'],
    setup: async (context) => {
      const { entra, given, inapplicable } = context
      const phoneNumbers = [{ type: 'work', value: '+1 555' }]
      const { body } = await entra.client.create('/Users', await given.userBody({ phoneNumbers }))
      const user = String((body as JsonObject | undefined)?.['id'] ?? '')
      return user === '' ? inapplicable('the server rejects a user with a phone number') : { user }
    },
    requests: [patch([{ op: 'Replace', path: 'phoneNumbers[type eq "work"].value', value: '+1 557' }])],
    verify: becomes({ 'phoneNumbers[type eq "work"].value': '+1 557' }),
  },
  {
    name: 'urn-employee-number',
    title: 'The URN in a path is not split at the dot of 2.0',
    source: gh('wso2/product-is/issues/6015'),
    requirement: 'entra.patch.urn-path',
    about: [`${E}:employeeNumber`],
    setup: aUser,
    requests: [patch([{ op: 'replace', path: `${E}:employeeNumber`, value: '701985' }])],
    verify: becomes({ [`${E}:employeeNumber`]: '701985' }),
  },
  {
    name: 'urn-organization',
    title: 'Replace of an extension attribute changes its value',
    source: gh('scimmyjs/scimmy/issues/77'),
    requirement: 'entra.patch.urn-path',
    about: [`${E}:organization`],
    setup: aUser,
    requests: [
      patch([{ op: 'Add', path: `${E}:organization`, value: 'Contoso' }]),
      patch([{ op: 'Replace', path: `${E}:organization`, value: 'Fabrikam' }]),
    ],
    verify: becomes({ [`${E}:organization`]: 'Fabrikam' }),
  },
  {
    name: 'core-urn',
    title: 'A path with the URN of the User schema takes effect',
    source: gh('rancher/rancher/pull/54896'),
    requirement: 'entra.patch.core-urn',
    about: ['displayName'],
    setup: aUser,
    requests: [patch([{ op: 'replace', path: `${USER_SCHEMA}:displayName`, value: 'Jane Roe' }])],
    verify: becomes({ displayName: 'Jane Roe' }),
  },
  {
    name: 'extension-object',
    title: 'An operation without a path and with the extension as an object takes effect',
    source: gh('elimity-com/scim/issues/204'),
    requirement: 'entra.patch.extension-object',
    about: ['displayName', `${E}:organization`],
    setup: aUser,
    requests: [patch([{ op: 'replace', value: { displayName: 'Jane Roe', [E]: { organization: 'S' } } }])],
    verify: becomes({ displayName: 'Jane Roe', [`${E}:organization`]: 'S' }),
  },
  {
    name: 'capital-op',
    title: 'An op in capital letters is accepted before any other validation',
    source: gh('langwatch/langwatch/issues/6972'),
    requirement: 'entra.patch.op-any-case',
    about: ['displayName'],
    setup: aUser,
    requests: [patch([{ op: 'Replace', path: 'displayName', value: 'Jane Roe' }])],
    verify: becomes({ displayName: 'Jane Roe' }),
  },
  {
    name: 'replace-without-value',
    title: 'Replace without a value leaves the attribute unchanged',
    source: gh('scimmyjs/scimmy/issues/80'),
    requirement: 'entra.patch.replace-without-value',
    about: ['displayName'],
    setup: aUser,
    requests: [patch([{ op: 'replace', path: 'displayName' }])],
    verify: async (context, names, answers) => {
      expectNoFault(context, answers)
      const [{ status } = { status: 0 }] = answers
      context.expect(status, 'the response to a replace without a value').to.be.within(400, 499)
      context.expect((await shown(context, names))['displayName'], 'displayName').to.equal('Jane Doe')
    },
  },
  {
    name: 'unknown-path',
    title: 'An operation with an unknown path is rejected or stores nothing',
    source: gh('NorthlandPositronics/Cogtrix/issues/432'),
    requirement: 'entra.patch.unknown-path',
    setup: aUser,
    requests: [patch([{ op: 'replace', path: 'noSuch', value: 1 }])],
    verify: async (context, names, answers) => {
      expectNoFault(context, answers)
      const [{ isSuccess, status } = { isSuccess: false, status: 0 }] = answers
      const user = await shown(context, names)
      // A value that is returned as sent is not drift, as in `entra.patch.unknown-path-told`.
      if (user['noSuch'] === 1)
        return context.warn('the server stores and returns the attribute, which no schema declares')
      context.expect(Object.keys(user), 'attributes of the user').to.not.include('noSuch')
      if (isSuccess)
        context.warn(
          `an unknown path is answered ${status}, and nothing changed: Entra does not notice that the value is missing`,
        )
    },
  },
  {
    name: 'no-change',
    title: 'A PATCH that changes nothing returns 2xx',
    source: gh('better-auth/better-auth/pull/8650'),
    requirement: 'entra.patch.repeated',
    about: ['displayName'],
    setup: aUser,
    requests: [
      patch([{ op: 'Replace', path: 'displayName', value: 'Jane Roe' }]),
      patch([{ op: 'Replace', path: 'displayName', value: 'Jane Roe' }]),
    ],
    verify: becomes({ displayName: 'Jane Roe' }),
  },
  {
    name: 'found-and-patched',
    title: 'A user that a query just found can be changed',
    source: gh('OneUptime/oneuptime/issues/2134'),
    requirement: 'entra.update.attributes',
    about: ['displayName'],
    setup: aUser,
    requests: [
      { method: 'GET', path: '/Users?filter=id+eq+%22{user}%22' },
      patch([{ op: 'Replace', path: 'displayName', value: 'Jane Roe' }]),
    ],
    verify: (context, names, answers) => becomes({ displayName: 'Jane Roe' })(context, names, answers.slice(1)),
  },
  {
    name: 'empty-and-null',
    title: '"" and null clear an optional attribute',
    source: gh('AzureAD/SCIMReferenceCode'),
    requirement: 'entra.clear.empty-text',
    about: ['title'],
    setup: aUser,
    requests: [
      patch([{ op: 'Replace', path: 'title', value: '' }]),
      patch([{ op: 'Replace', path: 'title', value: null }]),
    ],
    verify: async (context, names, answers) => {
      expectAllSucceeded(context, answers)
      context.expect((await shown(context, names))['title'] ?? '', 'title').to.equal('')
    },
  },
])
