import { type Check, type CheckContext, defineCheck, type ScimResponse } from '../../harness/index.ts'
import { ENTERPRISE_USER_SCHEMA, isJsonObject, type JsonObject, USER_SCHEMA } from '../../mocks/protocol/index.ts'
import { aSharedUser, eventuallyReturns, isAssigned, member, read, requireDeclared } from '../support/index.ts'
import { idAt } from './support/membership.ts'
import { make, post } from './support/users.ts'
import { equalsIgnoringCase } from './support/values.ts'

/** Returns the entries of `schemas`; none if it is not a list, which another check reports. */
const urnsOf = ({ schemas }: { readonly schemas?: unknown }): string[] =>
  Array.isArray(schemas) ? schemas.map(String) : []

/** Checks a create without `schemas`, which every request must have (RFC 7643 §3). */
export const schemasMissing: Check = defineCheck({
  id: 'scim.schemas.missing',
  title: 'A User with a missing or empty schemas is rejected, or gets the User schema',
  requirements: ['rfc7643-3-02'],
  async run(context) {
    await judgeMissing(context, 'without schemas', await post(context, { schemas: undefined }))
    await judgeMissing(context, 'with an empty list of schemas', await post(context, { schemas: [] }))
  },
})

/**
 * Judges a request without `schemas`. Acceptance is a warning, because the MUST applies to the client (fair treatment
 * A17).
 */
async function judgeMissing({ expect, warn }: CheckContext, what: string, response: ScimResponse): Promise<void> {
  if (!response.isSuccess) {
    expect(response).to.be.refused()
    return
  }
  warn(`a User ${what} is accepted: ${response.describe()}`)
  if (response.body !== undefined) expect(urnsOf(response.resource), 'schemas of the response').to.include(USER_SCHEMA)
}

/** Checks that duplicate URNs in `schemas` are rejected or stored once (RFC 7643 §3). */
export const schemasTwice: Check = defineCheck({
  id: 'scim.schemas.twice',
  title: 'A User that lists its schema twice is rejected, or returned with the schema once',
  requirements: ['rfc7643-3-04'],
  async run(context) {
    const body = await context.given.userBody()
    const schemas = Array.isArray(body['schemas']) ? body['schemas'] : [USER_SCHEMA]
    const response = await post(context, { schemas: [...schemas, USER_SCHEMA] })
    if (!response.isSuccess || response.body === undefined) return
    const urns = urnsOf(await read(context, response.resource))
    context
      .expect(
        urns.filter((urn) => equalsIgnoringCase(urn, USER_SCHEMA)),
        'User schemas in schemas',
      )
      .to.have.length(1)
  },
})

/** Checks that an undeclared URN in `schemas` is not returned (RFC 7643 §3). */
export const schemasUnknown: Check = defineCheck({
  id: 'scim.schemas.unknown',
  title: 'A schema that the server does not declare is rejected, or not returned',
  requirements: ['rfc7643-3-06'],
  async run(context) {
    const unknown = 'urn:example:scim-rehearsal:unknown:2.0:User'
    const body = await context.given.userBody()
    const schemas = Array.isArray(body['schemas']) ? body['schemas'] : [USER_SCHEMA]
    const response = await post(context, { schemas: [...schemas, unknown] })
    if (!response.isSuccess || response.body === undefined) return
    const shown = await read(context, response.resource)
    context.expect(shown.schemas, 'schemas').to.not.include(unknown)
  },
})

/** Checks that `schemas` contains the base schema and otherwise only schemas of the resource type (RFC 7643 §3). */
export const schemasOfType: Check = defineCheck({
  id: 'scim.schemas.of-the-type',
  title: 'schemas of a User and a Group lists the base schema, and only schemas that the resource type declares',
  requirements: ['rfc7643-3-05', 'rfc7643-3.3-01', 'rfc7643-3-08', 'rfc7643-3.1-19'],
  async run(context) {
    const { given, expect, requirement, target, skip, warn } = context
    if (target.resourceTypes.length === 0) skip('/ResourceTypes cannot be read', 'discovery.resource-types')
    const made = [{ name: 'User', resource: await aSharedUser(context) }]
    if (target.capabilities.groups) made.push({ name: 'Group', resource: await given.group() })
    for (const { name, resource } of made) {
      const shown = await read(context, resource)
      const type = target.resourceTypes.find((one) => one.name === name)
      if (type === undefined) continue
      const declared = [type.schema, ...(type.schemaExtensions ?? []).map(({ schema }) => schema)]
      const foreign = urnsOf(shown).filter((urn) => !declared.includes(urn))
      const miscased = foreign.filter((urn) => declared.some((one) => equalsIgnoringCase(one, urn)))
      if (miscased.length > 0) warn(`/ResourceTypes declares ${miscased.join(', ')} in another letter case`)
      await requirement('rfc7643-3-05', () =>
        expect(
          foreign.filter((urn) => !miscased.includes(urn)),
          `schemas of a ${name} that its resource type does not declare`,
        ).to.deep.equal([]),
      )
      await requirement('rfc7643-3.3-01', () =>
        expect(shown.schemas, `schemas of a ${name}`).to.fit(
          () => urnsOf(shown).some((urn) => equalsIgnoringCase(urn, type.schema)),
          `a list with ${type.schema}`,
        ),
      )
      const resourceType = shown.meta?.resourceType
      if (resourceType === undefined) continue
      await requirement('rfc7643-3-08', () =>
        expect(String(resourceType).toLowerCase(), `meta.resourceType of a ${name}`).to.equal(type.name.toLowerCase()),
      )
      await requirement('rfc7643-3.1-19', () =>
        expect(
          equalsIgnoringCase(resourceType, type.name) ? resourceType : type.name,
          `the letter case of meta.resourceType of a ${name}`,
        ).to.equal(type.name),
      )
    }
  },
})

/** Checks a create that names an extension without the base schema (RFC 7643 §3.3). */
export const onlyAnExtension: Check = defineCheck({
  id: 'scim.schemas.extension-alone',
  title: 'A User that lists only an extension in schemas is rejected, or gets the User schema',
  requirements: ['rfc7643-3.3-01'],
  dependsOn: ['enterprise'],
  async run(context) {
    await judgeMissing(
      context,
      'whose schemas do not include the User schema',
      await post(context, { schemas: [ENTERPRISE_USER_SCHEMA] }),
    )
  },
})

const DEPARTMENT = 'department'

async function enterpriseUser(
  context: CheckContext,
  schemas: readonly string[],
): Promise<{ response: ScimResponse; body: JsonObject }> {
  requireDeclared(context, ENTERPRISE_USER_SCHEMA, DEPARTMENT)
  const { given, scim, target } = context
  const plain = await given.userBody()
  const own = isJsonObject(plain[ENTERPRISE_USER_SCHEMA]) ? plain[ENTERPRISE_USER_SCHEMA] : {}
  const body = { ...plain, schemas: [...schemas], [ENTERPRISE_USER_SCHEMA]: { ...own, [DEPARTMENT]: 'Rehearsal' } }
  return { body, response: await scim.post(target.endpoint('User'), body) }
}

/**
 * Checks that the attributes of an extension are in an object below its URN, and that `schemas` lists that URN (RFC
 * 7643 §3.3).
 */
export const extensionIsNested: Check = defineCheck({
  id: 'scim.schemas.extension-nested',
  title: 'Attributes of the enterprise extension are returned below its URN, and schemas lists the URN',
  requirements: ['rfc7643-3-11', 'rfc7643-3.3-02'],
  dependsOn: ['enterprise'],
  async run(context) {
    const { expect, requirement, skip, target } = context
    const { response } = await enterpriseUser(context, [USER_SCHEMA, ENTERPRISE_USER_SCHEMA])
    if (!response.isSuccess) skip(`a User with a department is rejected: ${response.describe()}`, 'enterprise.stored')
    if (response.body === undefined) return
    await eventuallyReturns(context, response.resource, async (shown) => {
      const container = member(shown, ENTERPRISE_USER_SCHEMA)
      await requirement('rfc7643-3-11', () => {
        if (target.attribute(USER_SCHEMA, DEPARTMENT) === undefined)
          expect(member(shown, DEPARTMENT), `${DEPARTMENT} at the root`).to.not.fit(isAssigned, 'a value')
        expect(container, `the member ${ENTERPRISE_USER_SCHEMA}`).to.be.an('object')
        expect(member(container, DEPARTMENT), DEPARTMENT).to.equal('Rehearsal')
      })
      if (!isJsonObject(container)) return
      await requirement('rfc7643-3.3-02', () =>
        expect(
          urnsOf(shown).map((urn) => urn.toLowerCase()),
          'schemas of the User',
        ).to.include(ENTERPRISE_USER_SCHEMA.toLowerCase()),
      )
    })
  },
})

/** Checks that the order of URNs in `schemas` has no meaning (RFC 7643 §3). */
export const schemasInAnyOrder: Check = defineCheck({
  id: 'scim.schemas.any-order',
  title: 'The order of the URNs in schemas makes no difference',
  requirements: ['rfc7643-3-07'],
  dependsOn: ['enterprise'],
  async run(context) {
    const { expect } = context
    const usual = await enterpriseUser(context, [USER_SCHEMA, ENTERPRISE_USER_SCHEMA])
    const turned = await enterpriseUser(context, [ENTERPRISE_USER_SCHEMA, USER_SCHEMA])
    expect(turned.response.status, 'status of the create with the extension first').to.equal(usual.response.status)
    if (!usual.response.isSuccess || turned.response.body === undefined || usual.response.body === undefined) return
    const departments = [usual, turned].map(async ({ response }) =>
      member(member(await read(context, response.resource), ENTERPRISE_USER_SCHEMA), DEPARTMENT),
    )
    const [one, other] = await Promise.all(departments)
    expect(other ?? null, 'department of the User with the extension first').to.equal(one ?? null)
  },
})

/** Checks that the attributes of the enterprise extension are stored as strings (RFC 7643 §4.3). */
export const enterpriseStrings: Check = defineCheck({
  id: 'scim.enterprise.texts',
  title: 'The enterprise attributes are stored as strings',
  requirements: ['rfc7643-4.3-02'],
  dependsOn: ['enterprise'],
  async run(context) {
    const { given, expect, target, inapplicable } = context
    requireDeclared(context, ENTERPRISE_USER_SCHEMA)
    const names = ['employeeNumber', 'costCenter', 'organization', 'division', DEPARTMENT].filter((name) => {
      const definition = target.attribute(ENTERPRISE_USER_SCHEMA, name)
      return definition !== undefined && definition.mutability !== 'readOnly'
    })
    if (names.length === 0) inapplicable('/Schemas declares no string of the enterprise extension')
    const values = Object.fromEntries(names.map((name) => [name, given.unique(name)]))
    const { user } = await make(context, {
      schemas: [USER_SCHEMA, ENTERPRISE_USER_SCHEMA],
      [ENTERPRISE_USER_SCHEMA]: values,
    })
    await eventuallyReturns(context, user, (shown) => {
      const container = member(shown, ENTERPRISE_USER_SCHEMA)
      for (const name of names)
        expect(member(container, name), `${name} below the URN of its schema`).to.fit(
          (value) => equalsIgnoringCase(value, values[name]),
          JSON.stringify(values[name]),
        )
    })
  },
})

const managerOf = (shown: JsonObject): JsonObject | undefined => {
  const manager = member(member(shown, ENTERPRISE_USER_SCHEMA), 'manager')
  return isJsonObject(manager) ? manager : undefined
}

const isOnOrigin = (reference: string, base: string): boolean =>
  !URL.canParse(reference) || new URL(reference).origin === new URL(base).origin

/**
 * Checks the sub-attributes of manager: value is the client's, `$ref` and displayName are the server's (RFC 7643 §4.3).
 */
export const managerIsKept: Check = defineCheck({
  id: 'scim.enterprise.manager',
  title: 'manager.value is the id that was sent, $ref returns that User, and a client cannot set manager.displayName',
  requirements: ['rfc7643-4.3-03', 'rfc7643-4.3-04', 'rfc7643-4.3-05'],
  dependsOn: ['enterprise'],
  async run(context) {
    const { scim, given, expect, requirement, target } = context
    requireDeclared(context, ENTERPRISE_USER_SCHEMA, 'manager.value')
    const boss = await given.user()
    const fake = `Fake ${given.unique()}`
    const saysName = target.attribute(ENTERPRISE_USER_SCHEMA, 'manager.displayName') !== undefined
    const made = await make(context, {
      schemas: [USER_SCHEMA, ENTERPRISE_USER_SCHEMA],
      [ENTERPRISE_USER_SCHEMA]: { manager: { value: boss.id, ...(saysName ? { displayName: fake } : {}) } },
    })
    const judgeName = (shown: JsonObject): Promise<void> =>
      requirement('rfc7643-4.3-05', () =>
        expect(member(managerOf(shown), 'displayName'), 'manager.displayName that the client sent').to.not.equal(fake),
      )
    await requirement('rfc7643-4.3-03', () =>
      eventuallyReturns(context, made.user, (shown) =>
        expect(member(managerOf(shown), 'value'), 'manager.value').to.equal(boss.id),
      ),
    )
    const shown = await read(context, made.user)
    await judgeName(shown)
    const reference = member(managerOf(shown), '$ref')
    // Another check judges relative references; other origins receive no requests.
    const places = [`${target.baseUrl}/`, `${target.baseUrl}${scim.pathOf(made.user)}`]
    if (typeof reference === 'string' && isOnOrigin(reference, target.baseUrl))
      await requirement('rfc7643-4.3-04', async () => {
        const ids = await Promise.all(places.map((place) => idAt(context, reference, place)))
        expect(ids, `ids in the response to a GET of manager.$ref, ${reference}`).to.include(boss.id)
      })
    const replaced = await scim.put(made.user, { ...made.body, id: made.user.id })
    if (replaced.isSuccess) await judgeName(await read(context, made.user))
  },
})
