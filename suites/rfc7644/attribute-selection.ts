import { type Check, type CheckContext, defineCheck } from '../../harness/index.ts'
import { ENTERPRISE_USER_SCHEMA, isJsonObject, type JsonValue, USER_SCHEMA } from '../../mocks/protocol/index.ts'
import { type CreatedResource, isAssigned, read } from '../support/index.ts'
import { isRejection } from './support/query.ts'
import { defaultAttribute, requireSelection, selectedUser } from './support/selected-user.ts'

/** Returns the User and one of its attributes that is returned by default. Ends the check if there is none. */
async function subject(context: CheckContext): Promise<{ readonly user: CreatedResource; readonly name: string }> {
  const user = await context.once(selectedUser)
  const name = defaultAttribute(context, user)
  if (name === undefined) context.inapplicable('a User has no default attribute other than userName')
  return { user, name: String(name) }
}

/**
 * Returns the names, in lower case, of attributes that may be returned for any selection; other checks judge schemas
 * and meta.
 */
function freeNames({ target }: CheckContext): ReadonlySet<string> {
  const always = [...target.schemas].flatMap(([urn, { attributes }]) => {
    const names = attributes.filter(({ returned }) => returned === 'always').map(({ name }) => name)
    return names.length === 0 ? [] : [urn, ...names]
  })
  return new Set(['schemas', 'id', 'meta', ...always].map((name) => name.toLowerCase()))
}

function expectNothingElse(context: CheckContext, shown: CreatedResource, ...named: readonly string[]): void {
  const free = freeNames(context)
  const wanted = new Set(named.map((name) => name.toLowerCase()))
  const others = Object.entries(shown)
    .filter(([name, value]) => isAssigned(value) && !free.has(name.toLowerCase()) && !wanted.has(name.toLowerCase()))
    .map(([name]) => name)
  context.expect(others, 'attributes in the response that the request did not name').to.deep.equal([])
}

/**
 * Checks that `attributes` returns only the attributes that it names, besides those that are always returned (RFC 7644
 * §3.9).
 */
export const attributesSelect: Check = defineCheck({
  id: 'scim.select.attributes',
  title:
    'The attributes parameter overrides the default: the response has the named attributes and no other default attribute',
  requirements: ['rfc7644-3.9-01', 'rfc7644-3.4.2.5-01'],
  async run(context) {
    const { expect } = context
    const { user } = await subject(context)
    const shown = await read(context, user, { attributes: 'userName' })
    expect(shown['userName'], 'userName with attributes=userName').to.equal(user['userName'])
    expectNothingElse(context, shown, 'userName')
  },
})

/** Checks that `excludedAttributes` removes only the attributes that it names (RFC 7644 §3.9). */
export const excludedAttributes: Check = defineCheck({
  id: 'scim.select.excluded-attributes',
  title: 'excludedAttributes removes the attributes that it names, and no other',
  requirements: ['rfc7644-3.9-04', 'rfc7644-3.4.2.5-01'],
  async run(context) {
    const { expect } = context
    const { user, name } = await subject(context)
    const shown = await read(context, user, { excludedAttributes: name })
    expect(shown[name], `${name} with excludedAttributes=${name}`).to.not.fit(isAssigned, 'a value')
    expect(shown['userName'], `userName with excludedAttributes=${name}`).to.equal(user['userName'])
  },
})

/** Checks that `excludedAttributes` does not remove attributes that are always returned (RFC 7644 §3.4.2.5). */
export const excludedAlways: Check = defineCheck({
  id: 'scim.select.excluded-always',
  title: 'excludedAttributes does not remove attributes that are declared returned "always"',
  requirements: ['rfc7644-3.4.2.5-02'],
  async run(context) {
    const { expect, once, target } = context
    const user = await once(selectedUser)
    const always = (target.schemas.get(USER_SCHEMA)?.attributes ?? [])
      .filter(({ name, returned }) => returned === 'always' && isAssigned(user[name]))
      .map(({ name }) => name)
    const names = [...new Set(['id', ...always])]
    const shown = await read(context, user, { excludedAttributes: names.join(',') })
    for (const name of names)
      expect(shown[name], `${name} with excludedAttributes=${names.join(',')}`).to.fit(isAssigned, 'a value')
  },
})

const part = (value: JsonValue | undefined, name: string): JsonValue | undefined =>
  isJsonObject(value) ? value[name] : undefined

/** Returns the User with both sub-attributes of name. Ends the check if the target does not store them. */
async function named(context: CheckContext): Promise<CreatedResource> {
  const user = await context.once(selectedUser)
  if (!['givenName', 'familyName'].every((one) => isAssigned(part(user['name'], one))))
    context.inapplicable('the server does not declare or does not store name.givenName and name.familyName')
  return user
}

/** Checks that `attributes` can select a sub-attribute (RFC 7644 §3.9). */
export const subAttributes: Check = defineCheck({
  id: 'scim.select.sub-attribute',
  title: 'If attributes names a sub-attribute, it is returned without the other sub-attributes',
  requirements: ['rfc7644-3.9-02', 'rfc7644-3.4.2.5-03'],
  async run(context) {
    const { expect } = context
    const user = await named(context)
    await requireSelection(context, 'attributes')
    const { name } = await read(context, user, { attributes: 'name.givenName' })
    expect(part(name, 'givenName'), 'name.givenName with attributes=name.givenName').to.equal(
      part(user['name'], 'givenName'),
    )
    expect(part(name, 'familyName'), 'name.familyName with attributes=name.givenName').to.not.fit(isAssigned, 'a value')
  },
})

/** Checks that `attributes` with a complex attribute returns all its sub-attributes (RFC 7644 §3.9). */
export const complexAttributes: Check = defineCheck({
  id: 'scim.select.complex-attribute',
  title: 'If attributes names a complex attribute, all of its sub-attributes are returned',
  requirements: ['rfc7644-3.9-10'],
  async run(context) {
    const user = await named(context)
    const { name } = await read(context, user, { attributes: 'name' })
    for (const one of ['givenName', 'familyName'])
      context.expect(part(name, one), `name.${one} with attributes=name`).to.equal(part(user['name'], one))
  },
})

/** Checks that `excludedAttributes` can remove a sub-attribute (RFC 7644 §3.9). */
export const excludedPart: Check = defineCheck({
  id: 'scim.select.excluded-sub-attribute',
  title: 'If excludedAttributes names a sub-attribute, only that sub-attribute is removed',
  requirements: ['rfc7644-3.9-11'],
  async run(context) {
    const { expect } = context
    const user = await named(context)
    await requireSelection(context, 'excludedAttributes')
    const { name } = await read(context, user, { excludedAttributes: 'name.familyName' })
    expect(part(name, 'familyName'), 'name.familyName with excludedAttributes=name.familyName').to.not.fit(
      isAssigned,
      'a value',
    )
    expect(part(name, 'givenName'), 'name.givenName with excludedAttributes=name.familyName').to.equal(
      part(user['name'], 'givenName'),
    )
  },
})

/** Checks that `attributes` accepts a comma-separated list (RFC 7644 §3.9). */
export const commaSeparated: Check = defineCheck({
  id: 'scim.select.comma-separated',
  title: 'attributes accepts several names, with plain or encoded commas',
  requirements: ['rfc7644-3.9-03'],
  async run(context) {
    const { scim, expect } = context
    const { user, name } = await subject(context)
    for (const comma of [',', '%2C']) {
      const response = await scim.get(`${scim.pathOf(user)}?attributes=userName${comma}${name}`)
      expect(response).to.have.status(200)
      for (const one of ['userName', name])
        expect(response.resource[one], `${one} with attributes=userName${comma}${name}`).to.fit(isAssigned, 'a value')
    }
  },
})

/** Checks a request with both parameters, which exclude each other (RFC 7644 §3.9). */
export const bothParameters: Check = defineCheck({
  id: 'scim.select.both',
  title: 'attributes together with excludedAttributes is rejected, or one of them is applied',
  requirements: ['rfc7644-3.9-06'],
  async run(context) {
    const { scim, expect, note } = context
    const { user, name } = await subject(context)
    const response = await scim.get(user, { query: { attributes: 'userName', excludedAttributes: name } })
    note(`both parameters: ${response.describe()}`)
    if (!response.isSuccess) expect(response).to.be.refused()
    else expect(response.id, 'id').to.equal(user.id)
  },
})

/** Checks that an unknown name in `attributes` selects nothing or is rejected (RFC 7644 §3.9). */
export const unknownNames: Check = defineCheck({
  id: 'scim.select.unknown-name',
  title: 'An unknown name in attributes selects nothing, or is rejected',
  requirements: ['rfc7644-3.9-08'],
  async run(context) {
    const { scim, expect, note } = context
    const { user } = await subject(context)
    const response = await scim.get(user, { query: { attributes: 'zzNoSuchAttribute' } })
    note(`attributes=zzNoSuchAttribute: ${response.describe()}`)
    if (!response.isSuccess) expect(response).to.be.refused()
    else expect(response.id, 'id').to.equal(user.id)
  },
})

/** Checks that `attributes` also applies to the response to a POST (RFC 7644 §3.9). */
export const selectedOnCreate: Check = defineCheck({
  id: 'scim.select.on-create',
  title: 'attributes selects the attributes in the response to a POST',
  requirements: ['rfc7644-3.9-07'],
  async run(context) {
    const { scim, given, expect, target } = context
    await requireSelection(context, 'attributes')
    const { name } = await subject(context)
    const response = await scim.post(target.endpoint('User'), await given.userBody(), {
      query: { attributes: 'userName' },
    })
    expect(response).to.be.success()
    if (response.body === undefined) return
    expect(response.resource['userName'], 'userName in the response to a POST with attributes=userName').to.fit(
      isAssigned,
      'a value',
    )
    expect(response.resource[name], `${name} in the response to a POST with attributes=userName`).to.not.fit(
      isAssigned,
      'a value',
    )
  },
})

/** Checks that `attributes` can select an attribute of an extension by its URN (RFC 7644 §3.9). */
export const extensionAttributes: Check = defineCheck({
  id: 'scim.select.extension-attribute',
  title: 'attributes selects an extension attribute by its URN',
  requirements: ['rfc7644-3.9-09'],
  dependsOn: ['enterprise'],
  async run(context) {
    const { once, expect, inapplicable } = context
    const user = await once(selectedUser)
    const held = user[ENTERPRISE_USER_SCHEMA]
    if (!isAssigned(part(held, 'department'))) inapplicable('the server does not declare or does not store department')
    await requireSelection(context, 'attributes')
    const shown = (await read(context, user, { attributes: `${ENTERPRISE_USER_SCHEMA}:department` }))[
      ENTERPRISE_USER_SCHEMA
    ]
    expect(part(shown, 'department'), 'department with attributes=department').to.equal(part(held, 'department'))
    expect(part(shown, 'costCenter'), 'costCenter with attributes=department').to.not.fit(isAssigned, 'a value')
  },
})

/** Checks that a selection of attributes does not change the result of a filter (RFC 7644 §3.4.2.5). */
export const selectionFindsTheSame: Check = defineCheck({
  id: 'scim.select.same-hits',
  title: 'The selected attributes do not change which resources a filter finds',
  requirements: ['rfc7644-3.4.2.5-04'],
  dependsOn: ['filter'],
  async run(context) {
    const { scim, eventually, expect, target } = context
    const { user, name } = await subject(context)
    const filter = `userName eq ${JSON.stringify(user['userName'])}`
    for (const parameters of [{ attributes: name }, { excludedAttributes: 'userName' }]) {
      await eventually(async () => {
        const response = await scim.query(target.endpoint('User'), filter, parameters)
        if (isRejection(response)) return
        expect(response).to.be.scimList(1)
        expect(response.resources[0]?.id, 'id of the User that the filter finds').to.equal(user.id)
      })
    }
  },
})
