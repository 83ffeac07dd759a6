import { isJsonObject } from '../../protocol/index.ts'
import type { Deviation } from './deviation.ts'
import { restated, withBody } from './message-parts.ts'
import { isRead, isResource, isUser, on } from './request-conditions.ts'
import { answering, headers, resources, succeeding } from './rewriters.ts'

/** Deviations in reading one resource (RFC 7644 §3.4.1). */
export const readDeviations: readonly Deviation[] = [
  {
    name: 'read-redirects',
    says: 'GET of a resource returns 302, because a Location header is set',
    source: 'https://github.com/limosa-io/laravel-scim-server/issues/148',
    caughtBy: [
      'scim.read.by-id',
      'entra.group.create',
      'entra.manager.unknown',
      'entra.patch.shared-element',
      'entra.patch.unknown-path-told',
      'entra.quirk.adscimversion',
      'entra.quirk.flag-in-query',
      'entra.quirk.read-is-no-redirect',
      'entra.quirk.manager-in-create',
      'entra.quirk.manager-unknown',
      'entra.exchange.no-redirect',
      'scim.exchange.redirects',
    ],
    around: succeeding(isRead, (response) => ({ ...response, status: 302 })),
  },
  {
    name: 'read-wraps-in-list',
    says: 'GET of a resource returns a list of one element',
    caughtBy: ['scim.read.by-id'],
    around: succeeding(isRead, (response) =>
      withBody(response, {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
        totalResults: 1,
        Resources: [response.body ?? null],
      }),
    ),
  },
  {
    name: 'unknown-id-answers-200',
    says: 'GET of an unknown id returns 200 with an empty object',
    caughtBy: ['scim.read.unknown-id'],
    around: answering(isRead, (response) =>
      response.status === 404 ? { status: 200, headers: {}, body: {} } : response,
    ),
  },
  {
    name: 'unknown-id-answers-400',
    says: 'every request with an unknown id returns 400',
    caughtBy: ['scim.read.unknown-id', 'scim.delete.unknown-id', 'scim.patch.unknown-id'],
    around: answering(isResource, (response) => (response.status === 404 ? restated(response, 400) : response)),
  },
  {
    name: 'unknown-id-answers-500',
    says: 'every request with an unknown id returns 500',
    caughtBy: [
      'scim.read.unknown-id',
      'scim.delete.unknown-id',
      'scim.patch.unknown-id',
      'scim.exchange.no-server-error',
    ],
    around: answering(isResource, (response) => (response.status === 404 ? restated(response, 500) : response)),
  },
  {
    name: 'id-is-number',
    says: 'the id of a User is a number in JSON',
    caughtBy: ['scim.exchange.id-is-string'],
    around: resources(isUser, (resource) => ({ ...resource, id: Number.parseInt(String(resource.id), 16) })),
  },
  {
    name: 'password-returned',
    says: 'a password that was set is returned',
    caughtBy: ['scim.read.password-never-returned', 'scim.exchange.no-password'],
    engine: ({ project }) => ({
      project: (resource, projection) => {
        const shown = project(resource, projection)
        const password = resource['password']
        return password === undefined ? shown : { ...shown, password }
      },
    }),
  },
  {
    name: 'password-returned-on-request',
    says: 'a password is returned with attributes=password',
    caughtBy: ['scim.read.password-never-returned'],
    engine: ({ project }) => ({
      project: (resource, projection) => {
        const shown = project(resource, projection)
        const password = resource['password']
        return password === undefined || projection.included === undefined || !projection.included.has('password')
          ? shown
          : { ...shown, password }
      },
    }),
  },
  {
    name: 'password-echoed-on-create',
    says: 'the response to a POST contains the password',
    caughtBy: ['scim.read.password-never-returned'],
    around: answering(on('POST', /^\/Users\/?$/), (response, { body }) =>
      isJsonObject(response.body) && isJsonObject(body) && body['password'] !== undefined
        ? withBody(response, { ...response.body, password: body['password'] })
        : response,
    ),
  },
  {
    name: 'anonymous-may-read',
    says: 'a GET without credentials is accepted',
    caughtBy: ['scim.auth.missing-credentials'],
    around: async (request, serve) => {
      const response = await serve(request)
      const isAnonymous = response.status === 401 && request.method === 'GET'
      return isAnonymous
        ? {
            status: 200,
            headers: {},
            body: {
              schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
              totalResults: 0,
              Resources: [],
            },
          }
        : response
    },
  },
  {
    name: 'missing-credentials-answer-403',
    says: 'a request without credentials returns 403',
    caughtBy: ['scim.auth.missing-credentials'],
    around: answering(
      () => true,
      (response) => (response.status === 401 ? restated(response, 403) : response),
    ),
  },
  {
    name: 'missing-credentials-redirect',
    says: 'a request without credentials is redirected to a login page',
    caughtBy: ['scim.auth.missing-credentials'],
    around: answering(
      () => true,
      (response) => (response.status === 401 ? { status: 302, headers: { location: '/login' } } : response),
    ),
  },
  {
    name: 'media-type-reversed',
    says: 'the Content-Type of responses is application/json+scim',
    source: 'https://github.com/FusionAuth/fusionauth-issues/issues/1769',
    caughtBy: ['scim.exchange.media-type'],
    around: headers(() => true, { 'content-type': 'application/json+scim; charset=utf-8' }),
  },
  {
    name: 'media-type-plain-json',
    says: 'the Content-Type of responses is application/json for every Accept header',
    caughtBy: ['scim.exchange.media-type'],
    around: headers(() => true, { 'content-type': 'application/json; charset=utf-8' }),
  },
]
