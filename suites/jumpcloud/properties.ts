import { type Check, declarationOf, defineCheck } from '../../harness/index.ts'
import { readTarget } from '../../mocks/entra/index.ts'
import { type JsonObject, PATCH_OP_MESSAGE, USER_SCHEMA } from '../../mocks/protocol/index.ts'
import { expectSuccess, undeclaredReason } from '../support/index.ts'
import { requirementOf, TABLE } from './table.ts'
import { reportUnmapped } from './unmapped-rows.ts'
import { arrivedUser, expectStored, portalOf } from './users.ts'

/** Rows of the table that no recommended mapping writes; an administrator may still map them. */
const UNMAPPED = TABLE.filter(({ property }) => /^(?:location|costCenter|employeeType|company)$/.test(property))

/** Checks each row of the table that the recommended mapping lacks, by POST and by PATCH. */
export const unmappedProperties: readonly Check[] = UNMAPPED.map((row) =>
  defineCheck({
    id: `jumpcloud.property.${row.property}`,
    title: `${declarationOf(row.target)[1]} arrives as ${row.property}, on create and by PATCH`,
    requirements: [requirementOf(row)],
    async run(context) {
      portalOf(context)
      const { entra, expect, given, scim, target, inapplicable } = context
      const [urn, name] = declarationOf(row.target)
      if (!target.declares(urn, name)) inapplicable(undeclaredReason(target, name))
      const [first, second] = name === 'locale' ? ['en-US', 'nb-NO'] : ['First value', 'Second value']
      const part: JsonObject =
        urn === USER_SCHEMA ? { [name]: first } : { schemas: [USER_SCHEMA, urn], [urn]: { [name]: first } }
      const body = await given.userBody(part)
      await reportUnmapped(context, { scim: row.target, jumpcloud: row.property }, async (sample) => {
        const created = await scim.post(target.endpoint('User'), body)
        const user = { id: created.id, userName: String(body['userName']) }
        await sample('create', user, { sent: first, expected: first })
        expectSuccess(context, created, 'the POST')
        await expectStored(context, user, { [row.property]: first ?? '' }, 'after the POST')
        const patched = await entra.client.patch('/Users', user.id, {
          schemas: [PATCH_OP_MESSAGE],
          Operations: [{ op: 'replace', path: row.target, value: second ?? '' }],
        })
        await sample('update', user, { sent: second, expected: second })
        expectSuccess(context, patched, 'the PATCH')
        await expectStored(context, user, { [row.property]: second ?? '' }, 'after the PATCH')
        expect(readTarget((await entra.readBack(user.id)) ?? {}, row.target), `the returned ${name}`).to.equal(second)
      })
    },
  }),
)

/**
 * Checks that meta.created is the creation time of the system user and that meta.lastModified changes with an update.
 */
export const times: Check = defineCheck({
  id: 'jumpcloud.property.times',
  title: 'meta.created is the time when the system user was created, and a change updates meta.lastModified',
  requirements: ['jumpcloud.mapping.created', 'jumpcloud.mapping.lastModified'],
  async run(context) {
    portalOf(context)
    const { entra, expect, requirement } = context
    const { sourceUser, id, userName, stored } = await arrivedUser(context)
    const user = { id, userName }
    const timeAt = async (name: string): Promise<number> =>
      Date.parse(String(readTarget((await entra.readBack(id)) ?? {}, `meta.${name}`)))
    const before = await timeAt('lastModified')
    await requirement('jumpcloud.mapping.created', () =>
      reportUnmapped(context, { scim: 'meta.created', jumpcloud: 'created' }, async (sample) => {
        const apart = async (): Promise<number> =>
          Math.abs((await timeAt('created')) - Date.parse(String(stored['created'])))
        await sample('create', user, { expected: stored['created'] })
        expect(await apart(), 'milliseconds between meta.created and the property created').to.be.below(1000)
        // An administrator may still map it. The attribute is read-only, so a server ignores or rejects the value.
        await entra.client.patch('/Users', id, {
          schemas: [PATCH_OP_MESSAGE],
          Operations: [{ op: 'replace', path: 'meta.created', value: MAPPED_TIME }],
        })
        await sample('update', user, { sent: MAPPED_TIME, expected: stored['created'] })
        expect(
          await apart(),
          'milliseconds between meta.created and the property created after a PATCH of meta.created',
        ).to.be.below(1000)
      }),
    )
    await requirement('jumpcloud.mapping.lastModified', () =>
      reportUnmapped(context, { scim: 'meta.lastModified', jumpcloud: null }, async (sample) => {
        await sample('create', user, {})
        await entra.update({ ...sourceUser, displayName: 'Jane Roe' }, id)
        await sample('update', user, {})
        expect(await timeAt('lastModified'), 'meta.lastModified after a change').to.be.at.least(before)
      }),
    )
  },
})

/** A time that no user of a run has as its creation or modification time. */
const MAPPED_TIME = '2001-02-03T04:05:06Z'

/** Attributes that Entra maps by default and JumpCloud's table does not list. */
const UNLISTED: JsonObject = {
  externalId: 'jane',
  preferredLanguage: 'en-US',
  addresses: [{ type: 'work', formatted: '18/2111', locality: 'Oslo', country: 'NO' }],
  phoneNumbers: [
    { type: 'work', value: '+1 425 555 0100' },
    { type: 'fax', value: '+1 425 555 0101' },
  ],
}

/** Checks that the attributes of a request are stored even if it also has attributes that are not in the table. */
export const unlistedLeftOut: Check = defineCheck({
  id: 'jumpcloud.property.unlisted',
  title:
    'A POST and a PATCH with attributes that the table does not list are accepted, and the other attributes arrive',
  requirements: ['jumpcloud.mapping.unlisted'],
  async run(context) {
    portalOf(context)
    const { entra, given } = context
    const body = await given.userBody({ ...UNLISTED })
    const created = await entra.client.create('/Users', body)
    expectSuccess(context, created, 'the POST')
    const user = { id: String((created.body as { id?: unknown } | undefined)?.id), userName: String(body['userName']) }
    const patched = await entra.client.patch('/Users', user.id, {
      schemas: [PATCH_OP_MESSAGE],
      Operations: [
        { op: 'add', path: 'phoneNumbers[type eq "mobile"].value', value: '+1 425 555 0102' },
        { op: 'replace', path: 'preferredLanguage', value: 'nb-NO' },
        { op: 'replace', path: 'displayName', value: 'Jane Roe' },
      ],
    })
    expectSuccess(context, patched, 'the PATCH')
    await expectStored(context, user, { displayname: 'Jane Roe' }, 'after the PATCH')
  },
})
