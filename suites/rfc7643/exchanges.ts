import { defineInvariant, type Invariant, type ObservedExchange } from '../../harness/index.ts'
import { GROUP_SCHEMA, isJsonObject, type JsonObject, type JsonValue, USER_SCHEMA } from '../../mocks/protocol/index.ts'
import { isAssigned, member } from '../support/index.ts'
import { isGroup, isMessage, isPlain, isReference, isUser, shownResources } from './support/shown.ts'
import { DATE_TIME, equalsIgnoringCase, isAbsoluteUri } from './support/values.ts'

type Holds = (resource: JsonObject, expect: Chai.ExpectStatic, exchange: ObservedExchange) => void

/** Defines an invariant over every returned resource that satisfies `of`. */
function overResources(
  rule: Pick<Invariant, 'id' | 'title' | 'requirements'>,
  of: (resource: JsonObject, exchange: ObservedExchange) => boolean,
  holds: Holds,
): Invariant {
  return defineInvariant({
    ...rule,
    when: (exchange) => shownResources(exchange).some((resource) => of(resource, exchange)),
    holds: (exchange, expect) => {
      for (const resource of shownResources(exchange)) if (of(resource, exchange)) holds(resource, expect, exchange)
    },
  })
}

/** Matches the paths of SCIM endpoints; responses of a web server at other paths are not judged. */
const ENDPOINTS = /^\/(?:Users|Groups|ServiceProviderConfig|ResourceTypes|Bulk)(?:\/|$)/

const isSingle = ({ body }: ObservedExchange): boolean => isJsonObject(body) && !isMessage(body)

/**
 * Checks that every resource has `schemas` (RFC 7643 §3). Elements of a list may lack it if attributes were selected,
 * and schemas themselves are judged elsewhere.
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

/** Checks that no id contains the reserved word `bulkId`. */
export const idHasNoBulkId: Invariant = overResources(
  { id: 'scim.exchange.id-without-bulkid', title: 'No id contains "bulkId"', requirements: ['rfc7643-3.1-06'] },
  ({ id }) => typeof id === 'string',
  ({ id }, expect) => void expect(id, 'id').to.not.include('bulkId'),
)

const metaOf = (resource: JsonObject): JsonObject | undefined => {
  const meta = member(resource, 'meta')
  return isJsonObject(meta) ? meta : undefined
}

/** Checks that the times in meta are dateTime values. */
export const metaTimes: Invariant = overResources(
  {
    id: 'scim.exchange.meta-times',
    title: 'meta.created and meta.lastModified have a date and a time',
    requirements: ['rfc7643-2.3.5-01', 'rfc7643-2.3.5-02', 'rfc7643-3.1-20'],
  },
  (resource) => metaOf(resource) !== undefined,
  (resource, expect) => {
    for (const name of ['created', 'lastModified']) {
      const value = member(metaOf(resource), name)
      if (isAssigned(value)) expect(value, `meta.${name}`).to.be.a('string').that.matches(DATE_TIME)
    }
  },
)

/** Checks that meta.location and each `$ref` are URIs. */
export const referencesAreUris: Invariant = overResources(
  {
    id: 'scim.exchange.references-are-uris',
    title: 'meta.location and each $ref is an absolute or relative URI',
    requirements: ['rfc7643-2.3.7-01'],
  },
  (resource) => references(resource).length > 0,
  (resource, expect, exchange) => {
    for (const value of references(resource))
      expect(value, 'a reference').to.fit((uri) => isReference(uri, exchange), 'an absolute or relative URI')
  },
)

function references(resource: JsonObject): JsonValue[] {
  const location = member(metaOf(resource), 'location')
  const found: (JsonValue | undefined)[] = [location]
  for (const value of Object.values(resource))
    for (const element of [value].flat()) if (isJsonObject(element)) found.push(member(element, '$ref'))
  return found.filter(isAssigned) as JsonValue[]
}

const LISTS = [
  'emails',
  'phoneNumbers',
  'ims',
  'photos',
  'addresses',
  'groups',
  'entitlements',
  'roles',
  'x509Certificates',
]
const elementsIn = (resource: JsonObject): { name: string; element: JsonValue }[] =>
  [...LISTS, 'members'].flatMap((name) => {
    const value = member(resource, name)
    return Array.isArray(value) ? value.map((element) => ({ name, element })) : []
  })

/** Checks that multi-valued attributes are arrays. */
export const listsAreArrays: Invariant = overResources(
  {
    id: 'scim.exchange.lists-are-arrays',
    title: 'The multi-valued attributes of Users and Groups are arrays of objects, even with one element',
    requirements: ['rfc7643-2.4-01', 'rfc7643-2.4-02'],
  },
  (resource, exchange) =>
    isUser(resource, exchange) ? LISTS.some((name) => isAssigned(member(resource, name))) : isGroup(resource, exchange),
  (resource, expect, exchange) => {
    const names = isUser(resource, exchange) ? LISTS : ['members']
    const single = names.filter((name) => {
      const value = member(resource, name)
      return isAssigned(value) && !Array.isArray(value)
    })
    expect(single, 'attributes that are not an array').to.be.empty
    const odd = elementsIn(resource).filter(({ element }) => !isJsonObject(element))
    expect(odd, 'elements that are not an object').to.be.empty
  },
)

const PARTS = { type: 'string', display: 'string', $ref: 'string', primary: 'boolean' }

/** Checks the types of the sub-attributes that RFC 7643 §2.4 defines: strings, and a boolean for `primary`. */
export const predefinedParts: Invariant = overResources(
  {
    id: 'scim.exchange.predefined-parts',
    title: 'type, display and $ref of an element are strings, and primary is a boolean',
    requirements: ['rfc7643-2.4-03', 'rfc7643-2.3.2-01'],
  },
  (resource, exchange) =>
    (isUser(resource, exchange) || isGroup(resource, exchange)) && elementsIn(resource).length > 0,
  (resource, expect) => {
    const odd = elementsIn(resource).flatMap(({ name, element }) =>
      Object.entries(PARTS).flatMap(([part, type]) => {
        const value = member(element, part)
        return isAssigned(value) && typeof value !== type ? [{ [`${name}.${part}`]: value }] : []
      }),
    )
    expect(odd, 'sub-attributes of another type').to.be.empty
  },
)

/** Checks that at most one element of a multi-valued attribute is primary. */
export const onePrimary: Invariant = overResources(
  {
    id: 'scim.exchange.one-primary',
    title: 'At most one element of an attribute is primary',
    requirements: ['rfc7643-2.4-04'],
  },
  (resource) => elementsIn(resource).some(({ element }) => member(element, 'primary') === true),
  (resource, expect) => {
    const primary = elementsIn(resource).filter(({ element }) => member(element, 'primary') === true)
    const crowded = LISTS.filter((name) => primary.filter((one) => one.name === name).length > 1)
    expect(crowded, 'attributes with more than one primary element').to.be.empty
  },
)

/** Checks that every User has a userName. */
export const usersHaveNames: Invariant = overResources(
  {
    id: 'scim.exchange.user-name',
    title: 'Each complete User has a non-empty userName',
    requirements: ['rfc7643-4.1.1-01'],
  },
  (resource, exchange) => isPlain(exchange) && isUser(resource, exchange),
  (resource, expect) => void expect(member(resource, 'userName'), 'userName').to.be.a('string').that.is.not.empty,
)

/** Checks that no response contains a password. */
export const noPassword: Invariant = overResources(
  {
    id: 'scim.exchange.no-password',
    title: 'No response contains the password of a User',
    requirements: ['rfc7643-4.1.1-15'],
  },
  isUser,
  (resource, expect) =>
    void expect(isAssigned(member(resource, 'password')) ? '(hidden)' : undefined, 'password').to.equal(undefined),
)

const isVersioned = (exchange: ObservedExchange): boolean =>
  isSingle(exchange) &&
  exchange.headers['etag'] !== undefined &&
  exchange.headers['content-encoding'] === undefined &&
  shownResources(exchange).some((resource) => isAssigned(member(metaOf(resource), 'version')))
const withoutWeakness = (tag: unknown): string => String(tag).replace(/^W\//, '')

/** Checks that meta.version equals the ETag header. */
export const versionIsTag: Invariant = defineInvariant({
  id: 'scim.exchange.version-is-etag',
  title: 'meta.version equals the ETag of the response, including quotes and letter case',
  requirements: ['rfc7643-3.1-25', 'rfc7643-3.1-26'],
  when: isVersioned,
  holds: (exchange, expect) => {
    for (const resource of shownResources(exchange))
      expect(withoutWeakness(member(metaOf(resource), 'version')), 'meta.version, and the ETag').to.equal(
        withoutWeakness(exchange.headers['etag']),
      )
  },
})

/**
 * Checks that meta.version and the ETag header agree on weakness; a difference in only one of the two is a finding of
 * its own (fair treatment A22).
 */
export const versionWeakness: Invariant = defineInvariant({
  id: 'scim.exchange.version-weakness',
  title: 'meta.version and ETag agree in the prefix W/ of a weak tag',
  requirements: ['rfc7643-3.1-27'],
  when: isVersioned,
  holds: (exchange, expect) => {
    for (const resource of shownResources(exchange))
      expect(member(metaOf(resource), 'version'), 'meta.version').to.fit(
        (version) => String(version).startsWith('W/') === exchange.headers['etag']?.startsWith('W/'),
        `a ${exchange.headers['etag']?.startsWith('W/') === true ? 'weak' : 'strong'} tag, as the ETag ${exchange.headers['etag']} is`,
      )
  },
})

/** Checks the Content-Location header against meta.location. */
export const contentLocation: Invariant = defineInvariant({
  id: 'scim.exchange.content-location',
  title: 'Content-Location, if present, equals meta.location',
  requirements: ['rfc7643-3.1-24'],
  when: (exchange) =>
    isSingle(exchange) &&
    exchange.headers['content-location'] !== undefined &&
    shownResources(exchange).some((resource) => isAssigned(member(metaOf(resource), 'location'))),
  holds: (exchange, expect) => {
    for (const resource of shownResources(exchange)) {
      const shown = String(member(metaOf(resource), 'location'))
      const sent = String(exchange.headers['content-location'])
      expect(new URL(sent, exchange.url).href, 'Content-Location, and meta.location').to.equal(
        new URL(shown, exchange.url).href,
      )
    }
  },
})

/** Checks that the type of a membership is `direct` or `indirect`. */
export const membershipType: Invariant = overResources(
  {
    id: 'scim.exchange.membership-type',
    title: 'groups[].type of a User is direct or indirect',
    requirements: ['rfc7643-4.1.2-12'],
  },
  (resource, exchange) =>
    isUser(resource, exchange) &&
    elementsIn(resource).some(({ name, element }) => name === 'groups' && isAssigned(member(element, 'type'))),
  (resource, expect) => {
    for (const { name, element } of elementsIn(resource)) {
      const type = member(element, 'type')
      if (name === 'groups' && isAssigned(type)) expect(type, 'groups.type').to.be.oneOf(['direct', 'indirect'])
    }
  },
)
