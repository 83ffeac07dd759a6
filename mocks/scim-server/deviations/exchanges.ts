import { isJsonObject, type JsonObject, type JsonValue, USER_SCHEMA } from '../../protocol/index.ts'
import type { Around, Deviation } from './deviation.ts'
import { without } from './message-parts.ts'
import { isRead, isUser } from './request-conditions.ts'
import { asking, chained, headers, resources } from './rewriters.ts'

const users = (change: (user: JsonObject) => JsonObject): Around => resources(isUser, change)
const metaOf = (resource: JsonObject): JsonObject => (isJsonObject(resource['meta']) ? resource['meta'] : {})
const withMeta = (change: (meta: JsonObject) => JsonObject): Around =>
  users((user) => ({ ...user, meta: change(metaOf(user)) }))

const inElements = (value: JsonValue | undefined, change: (element: JsonObject) => JsonObject): JsonValue =>
  (Array.isArray(value) ? value : []).map((one) => (isJsonObject(one) ? change(one) : one))

/** Deviations in the responses to all requests. */
export const exchangeDeviations: readonly Deviation[] = [
  {
    name: 'schemas-are-names',
    says: 'schemas of a User contains the name of the schema and its URN',
    caughtBy: ['scim.exchange.schemas-are-uris'],
    around: users((user) => ({ ...user, schemas: [USER_SCHEMA, 'User of the company'] })),
  },
  {
    name: 'core-below-its-urn',
    says: 'attributes of a User are also below the URN of the core schema',
    caughtBy: ['scim.exchange.core-at-the-root'],
    around: users((user) => ({ ...user, [USER_SCHEMA]: { userName: user['userName'] ?? null } })),
  },
  {
    name: 'id-of-bulk-id',
    says: 'ids begin with bulkId',
    caughtBy: ['scim.exchange.id-without-bulkid'],
    around: chained(
      asking(isUser, (request) => ({ ...request, path: request.path.replace('bulkId-', '') })),
      users((user) => ({
        ...user,
        id: `bulkId-${String(user['id'])}`,
        meta: without(metaOf(user), 'location'),
      })),
    ),
  },
  {
    name: 'times-are-numbers',
    says: 'meta.created and meta.lastModified are seconds since 1970',
    caughtBy: ['scim.exchange.meta-times'],
    around: withMeta((meta) => ({
      ...meta,
      created: Date.parse(String(meta['created'])) / 1000,
      lastModified: Date.parse(String(meta['lastModified'])) / 1000,
    })),
  },
  {
    name: 'location-with-blanks',
    says: 'meta.location is not a URI',
    caughtBy: ['scim.exchange.references-are-uris'],
    around: withMeta((meta) => ({ ...meta, location: `the user at ${String(meta['location'])}` })),
  },
  {
    name: 'parts-of-wrong-types',
    says: 'primary of an e-mail is a string, and its type a number',
    caughtBy: ['scim.exchange.predefined-parts'],
    around: users((user) => ({
      ...user,
      emails: inElements(user['emails'], (one) => ({ ...one, primary: 'true', type: 1 })),
    })),
  },
  {
    name: 'user-name-not-shown',
    says: 'a User is returned without its userName',
    caughtBy: ['scim.exchange.user-name'],
    around: users((user) => without(user, 'userName')),
  },
  {
    name: 'version-of-another-case',
    says: 'meta.version is the ETag in capitals',
    caughtBy: ['scim.exchange.version-is-etag'],
    around: chained(
      headers(isRead, { etag: 'W/"a1"' }),
      withMeta((meta) => ({ ...meta, version: 'W/"A1"' })),
    ),
  },
  {
    name: 'version-without-weakness',
    says: 'the ETag is weak, and meta.version does not say so',
    caughtBy: ['scim.exchange.version-weakness'],
    around: withMeta((meta) => ({ ...meta, version: String(meta['version']).replace('W/', '') })),
  },
  {
    name: 'content-location-of-another',
    says: 'Content-Location is the URL of another resource than meta.location',
    caughtBy: ['scim.exchange.content-location'],
    around: headers(isRead, { 'content-location': '/scim/v2/Users/another' }),
  },
  {
    name: 'membership-of-another-type',
    says: 'groups[].type of a User is "transitive"',
    caughtBy: ['scim.exchange.membership-type'],
    around: users((user) =>
      user['groups'] === undefined
        ? user
        : { ...user, groups: inElements(user['groups'], (one) => ({ ...one, type: 'transitive' })) },
    ),
  },
]
