import { defineInvariant, type Invariant } from '../../harness/index.ts'
import { GROUP_SCHEMA, isJsonObject, type JsonObject, type JsonValue, USER_SCHEMA } from '../../mocks/protocol/index.ts'
import { isAssigned, member } from '../support/index.ts'
import { overResources } from './support/over-resources.ts'
import { isGroup, isMessage, isPlain, isUser } from './support/shown.ts'
import { equalsIgnoringCase, isAbsoluteUri } from './support/values.ts'

/** Matches the paths of SCIM endpoints; responses of a web server at other paths are not judged. */
const ENDPOINTS = /^\/(?:Users|Groups|ServiceProviderConfig|ResourceTypes|Bulk)(?:\/|$)/

/**
 * Checks that every resource has `schemas` (RFC 7643 §3). Elements of a list may lack it if attributes were selected,
 * and other checks judge schemas.
 */
export const schemasIsThere: Invariant = defineInvariant({
  id: 'scim.exchange.schemas-is-there',
  title: 'schemas of each resource and message is a non-empty array of strings',
  requirements: ['rfc7643-2.1-02', 'rfc7643-3-02'],
  when: (exchange) =>
    exchange.method !== 'DELETE' &&
    isJsonObject(exchange.body) &&
    ENDPOINTS.test(exchange.path) &&
    (isMessage(exchange.body) || (exchange.status < 300 && isPlain(exchange))),
  holds: ({ body }, expect) => {
    const schemas = isJsonObject(body) ? body['schemas'] : undefined
    expect(schemas, 'schemas').to.be.an('array').that.is.not.empty
    for (const urn of schemas as unknown[]) expect(urn, 'an entry of schemas').to.be.a('string')
  },
})

const listsSchemas = (resource: JsonObject): boolean => Array.isArray(member(resource, 'schemas'))
const schemasOf = (resource: JsonObject): JsonValue[] => member(resource, 'schemas') as JsonValue[]

/** Checks that each value in `schemas` is a URI. */
export const schemasAreUris: Invariant = overResources(
  {
    id: 'scim.exchange.schemas-are-uris',
    title: 'Each entry of schemas is a URI',
    requirements: ['rfc7643-3-03'],
  },
  listsSchemas,
  (resource, expect) => {
    for (const urn of schemasOf(resource)) expect(urn, 'an entry of schemas').to.fit(isAbsoluteUri, 'a URI')
  },
)

/** Checks that `schemas` has no duplicate values. */
export const schemasAreUnique: Invariant = overResources(
  { id: 'scim.exchange.schemas-are-unique', title: 'schemas lists no URI twice', requirements: ['rfc7643-3-04'] },
  listsSchemas,
  (resource, expect) => {
    const urns = schemasOf(resource).map((urn) => String(urn).toLowerCase())
    expect(urns.length - new Set(urns).size, `duplicate entries in ${JSON.stringify(schemasOf(resource))}`).to.equal(0)
  },
)

const CORE = [
  { name: 'User', urn: USER_SCHEMA, is: isUser, row: 'rfc7643-4.1-01' },
  { name: 'Group', urn: GROUP_SCHEMA, is: isGroup, row: 'rfc7643-4.2-01' },
] as const

/** Checks that `schemas` lists the base schema of the resource. */
export const coreSchemaIsListed: readonly Invariant[] = CORE.map(({ name, urn, is, row }) =>
  overResources(
    {
      id: `scim.exchange.${name.toLowerCase()}-schema-listed`,
      title: `Each ${name} lists the schema of ${name}`,
      requirements: [row, 'rfc7643-3.3-01'],
    },
    (resource, exchange) => isPlain(exchange) && is(resource, exchange),
    (resource, expect) =>
      void expect(member(resource, 'schemas'), 'schemas').to.fit(
        () => listsSchemas(resource) && schemasOf(resource).some((entry) => equalsIgnoringCase(entry, urn)),
        `a list with ${urn}`,
      ),
  ),
)

/** Checks that core attributes are at the top level of a resource, not below a URN. */
export const coreIsAtTheRoot: Invariant = overResources(
  {
    id: 'scim.exchange.core-at-the-root',
    title: 'Attributes of the core schema are at the root of a resource, not below their URN',
    requirements: ['rfc7643-3-10'],
  },
  () => true,
  (resource, expect) => {
    for (const urn of [USER_SCHEMA, GROUP_SCHEMA])
      expect(member(resource, urn), `the member ${urn}`).to.not.fit(isJsonObject, 'an object')
  },
)

/** Checks that `schemas` lists the URN of each extension that the resource contains. */
export const containersAreListed: Invariant = overResources(
  {
    id: 'scim.exchange.extension-listed',
    title: 'A resource with attributes of an extension lists the URN in schemas',
    requirements: ['rfc7643-3-12'],
  },
  (resource, exchange) => isPlain(exchange) && containers(resource).length > 0,
  (resource, expect) => {
    const listed = listsSchemas(resource) ? schemasOf(resource).map((urn) => String(urn).toLowerCase()) : []
    for (const urn of containers(resource)) expect(listed, 'schemas').to.include(urn.toLowerCase())
  },
)

const containers = (resource: JsonObject): string[] =>
  Object.entries(resource)
    .filter(([name, value]) => /^urn:/i.test(name) && isJsonObject(value) && isAssigned(value))
    .map(([name]) => name)
