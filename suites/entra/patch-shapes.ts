import { type Check, defineCheck } from '../../harness/index.ts'
import { sourcesOf } from '../../mocks/entra/index.ts'
import { ENTERPRISE_USER_SCHEMA, isJsonObject } from '../../mocks/protocol/index.ts'
import { expectSuccess, isSuccess } from '../support/index.ts'
import { needAttribute } from './declared-away.ts'
import { requireDifference } from './difference.ts'
import { filteredAdd } from './filtered-add.ts'
import { mappingWith } from './full-mapping.ts'
import { expectNothingSentAgain } from './sent-again.ts'
import { expectAction, provisioned, provisionedUser, sourceUserFor } from './source-users.ts'
import { elementsAt, idOf, patchUser, shownAt } from './wire.ts'

/** Checks that a Replace at a value filter leaves the other elements of the attribute unchanged. */
export const siblingsStay: Check = defineCheck({
  id: 'entra.patch.value-path-siblings',
  title: 'Replace at emails[type eq "work"].value changes only that element',
  requirements: ['entra.patch.value-path-replace', 'entra.patch.value-path-siblings'],
  async run(context) {
    const { entra, expect, given, inapplicable, requirement, eventually } = context
    await needAttribute(context, 'emails.value')
    const token = given.unique()
    const [work, home, changed] = ['work', 'home', 'changed'].map((name) => `${token}.${name}@contoso.example`)
    const body = await given.userBody({
      emails: [
        { value: work ?? '', type: 'work', primary: true },
        { value: home ?? '', type: 'home' },
      ],
    })
    const created = await entra.client.create('/Users', body)
    if (!isSuccess(created) || !isJsonObject(created.body))
      return inapplicable('the server rejects a user with two e-mail addresses')
    const id = idOf(context, created)
    if ((await elementsAt(context, id, 'emails')).length !== 2)
      return inapplicable('the server stores only one e-mail address per user')
    const path = 'emails[type eq "work"].value'
    expectSuccess(
      context,
      await patchUser(context, id, { op: 'replace', path, value: changed ?? '' }),
      `Replace at ${path}`,
    )
    // Compares in lower case, in which a server may store addresses.
    const addressOf = async (type: string) => {
      const value = (await elementsAt(context, id, 'emails')).find((email) => email['type'] === type)?.['value']
      return typeof value === 'string' ? value.toLowerCase() : value
    }
    await requirement('entra.patch.value-path-replace', () =>
      eventually(async () => expect(await addressOf('work'), 'the e-mail address of type work').to.equal(changed)),
    )
    await requirement('entra.patch.value-path-siblings', async () =>
      expect(await addressOf('home'), 'the e-mail address of type home').to.equal(home),
    )
  },
})

/** Checks a Replace at a value filter that matches nothing, from which Entra expects a new element. */
export const replaceCreates: Check = defineCheck({
  id: 'entra.patch.value-path-replace-creates',
  title: 'Replace at a value path that matches nothing creates the element',
  requirements: ['entra.patch.value-path-replace-creates'],
  async run(context) {
    const { expect } = context
    await needAttribute(context, 'phoneNumbers.value')
    const { id } = await provisionedUser(context)
    const path = 'phoneNumbers[type eq "work"].value'
    expectSuccess(
      context,
      await patchUser(context, id, { op: 'replace', path, value: '+1 555 0101' }),
      `Replace at ${path}`,
    )
    await context.eventually(async () => expect(await shownAt(context, id, path), path).to.equal('+1 555 0101'))
  },
})

/** Checks that several adds at the same value filter fill one element instead of creating several. */
export const sharedElement: Check = defineCheck({
  id: 'entra.patch.shared-element',
  title: 'Several adds at addresses[type eq "work"] fill one element',
  requirements: ['entra.patch.shared-element'],
  async run(context) {
    const { expect, eventually } = context
    await needAttribute(context, 'addresses.locality')
    await needAttribute(context, 'addresses.postalCode')
    if ((await context.once(filteredAdd)) === 'refused')
      return context.skip('the server rejects an add at a value path', 'entra.patch.value-path-add')
    const { id } = await provisionedUser(context)
    const at = (leaf: string) => `addresses[type eq "work"].${leaf}`
    const response = await patchUser(
      context,
      id,
      { op: 'add', path: at('streetAddress'), value: '1 Main Street' },
      { op: 'add', path: at('locality'), value: 'Oslo' },
      { op: 'add', path: at('postalCode'), value: '0150' },
    )
    expectSuccess(context, response, 'Add of three parts of one address')
    await eventually(async () => {
      const work = (await elementsAt(context, id, 'addresses')).filter((address) => address['type'] === 'work')
      expect(work.length, 'addresses of type work').to.equal(1)
      expect(work[0], 'the address').to.include({
        streetAddress: '1 Main Street',
        locality: 'Oslo',
        postalCode: '0150',
      })
    })
  },
})

/** Checks paths that name an extension attribute by its URN. */
export const urnPath: Check = defineCheck({
  id: 'entra.patch.urn-path',
  title: 'Add and Replace change an extension attribute that the path names by its URN',
  requirements: ['entra.patch.urn-path'],
  decides: { ability: 'patch.urn-path', requirement: 'entra.patch.urn-path' },
  async run(context) {
    const { expect, eventually } = context
    const path = `${ENTERPRISE_USER_SCHEMA}:department`
    await needAttribute(context, path)
    const { id } = await provisionedUser(context, { department: null })
    for (const [op, value] of [
      ['add', 'Retail'],
      ['replace', 'R&D'],
    ] as const) {
      expectSuccess(context, await patchUser(context, id, { op, path, value }), `${op} at ${path}`)
      await eventually(async () => expect(await shownAt(context, id, path), `department after ${op}`).to.equal(value))
    }
  },
})

/** Checks an add without a path, into which the flagged dialect collapses several additions. */
export const pathLessAdd: Check = defineCheck({
  id: 'entra.patch.path-less-add',
  title: 'An add without a path and with dotted keys adds each attribute',
  requirements: ['entra.patch.path-less-add'],
  dependsOn: ['patch.path-less-dotted'],
  dialect: 'flagged',
  async run(context) {
    const { expect, eventually } = context
    await needAttribute(context, 'name.givenName')
    await needAttribute(context, 'title')
    const { id } = await provisionedUser(context, { givenName: null, jobTitle: null })
    const value = { title: 'Bar', 'name.givenName': 'Foo' }
    expectSuccess(context, await patchUser(context, id, { op: 'add', value }), 'a path-less add')
    await eventually(async () => {
      expect(await shownAt(context, id, 'title'), 'title').to.equal('Bar')
      expect(await shownAt(context, id, 'name.givenName'), 'name.givenName').to.equal('Foo')
    })
  },
})

/** Checks that all operations of one PATCH are applied and that other attributes do not change. */
export const severalOps: Check = defineCheck({
  id: 'entra.patch.several-ops',
  title: 'A PATCH of several attributes changes each of them and no other',
  requirements: ['entra.patch.several-ops', 'entra.patch.others-stay'],
  async run(context) {
    const { entra, expect, requirement } = context
    const rows = entra.mapping.mapping.attributeMappings.filter(({ source }) => sourcesOf({ source }).length > 0)
    const sourceUser = await sourceUserFor(context)
    const customEntra = entra.with({ mapping: mappingWith(context, rows) })
    const { id } = await provisioned(context, sourceUser, customEntra)
    const before = await shownAt(context, id, 'title')
    const updatedUser = { ...sourceUser, displayName: 'Jane Roe', surname: 'Roe' }
    await requireDifference(context, sourceUser, updatedUser, customEntra)
    const result = await customEntra.update(updatedUser, id)
    await requirement('entra.patch.several-ops', () => expectAction(context, result, 'update'))
    const again = await customEntra.update(updatedUser, id)
    await requirement('entra.patch.several-ops', () => expectNothingSentAgain(context, again.changes))
    await requirement('entra.patch.others-stay', async () =>
      expect(await shownAt(context, id, 'title'), 'title').to.equal(before),
    )
  },
})

/** Checks that a repeated PATCH succeeds and changes nothing, because Entra retries changes. */
export const repeated: Check = defineCheck({
  id: 'entra.patch.repeated',
  title: 'Sending the same PATCH again returns 2xx and changes nothing',
  requirements: ['entra.patch.repeated'],
  async run(context) {
    const { eventually, expect } = context
    const { id } = await provisionedUser(context)
    const operation = { op: 'replace', path: 'displayName', value: 'Jane Roe' } as const
    await needAttribute(context, 'displayName')
    expectSuccess(context, await patchUser(context, id, operation), 'the first PATCH')
    expectSuccess(context, await patchUser(context, id, operation), 'the same PATCH again')
    await eventually(async () => expect(await shownAt(context, id, 'displayName'), 'displayName').to.equal('Jane Roe'))
  },
})

/** Checks that a PATCH of an unknown attribute does not leave the user half changed. */
export const wrongOpChangesNothing: Check = defineCheck({
  id: 'entra.patch.unknown-path-told',
  title: 'A PATCH of an attribute that the server does not know is rejected or ignored, and the user is unchanged',
  requirements: ['entra.patch.unknown-path'],
  async run(context) {
    const { entra, expect, warn } = context
    const { id } = await provisionedUser(context)
    const response = await patchUser(context, id, { op: 'add', path: 'noSuchAttribute', value: 'x' })
    expect(response, 'the PATCH').to.be.answered([200, 499])
    const shown = await entra.readBack(id)
    expect(shown, 'the user').to.be.an('object')
    // A value that is returned as sent is not drift; scim.patch.undeclared-attribute judges whether the schema allows
    // it.
    if (shown?.['noSuchAttribute'] === 'x')
      return warn('the server stores and returns the attribute, which no schema declares')
    expect(Object.keys(shown ?? {}), 'attributes of the user').to.not.include('noSuchAttribute')
  },
})
