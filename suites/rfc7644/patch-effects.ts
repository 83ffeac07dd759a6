import { type Check, type CheckContext, defineCheck, segmentOf } from '../../harness/index.ts'
import { ENTERPRISE_USER_SCHEMA, isJsonObject, type JsonObject, type ScimResource } from '../../mocks/protocol/index.ts'
import { elementsOf, eventuallyReturns, read, requireDeclared, requireWritable, stringAt } from '../support/index.ts'
import { expectUnchanged, optionalString, patched, patchOf, plainString, plainStrings } from './support/changes.ts'
import { lastModifiedOf, movesLater } from './support/moments.ts'
import { typesOf } from './support/subjects.ts'
import { userWithTwoEmails } from './support/two-emails.ts'

const dependsOn = ['patch', 'patch.attribute'] as const

/** Checks that a PATCH is atomic (RFC 7644 §3.5.2). */
export const isAtomic: Check = defineCheck({
  id: 'scim.patch.atomic',
  title: 'A PATCH with one failing operation changes nothing',
  requirements: ['rfc7644-3.5.2-26'],
  dependsOn,
  async run(context) {
    const { scim, given, expect, warn, skip } = context
    const path = plainString(context)
    const user = await read(context, await given.user({ [path]: 'Before' }))
    const good = { op: 'replace', path, value: 'After' }
    let rejected = 0
    for (const bad of [{ op: 'remove' }, { ...good, op: 'zz' }, { op: 'replace', path: 'id', value: given.unique() }]) {
      const response = await scim.patch(user, patchOf(good, bad))
      if (response.isSuccess) continue
      rejected += 1
      expect(response).to.be.refused()
      await expectUnchanged(context, user)
    }
    if (rejected === 0)
      skip('the server rejects none of the faulty operations; other checks report that', 'patch.rejects')
    const { meta } = await read(context, user)
    if (meta?.lastModified !== user.meta?.lastModified || meta?.version !== user.meta?.version)
      warn('a rejected PATCH changed the version or the lastModified of the resource')
  },
})

/** Checks that the operations of a PATCH are applied in order (RFC 7644 §3.5.2). */
export const inOrder: Check = defineCheck({
  id: 'scim.patch.in-order',
  title: 'Operations are applied in sequence, each to the result of the previous one',
  requirements: ['rfc7644-3.5.2-24'],
  dependsOn,
  async run(context) {
    const { given, expect } = context
    const second = optionalString(context)
    const [first = ''] = plainStrings(context, 2).filter((name) => name !== second)
    const user = await given.user({ [first]: 'Before', [second]: 'Before' })
    await patched(context, user, [
      { op: 'replace', path: first, value: 'One' },
      { op: 'replace', path: first, value: 'Two' },
      { op: 'remove', path: second },
      { op: 'add', path: second, value: 'Again' },
    ])
    await eventuallyReturns(context, user, (shown) =>
      expect({ [first]: shown[first], [second]: shown[second] }, 'the User after the PATCH').to.deep.equal({
        [first]: 'Two',
        [second]: 'Again',
      }),
    )
  },
})

const valuesOf = (shown: ScimResource, isWanted = (_email: JsonObject): boolean => true): string[] =>
  elementsOf(shown, 'emails')
    .filter(isWanted)
    .map(({ value }) => String(value).toLowerCase())
const primaries = (shown: ScimResource): string[] => valuesOf(shown, ({ primary }) => primary === true)

/** Checks that a new primary element makes the previous one non-primary (RFC 7644 §3.5.2). */
export const primaryMoves: Check = defineCheck({
  id: 'scim.patch.primary-moves',
  title: 'If PATCH makes an e-mail primary, the former primary e-mail is no longer primary',
  requirements: ['rfc7644-3.5.2-25', 'rfc7644-3.5.2-13'],
  dependsOn,
  async run(context) {
    const { scim, given, expect, requirement } = context
    requireWritable(context, 'emails.primary')
    const { user, first, second, home } = await userWithTwoEmails(context)
    await eventuallyReturns(context, user, (shown) =>
      expect(primaries(shown), 'primary e-mails').to.deep.equal([first]),
    )
    const promoted = await scim.patch(user, [{ op: 'replace', path: `emails[type eq "${home}"].primary`, value: true }])
    await requirement('rfc7644-3.5.2-13', () => expect(promoted).to.be.success())
    if (promoted.isSuccess)
      await requirement('rfc7644-3.5.2-25', () =>
        eventuallyReturns(context, user, (shown) =>
          expect(primaries(shown), 'primary e-mails').to.deep.equal([second]),
        ),
      )
    const [, , other = home] = typesOf(context, 'emails')
    const third = { value: `c${given.unique()}@rehearsal.example`, type: other, primary: true }
    const added = await scim.patch(user, [{ op: 'add', path: 'emails', value: [third] }])
    // A server may store at most two.
    if (!added.isSuccess || !valuesOf(await read(context, user)).includes(third.value)) return
    await requirement('rfc7644-3.5.2-25', () =>
      eventuallyReturns(context, user, (shown) =>
        expect(primaries(shown), 'primary e-mails').to.deep.equal([third.value]),
      ),
    )
  },
})

/** Checks that the `attributes` parameter applies to the response to a PATCH (RFC 7644 §3.5.2). */
export const attributesParameter: Check = defineCheck({
  id: 'scim.patch.attributes-parameter',
  title: 'PATCH with the attributes parameter returns 200 with the requested attributes',
  requirements: ['rfc7644-3.5.2-30'],
  dependsOn,
  async run(context) {
    const { given, expect } = context
    const path = plainString(context)
    const user = await given.user()
    const value = `Changed ${given.unique()}`
    const response = await patched(context, user, [{ op: 'replace', path, value }], { query: { attributes: path } })
    expect(response).to.have.status(200)
    expect(response.resource, 'the response').to.include({ id: user.id, [path]: value })
  },
})

/** Checks that a PATCH updates meta.lastModified and the version (RFC 7644 §3.5.2). */
export const lastModifiedMoves: Check = defineCheck({
  id: 'scim.patch.last-modified',
  title: 'A PATCH that changes a resource updates meta.lastModified and the version',
  requirements: ['rfc7644-3.5.2-32'],
  dependsOn,
  async run(context) {
    const { given, expect, target, skip } = context
    const name = plainString(context)
    const user = await read(context, await given.user())
    const before = lastModifiedOf(user) ?? skip('the server does not return meta.lastModified', 'meta.shown')
    if (!(await movesLater(context, user, name, before)))
      await eventuallyReturns(context, user, (shown) =>
        expect(lastModifiedOf(shown), 'meta.lastModified after changes').to.be.greaterThan(before),
      )
    const tag = stringAt(user, 'meta.version')
    if (!target.capabilities.etag || tag === undefined) return
    expect(stringAt(await read(context, user), 'meta.version'), 'meta.version after the change').to.not.equal(tag)
  },
})

/** Checks that a PATCH of an unknown id is rejected (RFC 7644 §3.5.2). */
export const unknownResource: Check = defineCheck({
  id: 'scim.patch.unknown-id',
  title: 'PATCH of an unknown id returns 404',
  requirements: ['rfc7644-3.5.2-31'],
  dependsOn,
  async run({ scim, given, expect, target }) {
    const path = `${target.endpoint('User')}/${segmentOf(given.unknownId('User'))}`
    expect(await scim.patch(path, [{ op: 'replace', path: 'displayName', value: 'x' }])).to.have.status(404)
  },
})

/** Checks that `schemas` lists an extension after a PATCH added its first attribute (RFC 7644 §3.5.2). */
export const schemasFollow: Check = defineCheck({
  id: 'scim.patch.extension-listed',
  title: 'A User with an attribute of the enterprise extension lists the URN in schemas after a PATCH',
  requirements: ['rfc7644-3.5.2-23'],
  dependsOn: ['patch', 'enterprise', 'patch.attribute'],
  async run(context) {
    const { given } = context
    requireDeclared(context, ENTERPRISE_USER_SCHEMA, 'department')
    const user = await given.user()
    await patched(context, user, [{ op: 'add', path: `${ENTERPRISE_USER_SCHEMA}:department`, value: 'Finance' }])
    await eventuallyReturns(context, user, (shown) => expectListed(context, shown))
  },
})

/** Checks a PATCH that adds the URN of an extension to `schemas` itself (RFC 7644 §3.5.2). */
export const schemasAreAdded: Check = defineCheck({
  id: 'scim.patch.schemas-added',
  title: 'A PATCH that adds an extension URN to schemas and then sets its attributes is applied or rejected',
  requirements: ['rfc7644-3.5.2-22'],
  dependsOn: ['patch', 'enterprise', 'patch.attribute'],
  async run(context) {
    const { scim, given, expect, note } = context
    requireDeclared(context, ENTERPRISE_USER_SCHEMA, 'department')
    const user = await given.user()
    const response = await scim.patch(user, [
      { op: 'add', path: 'schemas', value: [ENTERPRISE_USER_SCHEMA] },
      { op: 'add', path: `${ENTERPRISE_USER_SCHEMA}:department`, value: 'Finance' },
    ])
    if (!response.isSuccess) {
      expect(response).to.be.refused()
      note(`clients cannot write schemas: ${response.describe()}`)
      return
    }
    await eventuallyReturns(context, user, (shown) => {
      expect(shown[ENTERPRISE_USER_SCHEMA], 'enterprise extension').to.include({ department: 'Finance' })
      expectListed(context, shown)
    })
  },
})

function expectListed({ expect }: CheckContext, { schemas }: ScimResource): void {
  const listed = (Array.isArray(schemas) ? schemas : []).map((urn) => String(urn).toLowerCase())
  expect(listed, 'schemas').to.include(ENTERPRISE_USER_SCHEMA.toLowerCase())
}

/** Checks that a server without PATCH support rejects a PATCH (RFC 7644 §3.5.2). */
export const unsupported: Check = defineCheck({
  id: 'scim.patch.unsupported',
  title: 'A server that does not advertise PATCH rejects it',
  requirements: ['rfc7644-3.5.2-01', 'rfc7644-3.12-13'],
  async run(context) {
    const { scim, given, expect, target, requirement, inapplicable, note } = context
    if (target.capabilities.patch) inapplicable(`the server supports PATCH: ${target.capabilityReasons.patch}`)
    const path = plainString(context)
    const user = await read(context, await given.user({ [path]: 'Before' }))
    const response = await scim.patch(user, [{ op: 'replace', path, value: 'After' }])
    note(`PATCH is not advertised, and a PATCH is answered: ${response.describe()}`)
    if (response.isSuccess) {
      await requirement('rfc7644-3.5.2-01', () =>
        eventuallyReturns(context, user, (shown) =>
          expect(shown[path], `${path} after a successful PATCH`).to.equal('After'),
        ),
      )
      return
    }
    await requirement('rfc7644-3.12-13', () => expect(response).to.be.refused({ notImplemented: true }))
  },
})

/** Checks that the target supports PATCH, as every server should (RFC 7644 §3.5). */
export const advertised: Check = defineCheck({
  id: 'scim.patch.advertised',
  title: 'ServiceProviderConfig advertises PATCH',
  requirements: ['rfc7644-3.5-02'],
  readOnly: true,
  run({ target, expect, inapplicable }) {
    const { patch } = target.serviceProviderConfig ?? inapplicable('the server has no ServiceProviderConfig')
    expect(isJsonObject(patch) ? patch['supported'] : undefined, 'patch.supported').to.equal(true)
  },
})
