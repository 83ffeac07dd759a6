import { isJsonObject, LIST_RESPONSE_MESSAGE } from '../../protocol/index.ts'
import { errorMessage } from '../wire/message.ts'
import { badRequest } from '../wire/scim-error.ts'
import type { Deviation } from './deviation.ts'
import { filterOf } from './message-parts.ts'
import { isQuery, on } from './request-conditions.ts'
import { chained, refusing } from './rewriters.ts'

const isFilterInUrl = on('GET', /^\/(?:Users|Groups)\/?$/)

/** A configuration that contains only `schemas`. */
const configuration = (schema: string) => ({ status: 200, headers: {}, body: { schemas: [schema] } })

/**
 * Deviations in protocol versions (RFC 7644 §3.13), in sensitive data in URLs (§7.5.2) and in the connection (§7.2).
 */
export const protocolDeviations: readonly Deviation[] = [
  {
    name: 'any-protocol-version',
    says: 'any version in the URL is accepted',
    caughtBy: ['scim.protocol-version.unknown'],
    outside: (path) =>
      /\/v\d+\/ServiceProviderConfig$/.test(path)
        ? configuration('urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig')
        : undefined,
  },
  {
    name: 'unknown-version-is-invalid-path',
    says: 'an unknown protocol version returns 400 invalidPath',
    caughtBy: ['scim.protocol-version.unknown'],
    outside: (path) =>
      /\/v\d+\//.test(path)
        ? { status: 400, headers: {}, body: { status: '400', scimType: 'invalidPath' } }
        : undefined,
  },
  {
    name: 'without-version-is-1',
    says: 'a URL without a version uses SCIM 1.1',
    caughtBy: ['scim.protocol-version.none'],
    outside: (path) =>
      /^\/scim\/ServiceProviderConfig$/.test(path) ? configuration('urn:scim:schemas:core:1.0') : undefined,
  },
  {
    name: 'filter-in-url-refused',
    says: 'filters in URLs are rejected because of personal data, and filters by POST find no user',
    caughtBy: ['scim.sensitive.by-post'],
    around: chained(
      refusing((request) => isFilterInUrl(request) && filterOf(request) !== undefined, 403, 'filter by POST', {
        scimType: 'sensitive',
      }),
      async (request, serve) => {
        const response = await serve(request)
        return isQuery(request) && request.method === 'POST' && isJsonObject(response.body)
          ? { ...response, body: { schemas: [LIST_RESPONSE_MESSAGE], totalResults: 0, Resources: [] } }
          : response
      },
    ),
  },
  {
    name: 'sensitive-filter-misnamed',
    says: 'a filter that is rejected in a URL because of personal data returns 403 with 400 invalidFilter in its body',
    caughtBy: ['scim.sensitive.by-post'],
    around: async (request, serve) =>
      isFilterInUrl(request) && filterOf(request) !== undefined
        ? { status: 403, headers: {}, body: { ...errorMessage(badRequest('invalidFilter', 'filter by POST')) } }
        : serve(request),
  },
  {
    name: 'tls-1-2-refused',
    says: 'a TLS 1.2 connection is rejected',
    caughtBy: ['scim.tls.version-1.2'],
    wire: 'tls-1.3-only',
  },
  {
    name: 'tls-not-used',
    says: 'the server offers plain HTTP on the network',
    caughtBy: ['scim.tls.required'],
    wire: 'in-clear',
  },
]
