import { defineInvariant, type Invariant, type ObservedExchange } from '../../harness/index.ts'
import { isJsonObject } from '../../mocks/protocol/index.ts'

const isResourcePath = (path: string): boolean => /^\/(?:Users|Groups)(?:\/|$)/.test(path)
const hasBody = ({ text }: ObservedExchange): boolean => text.trim() !== ''
const isSuccess = ({ status }: ObservedExchange): boolean => status >= 200 && status < 300

/** Checks the media type of responses. */
export const mediaType: Invariant = defineInvariant({
  id: 'scim.exchange.media-type',
  title: 'A request for application/scim+json gets application/scim+json',
  requirements: ['rfc7644-3.8-02', 'rfc7644-3.1-01'],
  when: (exchange) =>
    isSuccess(exchange) && hasBody(exchange) && exchange.requestHeaders['accept'] === 'application/scim+json',
  holds: ({ headers }, expect) =>
    void expect((headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase(), 'Content-Type').to.equal(
      'application/scim+json',
    ),
})

/**
 * Checks the form of errors that a SCIM server may have sent itself; 401, 404, 405 and 413 of a gateway are left out.
 */
export const errorShape: Invariant = defineInvariant({
  id: 'scim.exchange.error-shape',
  title: 'An error has a JSON body with the Error schema, and its status is a string',
  requirements: ['rfc7644-3.12-01', 'rfc7644-3.12-02', 'rfc7644-3.12-03'],
  when: ({ status, path }) =>
    isResourcePath(path) && status >= 400 && ![401, 404, 405, 413, 429, 502, 503, 504].includes(status),
  holds: ({ body }, expect) => void expect(body).to.be.scimResource('Error'),
})

/** Checks that the status in the body of an error equals the HTTP status. */
export const errorStatus: Invariant = defineInvariant({
  id: 'scim.exchange.error-status',
  title: 'The status in the body of an error equals the HTTP status',
  requirements: ['rfc7644-3.12-03', 'rfc7644-3.2-06'],
  when: ({ status, body }) => status >= 400 && isJsonObject(body) && body['status'] !== undefined,
  holds: ({ status, body }, expect) =>
    void expect(isJsonObject(body) ? String(body['status']) : '', 'status in the body').to.equal(String(status)),
})

/** Checks that no request causes an internal server error. */
export const noServerError: Invariant = defineInvariant({
  id: 'scim.exchange.no-server-error',
  title: 'No request returns 500',
  requirements: ['rfc7644-3.12-14'],
  when: ({ path }) => isResourcePath(path) || /^\/(?:Bulk|Me|\.search)\/?$/.test(path),
  holds: ({ status }, expect) =>
    void expect(status, 'status').to.fit((code) => code !== 500, 'a status other than 500'),
})

/** Checks that each resource has a non-empty string as its id. */
export const idIsString: Invariant = defineInvariant({
  id: 'scim.exchange.id-is-string',
  title: 'Each returned resource has a non-empty string id',
  requirements: ['rfc7643-3.1-02'],
  when: (exchange) =>
    exchange.method !== 'DELETE' &&
    isSuccess(exchange) &&
    isResourcePath(exchange.path) &&
    isJsonObject(exchange.body) &&
    !exchange.path.endsWith('/.search'),
  holds: ({ body }, expect) => {
    if (!isJsonObject(body)) return
    const listed = body['Resources']
    for (const resource of Array.isArray(listed) ? listed : body['totalResults'] === undefined ? [body] : []) {
      expect(isJsonObject(resource) ? resource['id'] : undefined, 'id').to.be.a('string').that.is.not.empty
    }
  },
})

/** Checks that `active` is a boolean in every response. */
export const activeIsBoolean: Invariant = defineInvariant({
  id: 'scim.exchange.active-is-boolean',
  title: 'active is returned as a boolean, never as a string',
  requirements: ['rfc7643-2.3.2-01', 'rfc7643-4.1.1-14'],
  when: ({ status, body, path }) =>
    status === 200 &&
    path.startsWith('/Users/') &&
    isJsonObject(body) &&
    body['active'] !== undefined &&
    body['active'] !== null,
  holds: ({ body }, expect) =>
    void expect(isJsonObject(body) ? body['active'] : undefined, 'active').to.be.a('boolean'),
})

/** Checks that the rejection of a filter explains the reason. */
export const invalidFilterDetail: Invariant = defineInvariant({
  id: 'scim.exchange.invalid-filter-detail',
  title: 'An invalidFilter error explains the reason in detail',
  requirements: ['rfc7644-3.4.2.2-38'],
  when: ({ status, body }) => status === 400 && isJsonObject(body) && body['scimType'] === 'invalidFilter',
  holds: ({ body }, expect) =>
    void expect(isJsonObject(body) ? body['detail'] : undefined, 'detail').to.be.a('string').that.is.not.empty,
})
