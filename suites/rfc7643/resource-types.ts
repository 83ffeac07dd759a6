import { type Check, defineCheck, sampleValue, type TargetFacts } from '../../harness/index.ts'
import {
  ENTERPRISE_USER_SCHEMA,
  GROUP_SCHEMA,
  isJsonObject,
  type JsonObject,
  RESOURCE_TYPE_SCHEMA,
  USER_SCHEMA,
} from '../../mocks/protocol/index.ts'
import { aSharedUser, isAssigned, member, schemaPath } from '../support/index.ts'
import { documents, userAttributes } from './support/discovery.ts'
import { equalsIgnoringCase, isAbsoluteUri } from './support/values.ts'

const PATH = '/ResourceTypes'
const listOf = (value: unknown): JsonObject[] => (Array.isArray(value) ? value.filter(isJsonObject) : [])

/** Checks the members of each resource type (RFC 7643 §6). */
export const resourceTypeMembers: Check = defineCheck({
  id: 'scim.resource-type.members',
  title: 'Each resource type has the ResourceType schema URI, a unique name, an endpoint and a schema',
  requirements: ['rfc7643-6-01', 'rfc7643-6-03', 'rfc7643-6-04', 'rfc7643-6-05', 'rfc7643-6-06', 'rfc7643-6-13'],
  readOnly: true,
  async run(context) {
    const { expect, requirement, warn } = context
    const types = await documents(context, PATH)
    for (const type of types) {
      const ofType = `of the resource type ${JSON.stringify(type['name'] ?? type['id'])}`
      await requirement('rfc7643-6-01', () =>
        expect(type['schemas'], `schemas ${ofType}`).to.be.an('array').that.includes(RESOURCE_TYPE_SCHEMA),
      )
      const { id = null, name, endpoint, schema, description = null } = type
      if (id !== null)
        await requirement('rfc7643-6-03', () => expect(id, `id ${ofType}`).to.be.a('string').that.is.not.empty)
      await requirement('rfc7643-6-04', () => expect(name, `name ${ofType}`).to.be.a('string').that.is.not.empty)
      await requirement(
        'rfc7643-6-05',
        () => expect(endpoint, `endpoint ${ofType}`).to.be.a('string').that.is.not.empty,
      )
      if (isAbsoluteUri(endpoint)) warn(`the endpoint ${endpoint} is absolute; it should be relative to the base URL`)
      await requirement('rfc7643-6-06', () => expect(schema, `schema ${ofType}`).to.fit(isAbsoluteUri, 'a URI'))
      if (description !== null)
        await requirement('rfc7643-6-13', () => expect(description, `description ${ofType}`).to.be.a('string'))
    }
    const names = types.map(({ name }) => name)
    await requirement('rfc7643-6-04', () =>
      expect(
        names.filter((name, index) => names.indexOf(name) !== index),
        'duplicate names',
      ).to.deep.equal([]),
    )
  },
})

/** Checks that the endpoint that each resource type names exists (RFC 7643 §6). */
export const resourceTypeEndpoints: Check = defineCheck({
  id: 'scim.resource-type.endpoint-answers',
  title: 'The endpoint of each resource type exists',
  requirements: ['rfc7643-6-05'],
  readOnly: true,
  async run(context) {
    const { scim, expect } = context
    for (const { endpoint } of await documents(context, PATH)) {
      if (typeof endpoint !== 'string' || endpoint === '' || isAbsoluteUri(endpoint)) continue
      const response = await scim.get(`/${endpoint.replace(/^\/+/, '')}`, { query: { count: 1 } })
      expect(response, 'a GET of an advertised endpoint').to.not.be.answered(404)
    }
  },
})

/** Checks that the schemas that each resource type names are returned by /Schemas (RFC 7643 §6). */
export const resourceTypeSchemas: Check = defineCheck({
  id: 'scim.resource-type.schema-is-there',
  title: '/Schemas/{URI} returns the schema and the extensions of each resource type',
  requirements: ['rfc7643-6-07', 'rfc7643-6-09', 'rfc7643-7-02'],
  readOnly: true,
  dependsOn: ['discovery.schema-by-uri'],
  async run(context) {
    const { scim, expect, requirement } = context
    const types = await documents(context, PATH)
    const schemas = await documents(context, '/Schemas')
    const listed = schemas.map(({ id }) => id)
    for (const { schema, schemaExtensions } of types) {
      const extensions = listOf(schemaExtensions).map((extension) => extension['schema'])
      for (const urn of [schema, ...extensions]) {
        if (!isAbsoluteUri(urn)) continue
        const row = urn === schema ? 'rfc7643-6-07' : 'rfc7643-6-09'
        const response = await scim.get(schemaPath(String(urn)))
        await requirement(row, () => {
          expect(response).to.have.status(200)
          expect(response.resource.id, `id of the schema ${urn}`).to.fit(
            (id) => equalsIgnoringCase(id, urn),
            String(urn),
          )
        })
        await requirement('rfc7643-7-02', () => expect(listed, 'ids in /Schemas').to.include(urn))
      }
    }
  },
})

/** Checks the form of schemaExtensions (RFC 7643 §6). */
export const schemaExtensions: Check = defineCheck({
  id: 'scim.resource-type.extensions',
  title: 'schemaExtensions, if present, is an array that lists each extension and whether it is required',
  requirements: ['rfc7643-6-08', 'rfc7643-6-10'],
  readOnly: true,
  async run(context) {
    const { expect, requirement } = context
    for (const { name, schemaExtensions: extensions = null } of await documents(context, PATH)) {
      if (extensions === null) continue
      await requirement('rfc7643-6-08', () => {
        expect(extensions, `schemaExtensions of ${String(name)}`).to.be.an('array')
        for (const extension of extensions as unknown[]) {
          expect(extension, 'an extension').to.be.an('object')
          expect((extension as JsonObject)['schema'], 'schema of an extension').to.be.a('string')
        }
      })
      for (const { schema, required } of listOf(extensions))
        await requirement('rfc7643-6-10', () => expect(required, `required of ${String(schema)}`).to.be.a('boolean'))
    }
  },
})

/** Checks that an extension declared as required is enforced (RFC 7643 §6). */
export const requiredExtension: Check = defineCheck({
  id: 'scim.resource-type.required-extension',
  title: 'A User without a required extension is rejected, or gets the extension by default',
  requirements: ['rfc7643-6-11'],
  async run(context) {
    const { scim, given, expect, target, inapplicable } = context
    const required = (target.resourceTypes.find(({ name }) => name === 'User')?.schemaExtensions ?? []).filter(
      (extension) => extension.required === true,
    )
    if (required.length === 0) inapplicable('no extension of User is required')
    for (const { schema } of required) {
      const body = await given.plainUserBody({ [schema]: undefined })
      const response = await scim.post(target.endpoint('User'), {
        ...body,
        schemas: [USER_SCHEMA, ...required.map((one) => one.schema).filter((urn) => urn !== schema)],
      })
      if (!response.isSuccess || response.body === undefined) continue
      expect(response.resource.schemas, `schemas of a User that was sent without ${schema}`).to.include(schema)
    }
  },
})

/** Checks that an extension declared as optional may be left out (RFC 7643 §6). */
export const optionalExtension: Check = defineCheck({
  id: 'scim.resource-type.optional-extension',
  title: 'A User without an optional extension is accepted',
  requirements: ['rfc7643-6-12'],
  async run({ scim, given, expect, target, inapplicable, skip }) {
    const extensions = target.resourceTypes.find(({ name }) => name === 'User')?.schemaExtensions ?? []
    const optional = extensions.filter(({ required }) => required === false).map(({ schema }) => schema)
    if (optional.length === 0) inapplicable('no extension of User is optional')
    const body = await given.plainUserBody(Object.fromEntries(optional.map((urn) => [urn, undefined])))
    const schemas = (Array.isArray(body['schemas']) ? body['schemas'] : []).filter(
      (urn) => !optional.includes(String(urn)),
    )
    const response = await scim.post(target.endpoint('User'), { ...body, schemas })
    if (!response.isSuccess) {
      const extended = Object.fromEntries(optional.map((urn) => [urn, sampleExtension(target, urn, given.unique())]))
      const withAll = { ...(await given.plainUserBody(extended)), schemas: [...schemas, ...optional] }
      if (!(await scim.post(target.endpoint('User'), withAll)).isSuccess)
        skip(`a User cannot be created: ${response.describe()}`, 'create.user')
    }
    expect(response).to.be.success()
  },
})

/** Returns one plain value of an extension, so that the extension is present. */
function sampleExtension(target: TargetFacts, urn: string, token: string): JsonObject {
  const one = target.schemas
    .get(urn)
    ?.attributes.find(({ type, mutability }) => type === 'string' && mutability !== 'readOnly')
  return one === undefined ? {} : { [one.name]: sampleValue(one, token) }
}

const REGISTERED = [
  { type: 'User', schema: USER_SCHEMA, row: 'rfc7643-4.1-01' },
  { type: 'Group', schema: GROUP_SCHEMA, row: 'rfc7643-4.2-01' },
] as const

/** Checks that the published schemas have the URNs of RFC 7643 §4. */
export const coreSchemas: Check = defineCheck({
  id: 'scim.resource-type.core-schemas',
  title: 'User, Group and the enterprise extension have the URNs of RFC 7643',
  requirements: ['rfc7643-4.1-01', 'rfc7643-4.2-01', 'rfc7643-4.3-01'],
  readOnly: true,
  async run(context) {
    const { expect, requirement } = context
    const types = await documents(context, PATH)
    for (const { type, schema, row } of REGISTERED)
      for (const found of types.filter(({ name }) => name === type))
        await requirement(row, () => expect(found['schema'], `schema of ${type}`).to.equal(schema))
    const extensions = types
      .filter(({ name }) => name === 'User')
      .flatMap(({ schemaExtensions: list }) => listOf(list).map(({ schema }) => schema))
    for (const urn of extensions) {
      const isMeant = typeof urn === 'string' && /^urn:ietf:params:scim:schemas:(?:.*:)?enterprise:/i.test(urn)
      if (isMeant)
        await requirement('rfc7643-4.3-01', () =>
          expect(urn, 'URN of the enterprise extension').to.equal(ENTERPRISE_USER_SCHEMA),
        )
    }
  },
})

/** Checks that resources other than Users and Groups have the common attributes (RFC 7643 §3.1). */
export const otherTypes: Check = defineCheck({
  id: 'scim.resource-type.common-attributes',
  title: 'Resources of other types also have id and meta.resourceType',
  requirements: ['rfc7643-3.1-30'],
  readOnly: true,
  async run(context) {
    const { scim, expect, target, inapplicable } = context
    const others = target.resourceTypes.filter(({ name }) => name !== 'User' && name !== 'Group')
    if (others.length === 0) inapplicable('the server has only the resource types User and Group')
    for (const { endpoint, name } of others) {
      const response = await scim.get(endpoint, { query: { count: 1 } })
      if (response.status !== 200 || !isJsonObject(response.body)) continue
      for (const resource of response.resources.slice(0, 1)) {
        expect(resource.id, `id of a ${name}`).to.be.a('string').that.is.not.empty
        expect(resource.meta?.resourceType, `meta.resourceType of a ${name}`).to.be.a('string').that.is.not.empty
      }
    }
  },
})

/** Checks that a User contains only attributes that its schemas declare (RFC 7643 §3). */
export const undeclaredAttributes: Check = defineCheck({
  id: 'scim.resource-type.declared-attributes',
  title: 'The schemas of a User declare all of its attributes',
  requirements: ['rfc7643-3-13'],
  async run(context) {
    const { scim, expect, target, skip } = context
    if (!target.hasSchemaDocuments) skip('/Schemas cannot be read', 'discovery.schemas')
    const declared = userAttributes(context)
    const known = new Set(
      [
        'schemas',
        'id',
        'externalId',
        'meta',
        ...declared.map(({ definition, extension }) => extension ?? definition.name),
      ].map((name) => name.toLowerCase()),
    )
    const shown = (await scim.get(await aSharedUser(context))).resource
    const unknown = Object.keys(shown).filter(
      (name) => !known.has(name.toLowerCase()) && isAssigned(member(shown, name)),
    )
    expect(unknown, 'attributes of a User that no schema declares').to.deep.equal([])
  },
})
