import { isJsonObject } from '../../protocol/index.ts'
import type { Deviation } from './deviation.ts'
import { restated, withBody, without } from './message-parts.ts'
import { failing } from './rewriters.ts'

/** Deviations in errors (RFC 7644 §3.12). */
export const errorDeviations: readonly Deviation[] = [
  {
    name: 'error-status-is-number',
    says: 'status in the body of an error is a number',
    caughtBy: ['scim.exchange.error-shape'],
    around: failing(undefined, (response) =>
      isJsonObject(response.body) ? withBody(response, { ...response.body, status: response.status }) : response,
    ),
  },
  {
    name: 'error-status-differs',
    says: 'status in the body of an error is always "400"',
    caughtBy: ['scim.exchange.error-status'],
    around: failing(undefined, (response) =>
      isJsonObject(response.body) ? withBody(response, { ...response.body, status: '400' }) : response,
    ),
  },
  {
    name: 'error-nested',
    says: 'the SCIM error is one level deeper, in a member response',
    source: 'https://github.com/simpleidserver/SimpleIdServer/issues/227',
    caughtBy: ['scim.exchange.error-shape'],
    around: failing(undefined, (response) =>
      withBody(response, { status: response.status, response: response.body ?? null }),
    ),
  },
  {
    name: 'error-schemas-is-string',
    says: 'schemas of an error is a string, not an array',
    source: 'https://github.com/wso2/product-is/issues/3572',
    caughtBy: ['scim.exchange.error-shape'],
    around: failing(undefined, (response) =>
      isJsonObject(response.body)
        ? withBody(response, { ...response.body, schemas: 'urn:ietf:params:scim:api:messages:2.0:Error' })
        : response,
    ),
  },
  {
    name: 'error-without-schemas',
    says: 'an error has no schemas',
    caughtBy: ['scim.exchange.error-shape'],
    around: failing(undefined, (response) =>
      isJsonObject(response.body) ? withBody(response, without(response.body, 'schemas')) : response,
    ),
  },
  {
    name: 'error-in-html',
    says: 'an error is an HTML page',
    caughtBy: ['scim.exchange.error-shape'],
    around: failing(undefined, ({ status }) => ({
      status,
      headers: { 'content-type': 'text/html; charset=utf-8' },
      body: `<!doctype html><title>${status}</title><h1>Whoops, looks like something went wrong.</h1>`,
    })),
  },
  {
    name: 'error-without-body',
    says: '404 and 501 have no body',
    source: 'https://github.com/scimmyjs/scimmy-routers/pull/21',
    caughtBy: ['scim.error.unknown-resource'],
    around: failing(undefined, (response) =>
      response.status === 404 || response.status === 501 ? withBody(response, undefined) : response,
    ),
  },
  {
    name: 'scim-type-invented',
    says: 'scimType of an error is a keyword that the RFCs do not define',
    caughtBy: ['scim.exchange.scim-type'],
    around: failing(undefined, (response) =>
      isJsonObject(response.body) ? withBody(response, { ...response.body, scimType: 'badRequest' }) : response,
    ),
  },
  {
    name: 'invalid-value-answers-422',
    says: 'invalidValue and invalidSyntax have the status 422',
    caughtBy: ['scim.exchange.scim-type-status'],
    around: failing(400, (response) =>
      isJsonObject(response.body) && /^invalid(?:Value|Syntax)$/.test(String(response.body['scimType']))
        ? restated(response, 422)
        : response,
    ),
  },
  {
    name: 'error-detail-is-list',
    says: 'detail of an error is an array of messages',
    caughtBy: ['scim.exchange.error-detail'],
    around: failing(undefined, (response) =>
      isJsonObject(response.body)
        ? withBody(response, { ...response.body, detail: [response.body['detail'] ?? ''] })
        : response,
    ),
  },
  {
    name: 'invalid-body-without-reason',
    says: 'every invalid body returns 500 without a reason',
    caughtBy: ['scim.exchange.fault-detail', 'scim.exchange.no-server-error'],
    around: failing(400, ({ headers }) => ({ status: 500, headers, body: { message: 'Internal Server Error' } })),
  },
  {
    name: 'bad-request-without-keyword',
    says: 'a 400 has no scimType',
    caughtBy: [
      'scim.error.mutability',
      'scim.error.invalid-syntax',
      'scim.error.invalid-path',
      'scim.error.invalid-value',
    ],
    around: failing(400, (response) =>
      isJsonObject(response.body) ? withBody(response, without(response.body, 'scimType')) : response,
    ),
  },
]
