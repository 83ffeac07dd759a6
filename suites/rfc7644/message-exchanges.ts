import { defineInvariant, type Invariant, type ObservedExchange } from '../../harness/index.ts'
import { isJsonObject, type JsonObject, type JsonValue, SCIM_TYPES } from '../../mocks/protocol/index.ts'

/** Matches the paths of SCIM endpoints; responses of a web server at other paths are not judged. */
const ENDPOINTS = /^\/(?:Users|Groups|ServiceProviderConfig|ResourceTypes|Schemas|Bulk|Me|\.search)(?:\/|$)/

const isSuccess = ({ status }: ObservedExchange): boolean => status >= 200 && status < 300
const hasText = ({ text }: ObservedExchange): boolean => text.trim() !== ''
const errorOf = ({ status, body }: ObservedExchange): JsonObject =>
  status >= 400 && isJsonObject(body) && body['Resources'] === undefined ? body : {}
const isGiven = (value: JsonValue | undefined): value is JsonValue => value !== undefined && value !== null

/** Checks that the body of each successful response is JSON. */
export const bodyIsJson: Invariant = defineInvariant({
  id: 'scim.exchange.json-body',
  title: 'The body of every successful response is JSON',
  requirements: ['rfc7644-3.2-05'],
  when: (exchange) => isSuccess(exchange) && hasText(exchange) && ENDPOINTS.test(exchange.path),
  holds: ({ body, text }, expect) => void expect(text, 'the body').to.fit(() => body !== undefined, 'JSON'),
})

const MESSAGES = 'urn:ietf:params:scim:api:'

/**
 * Checks that the messages of the server (lists, errors, bulk responses) name a schema in the namespace of messages.
 */
export const messageNamespace: Invariant = defineInvariant({
  id: 'scim.exchange.message-namespace',
  title: `Lists, errors and bulk responses have a schema that begins with ${MESSAGES}`,
  requirements: ['rfc7644-3.1-02'],
  when: ({ status, path, body }) =>
    ENDPOINTS.test(path) &&
    isJsonObject(body) &&
    Array.isArray(body['schemas']) &&
    (status >= 400 || body['totalResults'] !== undefined || (/^\/Bulk\/?$/.test(path) && status === 200)),
  holds: ({ body }, expect) => {
    const { schemas = [] } = isJsonObject(body) ? body : {}
    for (const urn of [schemas].flat())
      expect(urn, 'an entry of schemas').to.fit(
        (entry) => String(entry).toLowerCase().startsWith(MESSAGES),
        `the URN of a message (${MESSAGES}…)`,
      )
  },
})

/** Checks the response to a successful PATCH. */
export const patchAnswer: Invariant = defineInvariant({
  id: 'scim.exchange.patch-answer',
  title: 'A successful PATCH returns 200 with the resource, or 204',
  requirements: ['rfc7644-3.5.2-29'],
  when: (exchange) => exchange.method === 'PATCH' && isSuccess(exchange),
  holds: ({ status, body }, expect) => {
    expect(status, 'status').to.be.oneOf([200, 204])
    if (status !== 200) return
    const { id } = isJsonObject(body) ? body : {}
    expect(id, 'id of the resource in the body of the 200').to.be.a('string').that.is.not.empty
  },
})

/** Checks the status and the Location header of a redirect. */
export const redirects: Invariant = defineInvariant({
  id: 'scim.exchange.redirects',
  title: 'A redirect is 307 or 308 and has a Location',
  requirements: ['rfc7644-3.12-15'],
  when: ({ status, path }) => status >= 300 && status < 400 && status !== 304 && ENDPOINTS.test(path),
  holds: ({ status, headers }, expect) => {
    expect(status, 'status of the redirect').to.be.oneOf([307, 308])
    expect(headers['location'], 'Location').to.be.a('string').that.is.not.empty
  },
})

/** Checks that the scimType of an error is defined by an RFC. */
export const scimTypeIsKnown: Invariant = defineInvariant({
  id: 'scim.exchange.scim-type',
  title: 'scimType of an error, if present, is a keyword of the RFCs',
  requirements: ['rfc7644-3.12-04'],
  when: (exchange) => isGiven(errorOf(exchange)['scimType']),
  holds: (exchange, expect) => void expect(errorOf(exchange)['scimType'], 'scimType').to.be.oneOf([...SCIM_TYPES]),
})

/** The statuses of keywords that are not used only with 400: §3.3 for uniqueness, §7.5.2 for sensitive. */
const STATUSES: Readonly<Record<string, readonly number[]>> = { uniqueness: [400, 409], sensitive: [400, 403] }

/** Checks that the scimType of an error fits its status. */
export const scimTypeStatus: Invariant = defineInvariant({
  id: 'scim.exchange.scim-type-status',
  title: 'scimType has the status 400; uniqueness can also have 409, and sensitive 403',
  requirements: ['rfc7644-3.12-26'],
  when: (exchange) => SCIM_TYPES.some((one) => one === errorOf(exchange)['scimType']),
  holds: (exchange, expect) => {
    const scimType = String(errorOf(exchange)['scimType'])
    expect(exchange.status, `status of ${scimType}`).to.be.oneOf([...(STATUSES[scimType] ?? [400])])
  },
})

/** Checks that detail of an error is a string. */
export const detailIsString: Invariant = defineInvariant({
  id: 'scim.exchange.error-detail',
  title: 'detail of an error, if present, is a string',
  requirements: ['rfc7644-3.12-05'],
  when: (exchange) => Array.isArray(errorOf(exchange)['schemas']) && isGiven(errorOf(exchange)['detail']),
  holds: (exchange, expect) => void expect(errorOf(exchange)['detail'], 'detail').to.be.a('string'),
})

/** Checks that a 500 response explains the fault in detail. */
export const faultIsExplained: Invariant = defineInvariant({
  id: 'scim.exchange.fault-detail',
  title: 'A 500 explains the error in detail',
  requirements: ['rfc7644-3.12-27'],
  when: ({ status, path }) => status === 500 && ENDPOINTS.test(path),
  holds: (exchange, expect) =>
    void expect(errorOf(exchange)['detail'], 'detail of the 500').to.be.a('string').that.is.not.empty,
})

/** Checks the form of the ETag header. */
export const etagForm: Invariant = defineInvariant({
  id: 'scim.exchange.etag-form',
  title: 'The ETag of a resource is a valid weak or strong entity tag',
  requirements: ['rfc7644-3.14-01'],
  when: ({ headers, path }) => headers['etag'] !== undefined && /^\/(?:Users|Groups)\//.test(path),
  holds: ({ headers }, expect) => void expect(headers['etag'], 'ETag').to.match(/^(?:W\/)?"[^"]*"$/),
})
