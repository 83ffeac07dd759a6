import { ENTERPRISE_USER_SCHEMA, isJsonObject, type JsonObject, type JsonValue } from '../../mocks/protocol/index.ts'
import { deviating, type ScimRequest, type ScimResponse } from '../../mocks/scim-server/index.ts'
import type { ConformantVariant } from './conformant-variant.ts'

const {
  always,
  answering,
  bodies,
  both,
  failing,
  headers,
  isBulk,
  isCreate,
  isPatch,
  isResource,
  isUser,
  resources,
  succeeding,
  without,
} = deviating

const selects = ({ query, body }: ScimRequest): boolean =>
  ['attributes', 'excludedAttributes'].some((name) => query.has(name) || (isJsonObject(body) && name in body))
const isWhole = (request: ScimRequest): boolean => !selects(request)

/** The freedom of a server in how it returns resources and formats its responses. */
export const answers: readonly ConformantVariant[] = [
  {
    says: 'writes the locations of a bulk answer below its other base URL',
    basis: 'RFC 7644 §3.7: location is the URL of the resource; a service provider may have several base URLs',
    around: bodies(isBulk, (body) => ({
      ...body,
      Operations: (Array.isArray(body['Operations']) ? body['Operations'] : []).map((one) =>
        isJsonObject(one) && typeof one['location'] === 'string'
          ? { ...one, location: one['location'].replace(/\/\/([^/]+)\//, '//$1/tenants/7/') }
          : one,
      ),
    })),
  },
  {
    says: 'answers PATCH with 204',
    basis: 'RFC 7644 §3.5.2',
    around: succeeding(both(isPatch, isWhole), ({ headers: fields }) => ({ status: 204, headers: fields })),
  },
  {
    says: 'answers a creation without a body',
    basis: 'RFC 7644 §3.3: a representation SHOULD be there, its Location SHALL',
    around: succeeding(isCreate, ({ status, headers: fields }) => ({ status, headers: fields })),
    advised: ['scim.create.answers-201'],
  },
  {
    says: 'returns null or an empty array for an attribute without a value',
    basis: 'RFC 7643 §2.5',
    around: resources(both(isUser, isWhole), (user) => ({ nickName: null, ims: [], photos: null, ...user })),
  },
  {
    says: 'gives times in whole seconds, with an offset',
    basis: 'RFC 7643 §2.3.5',
    around: resources(always, (resource) => ({ ...resource, ...coarse(resource) })),
  },
  {
    says: 'refers to others by relative URIs',
    basis: 'RFC 7643 §2.3.7',
    around: resources(always, (resource) => references(resource, (url) => url.split('/').slice(-2).join('/'))),
  },
  {
    says: 'refers to others as the examples of the RFC do, relative to the resource',
    basis: 'RFC 7643 §8.2 to §8.4',
    around: resources(always, (resource) => references(resource, (url) => `../${url.split('/').slice(-2).join('/')}`)),
    advised: ['scim.reference.relative'],
  },
  {
    says: 'returns no $ref',
    basis: 'RFC 7643 §4.1.2, §4.2: optional',
    around: resources(always, (resource) => references(resource, () => undefined)),
  },
  {
    says: 'has only a status in errors, and a scimType or a limit where the RFC requires one',
    basis: 'RFC 7644 §3.12: scimType and detail are OPTIONAL; §3.7.4: the limit that was exceeded is a MUST',
    around: failing(undefined, (response) => ({ ...response, body: terse(response) })),
    advised: ['scim.exchange.invalid-filter-detail', 'scim.error.*'],
  },
  {
    says: 'sends errors as application/json, and other responses without a charset',
    basis: 'RFC 7644 §3.1, §3.8',
    around: answering(always, (response) => ({
      ...response,
      headers: {
        ...response.headers,
        'content-type': response.status < 400 ? 'application/scim+json' : 'application/json',
      },
    })),
  },
  {
    says: 'sends Content-Location with each resource',
    basis: 'RFC 7643 §3.1',
    around: succeeding(isResource, (response) => located(response)),
  },
  {
    says: 'sends Location only for creates',
    basis: 'RFC 7644 §3.3',
    around: headers((request) => request.method !== 'POST', { location: undefined }),
  },
  {
    says: 'has no versions',
    basis: 'RFC 7644 §3.14: OPTIONAL',
    options: { etag: false },
  },
  {
    says: 'numbers its ids',
    basis: 'RFC 7643 §3.1: opaque',
    options: { newId: counter() },
  },
  {
    says: 'stores no times',
    basis: 'RFC 7643 §3.1',
    around: resources(always, (resource) =>
      isJsonObject(resource['meta'])
        ? { ...resource, meta: without(resource['meta'], 'created', 'lastModified') }
        : resource,
    ),
  },
  {
    says: 'lists its extensions with each User',
    basis: 'RFC 7643 §3: schemas contains what the resource type declares',
    around: resources(isUser, (user) => ({
      ...user,
      schemas: [...new Set([...(user.schemas ?? []), ENTERPRISE_USER_SCHEMA])],
    })),
  },
  {
    says: 'writes the names of attributes in another letter case',
    basis: 'RFC 7643 §2.1: names are case insensitive',
    around: resources(isResource, (resource) =>
      Object.fromEntries(
        Object.entries(resource).map(([name, value]) => [
          /^(?:schemas|id|meta)$|^urn:/.test(name) ? name : name.toUpperCase(),
          value,
        ]),
      ),
    ),
  },
  {
    says: 'returns attributes in another order',
    basis: 'RFC 7643 §2.1',
    around: resources(always, (resource) => Object.fromEntries(Object.entries(resource).reverse())),
  },
]

function coarse(resource: JsonObject): JsonObject {
  const { meta } = resource
  if (!isJsonObject(meta)) return {}
  const cut = (time: JsonValue | undefined): JsonObject[string] =>
    typeof time === 'string' ? time.replace(/(?:\.\d+)?Z$/, '+00:00') : null
  return {
    meta: { ...meta, created: cut(meta['created']), lastModified: cut(meta['lastModified']) },
  }
}

function references(resource: JsonObject, change: (url: string) => string | undefined): JsonObject {
  const within = (value: JsonValue): JsonValue => {
    if (Array.isArray(value)) return value.map(within)
    if (!isJsonObject(value)) return value
    const entries = Object.entries(value).map(([name, one]): [string, JsonValue | undefined] => [
      name,
      name === '$ref' && typeof one === 'string' ? change(one) : within(one as JsonValue),
    ])
    return Object.fromEntries(entries.filter((entry): entry is [string, JsonValue] => entry[1] !== undefined))
  }
  return within(resource) as JsonObject
}

const NAMED = ['uniqueness', 'tooMany', 'invalidFilter', 'mutability', 'noTarget', 'invalidCursor', 'expiredCursor']

function terse({ status, body }: ScimResponse): JsonValue {
  if (!isJsonObject(body) || status === 413) return body ?? null
  const isNamed = typeof body['scimType'] === 'string' && NAMED.includes(body['scimType'])
  return without(body, 'detail', ...(isNamed ? [] : ['scimType']))
}

function counter(): () => string {
  let last = 1000
  return () => {
    last += 1
    return String(last)
  }
}

function located(response: ScimResponse): ScimResponse {
  const meta = isJsonObject(response.body) ? response.body['meta'] : undefined
  const location = isJsonObject(meta) ? meta['location'] : undefined
  return typeof location === 'string'
    ? { ...response, headers: { ...response.headers, 'content-location': location } }
    : response
}
