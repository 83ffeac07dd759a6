import { defineInvariant, type Invariant, type ObservedExchange } from '../../harness/index.ts'
import { isJsonObject, type JsonObject, type JsonValue } from '../../mocks/protocol/index.ts'
import { isAssigned, member } from '../support/index.ts'
import { isSingle, metaOf, overResources } from './support/over-resources.ts'
import { isReference, shownResources } from './support/shown.ts'
import { DATE_TIME } from './support/values.ts'

/** Checks that no id contains the reserved word `bulkId`. */
export const idHasNoBulkId: Invariant = overResources(
  { id: 'scim.exchange.id-without-bulkid', title: 'No id contains "bulkId"', requirements: ['rfc7643-3.1-06'] },
  ({ id }) => typeof id === 'string',
  ({ id }, expect) => void expect(id, 'id').to.not.include('bulkId'),
)

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
