import { ENTERPRISE, isObject, type Json, USER, Wrong } from './server/schema.ts'
import type { Override, ServerRequest, ServerResponse } from './server/server.ts'

/** One independent server: its difference from the others, and the causes that a run must find, in any order. */
export interface ServerRow {
  readonly name: string
  readonly says: string
  readonly override: Override
  readonly failing?: readonly string[]
  readonly warning?: readonly string[]
  /** True if resources of the run stay: they cannot be deleted, or not be found again. */
  readonly keeps?: true
}

const withoutLocation = ({ location: _, ...meta }: Json): Json => meta
const isUsers = ({ path }: ServerRequest): boolean => path === '/Users' || path.startsWith('/Users/')
const isCollection = ({ path }: ServerRequest): boolean => path === '/Users' || path === '/Groups'
const operationsOf = ({ body }: ServerRequest): Json[] => {
  const operations = isObject(body) ? body['Operations'] : undefined
  return Array.isArray(operations) ? operations.filter(isObject) : []
}
const error = (status: number, detail: string, scimType?: string): ServerResponse => ({
  status,
  body: {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
    status: String(status),
    detail,
    ...(scimType === undefined ? {} : { scimType }),
  },
})
/** Changes each resource in a response, also in lists. */
const eachResource =
  (by: (resource: Json) => Json): NonNullable<Override['after']> =>
  (answer, { path }) => {
    const { body } = answer
    if (!isObject(body) || !/^\/(?:Users|Groups)/.test(path)) return answer
    if (!Array.isArray(body['Resources'])) return body['id'] === undefined ? answer : { ...answer, body: by(body) }
    return { ...answer, body: { ...body, Resources: body['Resources'].filter(isObject).map(by) } }
  }
/** Changes the location of each resource, also in the header. */
const located =
  (by: (location: string) => string): NonNullable<Override['after']> =>
  (answer, request) => {
    const moved = eachResource((resource) => ({
      ...resource,
      ...(isObject(resource['meta'])
        ? { meta: { ...resource['meta'], location: by(String(resource['meta']['location'])) } }
        : {}),
    }))(answer, request)
    const { location } = answer.headers ?? {}
    return location === undefined ? moved : { ...moved, headers: { ...moved.headers, location: by(location) } }
  }
const endpoints = (by: (endpoint: string) => string): Override => ({
  documents: (documents) => ({
    ...documents,
    '/ResourceTypes': (documents['/ResourceTypes'] as Json[]).map((type) => ({
      ...type,
      endpoint: by(String(type['endpoint'])),
    })),
  }),
})
const refusingPatch = (status: number): Override => ({
  before: ({ method }) => (method === 'PATCH' ? error(status, 'PATCH is not possible here') : undefined),
})
const withoutSchemas =
  (attributes: readonly string[]): NonNullable<Override['documents']> =>
  (documents) => ({
    ...documents,
    '/Schemas': (documents['/Schemas'] as Json[]).map((schema) => ({
      ...schema,
      attributes: (schema['attributes'] as Json[]).filter(({ name }) => !attributes.includes(String(name))),
    })),
  })
/** Drops attributes when a resource is stored; `declared` says whether /Schemas still has them. */
const unstored =
  (...names: readonly string[]): NonNullable<Override['store']> =>
  (resource) =>
    Object.fromEntries(
      Object.entries(resource)
        .filter(([name]) => !names.includes(name))
        .map(([name, value]) => [
          name,
          name === ENTERPRISE && isObject(value)
            ? Object.fromEntries(Object.entries(value).filter(([part]) => !names.includes(part)))
            : value,
        ]),
    )
const filterOf = ({ query, path }: ServerRequest): string =>
  /^\/(?:Users|Groups)/.test(path) ? (query.get('filter') ?? '') : ''
/** Makes a list return every resource, and ignores the filter. */
const withoutFilter: NonNullable<Override['read']> = (request) => {
  if (!/^\/(?:Users|Groups)/.test(request.path)) return request
  const query = new URLSearchParams(request.query)
  query.delete('filter')
  const body =
    isObject(request.body) && request.path.endsWith('.search') ? { ...request.body, filter: undefined } : request.body
  return { ...request, query, body: isObject(body) ? JSON.parse(JSON.stringify(body)) : body }
}

/** Small servers, each with one difference. */
export const SERVERS: readonly ServerRow[] = [
  { name: 'plain', says: 'is correct', override: {} },

  // Addresses.
  {
    name: 'endpoint-with-base-path',
    says: 'ResourceTypes says /scim/v2/Users',
    failing: ['scim.resource-type.endpoint-answers'],
    override: endpoints((endpoint) => `/scim/v2${endpoint}`),
  },
  {
    name: 'endpoint-without-slash',
    says: 'ResourceTypes says Users',
    override: endpoints((endpoint) => endpoint.slice(1)),
  },
  {
    name: 'endpoint-absolute',
    says: 'ResourceTypes says http://host/scim/v2/Users',
    warning: ['scim.resource-type.members'],
    override: {
      after: (answer, { path, base }) =>
        path !== '/ResourceTypes' && !path.startsWith('/ResourceTypes/')
          ? answer
          : {
              ...answer,
              body: JSON.parse(JSON.stringify(answer.body).replaceAll('"endpoint":"', `"endpoint":"${base}`)),
            },
    },
  },
  {
    name: 'endpoint-of-another-host',
    says: 'ResourceTypes says https://elsewhere.example/Users',
    failing: ['scim.endpoint.users-and-groups'],
    warning: ['scim.resource-type.members'],
    override: endpoints((endpoint) => `https://elsewhere.example${endpoint}`),
  },
  {
    name: 'endpoint-at-an-at',
    says: 'ResourceTypes says @elsewhere.example/Users',
    failing: ['scim.endpoint.users-and-groups'],
    override: endpoints((endpoint) => `@elsewhere.example${endpoint}`),
  },
  { name: 'base-at-root', says: 'its base URL is the root of its host', override: { basePath: '' } },
  {
    name: 'location-relative',
    says: 'locations are relative: Users/7',
    override: { after: located((location) => location.replace(/^.*\/(?=Users|Groups)/, '')) },
  },
  {
    name: 'location-below-host',
    says: 'locations are /scim/v2/Users/7',
    override: { after: located((location) => new URL(location).pathname) },
  },
  {
    name: 'location-of-another-host',
    says: 'locations begin with https://elsewhere.example',
    warning: ['scim.meta.location'],
    override: { after: located((location) => `https://elsewhere.example${new URL(location).pathname}`) },
  },
  {
    name: 'location-of-a-server',
    says: 'all locations lead to the user 101',
    failing: ['scim.meta.location'],
    warning: ['entra.create.answers-user'],
    override: { after: located((location) => location.replace(/\/Users\/.*/, '/Users/101')) },
  },
  {
    name: 'no-location',
    says: 'neither the header nor meta has a location',
    failing: ['scim.create.location-header'],
    override: {
      after: (answer, request) => ({
        ...eachResource(({ meta, ...resource }) =>
          isObject(meta) ? { ...resource, meta: withoutLocation(meta) } : resource,
        )(answer, request),
        headers: {},
      }),
    },
  },

  // Discovery.
  {
    name: 'no-discovery',
    says: 'has no discovery documents',
    failing: ['scim.discovery.service-provider-config'],
    override: { documents: () => ({}) },
  },
  {
    name: 'no-resource-types',
    says: '/ResourceTypes is an empty list',
    failing: ['scim.discovery.resource-types'],
    override: { documents: (documents) => ({ ...documents, '/ResourceTypes': [] }) },
  },
  {
    name: 'schemas-without-title',
    says: 'accepts title, which /Schemas does not declare',
    override: { documents: withoutSchemas(['title', 'preferredLanguage']) },
  },
  {
    name: 'schemas-forbid-entra',
    says: 'rejects title and department, which /Schemas does not declare',
    warning: ['entra.create.all-attributes'],
    override: {
      documents: (documents) => withoutSchemas(['title', 'department'])(documents),
      store: (resource) => {
        if (
          resource['title'] !== undefined ||
          (isObject(resource[ENTERPRISE]) && resource[ENTERPRISE]['department'] !== undefined)
        )
          throw new Wrong(400, 'unknown attribute', 'invalidValue')
        return resource
      },
    },
  },

  // Bodies and media types.
  {
    name: 'json-alone',
    says: 'reads only bodies of application/json',
    failing: ['scim.media-type.content-type'],
    override: {
      read: (request) =>
        /scim/.test(request.headers['content-type'] ?? '') ? { ...request, body: undefined } : request,
    },
  },
  {
    name: 'scim-json-refused',
    says: 'answers 415 to bodies of application/scim+json',
    failing: ['scim.media-type.content-type'],
    override: {
      before: ({ headers }) =>
        /scim/.test(headers['content-type'] ?? '') ? error(415, 'application/json, please') : undefined,
    },
  },
  {
    name: 'scim-json-closes',
    says: 'closes the connection for bodies of application/scim+json',
    failing: ['scim.media-type.content-type'],
    override: { before: ({ headers }) => (/scim/.test(headers['content-type'] ?? '') ? 'close' : undefined) },
  },
  {
    name: 'creates-nothing',
    says: 'answers 400 to a POST, and closes the connection for one of application/json',
    failing: ['scim.create.answers-201'],
    override: {
      before: ({ method, headers }) => {
        if (method !== 'POST' || headers.authorization === undefined) return undefined
        return /scim/.test(headers['content-type'] ?? '') ? error(400, 'attempt to write a readonly database') : 'close'
      },
    },
  },
  {
    name: 'answers-json',
    says: 'answers with application/json',
    failing: ['scim.exchange.media-type'],
    override: {
      after: (answer) => ({ ...answer, headers: { ...answer.headers, 'content-type': 'application/json' } }),
    },
  },
  {
    name: 'answers-plain-text',
    says: 'answers JSON as text/plain',
    failing: ['scim.exchange.media-type'],
    override: { after: (answer) => ({ ...answer, headers: { ...answer.headers, 'content-type': 'text/plain' } }) },
  },
  {
    name: 'errors-without-bodies',
    says: 'errors have no body',
    failing: ['scim.exchange.error-shape'],
    override: { after: (answer) => (answer.status >= 400 ? { status: answer.status } : answer) },
  },
  {
    name: 'errors-in-html',
    says: 'errors are pages of HTML',
    failing: ['entra.exchange.no-html'],
    override: {
      after: (answer) =>
        answer.status >= 400
          ? { status: answer.status, body: '<html><h1>Oops</h1></html>', headers: { 'content-type': 'text/html' } }
          : answer,
    },
  },

  {
    name: 'pages-for-missing-routes',
    says: 'answers 405 with a page of HTML to PATCH and DELETE of users, as Flask does, and rejects members of groups',
    failing: [
      'scim.patch.replace-attribute',
      'scim.delete.answers-204',
      'entra.group.members-added',
      'entra.exchange.no-html',
    ],
    // The server cannot delete users.
    keeps: true,
    override: {
      before: ({ method, path, body }) => {
        if (/\/Users\/./.test(path) && (method === 'PATCH' || method === 'DELETE'))
          return {
            status: 405,
            body: '<!doctype html>\n<html lang=en>\n<title>405 Method Not Allowed</title>\n<h1>Method Not Allowed</h1>',
            headers: { 'content-type': 'text/html; charset=utf-8' },
          }
        return /\/Groups/.test(path) && JSON.stringify(body ?? '').includes('"members"')
          ? error(400, 'Cannot add members: user verification not available.')
          : undefined
      },
    },
  },
  // Create, read, delete.
  {
    name: 'create-200',
    says: 'answers 200 to a create',
    failing: ['scim.create.answers-201'],
    override: { after: (answer) => (answer.status === 201 ? { ...answer, status: 200 } : answer) },
  },
  {
    name: 'create-without-body',
    says: 'answers 201 without a body',
    failing: ['entra.create'],
    override: {
      after: (answer, { method }) =>
        answer.status === 201 && method === 'POST' ? { status: 201, headers: answer.headers ?? {} } : answer,
    },
  },
  {
    name: 'mail-as-user-name',
    says: 'a userName must be an e-mail address',
    override: {
      store: (resource, kind) => {
        if (kind === 'User' && !String(resource['userName']).includes('@'))
          throw new Wrong(400, 'userName must be an e-mail address', 'invalidValue')
        return resource
      },
    },
  },
  {
    name: 'odd-ids',
    says: 'ids have characters that a URL must encode',
    override: { newId: (count) => `{${count} a/b}+ü%20?#` },
  },
  {
    name: 'ids-as-mail',
    says: 'ids look like e-mail addresses',
    override: { newId: (count) => `u${count}@id.example` },
  },
  {
    name: 'ids-as-numbers',
    says: 'ids are JSON numbers',
    failing: ['scim.exchange.id-is-string'],
    override: { after: eachResource((resource) => ({ ...resource, id: Number(resource['id']) })) },
  },
  {
    name: 'no-delete',
    says: 'answers 405 to DELETE',
    failing: ['scim.delete.answers-204'],
    keeps: true,
    override: { before: ({ method }) => (method === 'DELETE' ? error(405, 'DELETE is not possible here') : undefined) },
  },
  {
    name: 'soft-delete',
    says: 'a deleted resource is still there, a user inactive',
    failing: ['scim.delete.answers-204'],
    keeps: true,
    override: {
      remains: (resource) => (resource['userName'] === undefined ? resource : { ...resource, active: false }),
    },
  },
  {
    name: 'post-without-groups-closes',
    says: 'closes the connection on a user without `groups`',
    failing: ['scim.create.answers-201'],
    override: {
      before: ({ method, path, body }) =>
        method === 'POST' && path === '/Users' && isObject(body) && body['groups'] === undefined ? 'close' : undefined,
    },
  },

  // Stored values.
  {
    name: 'title-lost',
    says: 'stores neither title nor department, but declares both',
    failing: ['entra.create.all-attributes'],
    override: { store: unstored('title', 'department') },
  },
  {
    name: 'display-name-computed',
    says: 'displayName is computed from name',
    warning: ['entra.attribute.displayName'],
    override: {
      store: (resource, kind) => {
        const name = isObject(resource['name']) ? resource['name'] : {}
        return kind === 'User'
          ? {
              ...resource,
              displayName:
                [name['givenName'], name['familyName']].filter(Boolean).join(' ') || String(resource['userName']),
            }
          : resource
      },
    },
  },
  {
    name: 'active-as-string',
    says: 'active is returned as a string',
    failing: ['scim.exchange.active-is-boolean'],
    override: {
      after: eachResource((resource) =>
        resource['active'] === undefined ? resource : { ...resource, active: String(resource['active']) },
      ),
    },
  },
  {
    name: 'user-without-meta',
    says: 'resources have no meta',
    failing: ['scim.common.present'],
    override: { after: eachResource(({ meta: _, ...resource }) => resource) },
  },
  {
    name: 'group-without-meta',
    says: 'groups have neither meta nor schemas',
    failing: ['scim.common.present', 'scim.schemas.of-the-type'],
    override: {
      after: eachResource((resource) => {
        if (JSON.stringify(resource['schemas']).includes('User')) return resource
        const { meta: _, schemas: __, ...group } = resource
        return group
      }),
    },
  },
  {
    name: 'members-ignored',
    says: 'members are not stored',
    failing: ['scim.group.member-value'],
    override: { store: unstored('members') },
  },
  {
    name: 'no-enterprise',
    says: 'does not know the enterprise extension',
    warning: ['entra.manager.set'],
    override: {
      store: unstored(ENTERPRISE),
      documents: (documents) => ({
        ...documents,
        '/ResourceTypes': (documents['/ResourceTypes'] as Json[]).map(({ schemaExtensions: _, ...type }) => type),
        '/Schemas': (documents['/Schemas'] as Json[]).filter(({ id }) => id !== ENTERPRISE),
      }),
    },
  },

  // PATCH.
  ...[405, 500, 501].map((status) => ({
    name: `patch-${status}`,
    says: `answers ${status} to PATCH`,
    failing: ['scim.patch.replace-attribute'],
    ...(status === 500 ? { warning: ['scim.exchange.no-server-error'] } : {}),
    override: refusingPatch(status),
  })),
  {
    name: 'patch-lower-case',
    says: 'rejects op in capitals',
    failing: ['entra.patch.op-any-case'],
    override: {
      before: (request) =>
        operationsOf(request).some(({ op }) => /^[A-Z]/.test(String(op)))
          ? error(400, 'unknown op', 'invalidSyntax')
          : undefined,
    },
  },
  {
    name: 'patch-lower-case-ignored',
    says: 'ignores operations whose op is capitalised',
    failing: ['entra.patch.op-any-case'],
    override: {
      read: (request) =>
        operationsOf(request).length === 0
          ? request
          : {
              ...request,
              body: {
                ...(request.body as Json),
                Operations: operationsOf(request).map((operation) =>
                  /^[A-Z]/.test(String(operation['op'])) ? { op: 'add', value: {} } : operation,
                ),
              },
            },
    },
  },
  {
    name: 'patch-no-value-path',
    says: 'rejects value paths',
    failing: ['scim.patch.value-path'],
    override: {
      before: (request) =>
        operationsOf(request).some(({ path }) => String(path).includes('['))
          ? error(400, 'unreadable path', 'invalidPath')
          : undefined,
    },
  },
  {
    name: 'patch-no-urn-path',
    says: 'rejects paths with a URN',
    failing: ['entra.patch.urn-path'],
    override: {
      before: (request) =>
        operationsOf(request).some(({ path }) => String(path).startsWith('urn:'))
          ? error(400, 'unreadable path', 'invalidPath')
          : undefined,
    },
  },
  {
    name: 'patch-no-dotted-path',
    says: 'rejects the path name.familyName',
    failing: ['scim.patch.replace-sub-attribute'],
    override: {
      before: (request) =>
        operationsOf(request).some(({ path }) => /^\w+\.\w+$/.test(String(path)))
          ? error(400, 'unreadable path', 'invalidPath')
          : undefined,
    },
  },
  {
    name: 'patch-needs-path',
    says: 'rejects operations without a path',
    failing: ['scim.patch.replace-without-path'],
    override: {
      before: (request) =>
        operationsOf(request).some(({ path }) => path === undefined) ? error(400, 'no path', 'noTarget') : undefined,
    },
  },
  {
    name: 'patch-booleans',
    says: 'rejects strings for active',
    failing: ['entra.disable.legacy-string'],
    override: {
      before: (request) =>
        operationsOf(request).some(({ path, value }) => path === 'active' && typeof value === 'string')
          ? error(400, 'active must be a boolean', 'invalidValue')
          : undefined,
    },
  },
  {
    name: 'patch-one-operation',
    says: 'applies only the first operation',
    failing: ['scim.patch.in-order'],
    override: {
      read: (request) =>
        operationsOf(request).length === 0
          ? request
          : { ...request, body: { ...(request.body as Json), Operations: operationsOf(request).slice(0, 1) } },
    },
  },
  {
    name: 'patch-204',
    says: 'answers 204 to PATCH',
    override: {
      after: (answer, { method, query }) =>
        method === 'PATCH' && answer.status === 200 && !query.has('attributes') ? { status: 204 } : answer,
    },
  },

  // Filters and lists.
  {
    name: 'filters-ignored',
    says: 'ignores every filter',
    failing: ['scim.filter.no-hit'],
    override: { read: withoutFilter },
  },
  {
    name: 'filters-rejected',
    says: 'answers 400 to every filter',
    failing: ['scim.filter.eq-hit'],
    override: {
      before: (request) =>
        filterOf(request) === '' ? undefined : error(400, 'filters are not possible here', 'invalidFilter'),
    },
  },
  {
    name: 'filters-user-name-alone',
    says: 'supports only `userName eq` and `displayName eq`, and rejects other filters',
    failing: ['scim.filter.and-both'],
    warning: ['entra.match.by-work-email'],
    override: {
      before: (request) =>
        filterOf(request) === '' || /^(?:userName|displayName) eq "[^"]*"$/i.test(filterOf(request))
          ? undefined
          : error(400, 'this filter is not possible here', 'invalidFilter'),
    },
  },
  {
    name: 'parentheses-rejected',
    says: 'rejects parentheses in filters',
    failing: ['scim.filter.grouping'],
    override: {
      before: (request) =>
        /[()]/.test(filterOf(request).replaceAll(/"(?:[^"\\]|\\.)*"/g, ''))
          ? error(400, 'unexpected character', 'invalidFilter')
          : undefined,
    },
  },
  {
    name: 'parentheses-crash',
    says: 'closes the connection on parentheses in filters, and on operators in capitals',
    failing: ['scim.filter.grouping', 'scim.filter.operator-ignores-case'],
    override: {
      before: (request) =>
        /[()]| [A-Z]{2} /.test(filterOf(request).replaceAll(/"(?:[^"\\]|\\.)*"/g, '')) ? 'close' : undefined,
    },
  },
  {
    name: 'other-filters-ignored',
    says: 'supports only `userName eq` and `displayName eq`, and ignores other filters',
    failing: ['entra.match.by-work-email'],
    override: {
      read: (request) =>
        filterOf(request) === '' || /^(?:userName|displayName) eq "[^"]*"$/i.test(filterOf(request))
          ? request
          : withoutFilter(request),
    },
  },
  {
    name: 'no-hit-404',
    says: 'answers 404 to a filter without a hit',
    failing: ['scim.filter.no-hit'],
    override: {
      after: (answer, request) =>
        filterOf(request) !== '' && isObject(answer.body) && answer.body['totalResults'] === 0
          ? error(404, 'nobody')
          : answer,
    },
  },
  { name: 'page-of-ten', says: 'returns ten resources if the request has no count', override: { pageSize: 10 } },
  {
    name: 'page-of-two',
    says: 'returns at most two resources',
    override: {
      read: (request) =>
        request.method === 'GET' && isCollection(request)
          ? {
              ...request,
              query: new URLSearchParams([
                ...[...request.query].filter(([name]) => name !== 'count'),
                ['count', String(Math.min(2, Number(request.query.get('count') ?? 2)))],
              ]),
            }
          : request,
    },
  },
  {
    name: 'lists-as-arrays',
    says: 'answers a list as a bare array',
    failing: ['entra.probe.list-response'],
    override: {
      after: (answer) =>
        isObject(answer.body) && Array.isArray(answer.body['Resources'])
          ? { ...answer, body: answer.body['Resources'] }
          : answer,
    },
  },
  {
    name: 'totals-as-strings',
    says: 'totalResults is a string',
    failing: ['scim.exchange.list-total-is-number'],
    override: {
      after: (answer) =>
        isObject(answer.body) && answer.body['totalResults'] !== undefined
          ? { ...answer, body: { ...answer.body, totalResults: String(answer.body['totalResults']) } }
          : answer,
    },
  },
  {
    name: 'empty-without-resources',
    says: 'an empty list has no Resources',
    override: {
      after: (answer) =>
        isObject(answer.body) && answer.body['totalResults'] === 0
          ? { ...answer, body: { ...answer.body, Resources: undefined } }
          : answer,
    },
  },

  // Resources of others.
  {
    name: 'answers-a-server',
    keeps: true,
    says: 'the response to a create is another user',
    failing: ['entra.create.answers-user'],
    override: {
      after: (answer, { path, method, base }) =>
        method === 'POST' && path === '/Users' && answer.status === 201
          ? {
              ...answer,
              body: {
                schemas: [USER],
                id: '101',
                userName: 'ada@home.example',
                active: true,
                meta: { resourceType: 'User', location: `${base}/Users/101` },
              },
            }
          : answer,
    },
  },
  {
    name: 'filter-finds-a-server',
    says: 'every filter finds the user 101',
    failing: ['scim.filter.eq-hit'],
    override: {
      read: (request) =>
        filterOf(request) === '' || !isUsers(request)
          ? request
          : { ...request, query: new URLSearchParams({ filter: 'userName eq "ada@home.example"' }) },
    },
  },
  {
    name: 'id-of-a-server',
    keeps: true,
    says: 'every user is returned with the id 101',
    failing: ['entra.create.answers-user'],
    override: {
      after: eachResource((resource) =>
        JSON.stringify(resource['schemas']).includes('User') ? { ...resource, id: '101' } : resource,
      ),
    },
  },

  {
    name: 'keywords-not-lists',
    says: 'writes referenceTypes as a string and canonicalValues as a number in /Schemas',
    failing: ['scim.schema.reference-types', 'scim.schema.canonical-values'],
    override: {
      documents: (documents) => ({
        ...documents,
        '/Schemas': JSON.parse(
          JSON.stringify(documents['/Schemas'], (name, value) =>
            name === 'referenceTypes'
              ? 'User'
              : isObject(value) && value['name'] === 'type'
                ? { ...value, canonicalValues: 7 }
                : value,
          ),
        ),
      }),
    },
  },

  // Changes of requests and values.
  {
    name: 'if-match-required',
    says: 'answers 428 to a PATCH or PUT without If-Match',
    failing: ['scim.patch.replace-attribute'],
    override: {
      before: ({ method, headers }) =>
        (method === 'PATCH' || method === 'PUT') && headers['if-match'] === undefined
          ? error(428, 'If-Match is required')
          : undefined,
    },
  },
  {
    name: 'user-name-fixed',
    says: 'rejects a PATCH of userName',
    failing: ['entra.match.renamed'],
    override: {
      before: (request) =>
        isUsers(request) &&
        operationsOf(request).some(
          ({ path, value }) => path === 'userName' || (isObject(value) && value['userName'] !== undefined),
        )
          ? error(400, 'userName cannot be changed', 'mutability')
          : undefined,
    },
  },
  {
    name: 'delete-200',
    says: 'answers 200 and a body to a DELETE',
    failing: ['scim.delete.answers-204'],
    override: {
      after: (answer, { method }) =>
        method === 'DELETE' && answer.status === 204 ? { status: 200, body: {} } : answer,
    },
  },
  {
    name: 'patch-200-without-body',
    says: 'answers 200 without a body to a PATCH',
    failing: ['scim.exchange.patch-answer'],
    override: {
      after: (answer, { method }) => (method === 'PATCH' && answer.status === 200 ? { status: 200 } : answer),
    },
  },
  {
    name: 'phone-numbers-digits',
    says: 'stores only the digits of a phone number',
    failing: ['entra.create.all-attributes'],
    override: {
      store: (resource) =>
        Array.isArray(resource['phoneNumbers'])
          ? {
              ...resource,
              phoneNumbers: resource['phoneNumbers'].map((one) => ({
                ...one,
                value: String(one.value).replaceAll(/\D/g, ''),
              })),
            }
          : resource,
    },
  },
  {
    name: 'emails-in-capitals',
    says: 'stores e-mail addresses in capitals',
    override: {
      store: (resource) =>
        Array.isArray(resource['emails'])
          ? {
              ...resource,
              emails: resource['emails'].map((one) => ({ ...one, value: String(one.value).toUpperCase() })),
            }
          : resource,
    },
  },
  {
    name: 'extension-flat',
    says: 'returns the attributes of the enterprise extension at the root',
    failing: ['scim.schemas.extension-nested'],
    override: {
      show: (resource) => {
        const extension = resource[ENTERPRISE]
        if (!isObject(extension)) return resource
        const { [ENTERPRISE]: _, ...rest } = resource
        return { ...rest, ...extension, schemas: [USER] }
      },
    },
  },
  {
    name: 'empty-body-as-html',
    says: 'labels empty bodies as text/html, as Django does',
    override: {
      after: (answer) =>
        answer.body === undefined ? { ...answer, headers: { ...answer.headers, 'content-type': 'text/html' } } : answer,
    },
  },
  {
    name: 'json-as-html',
    says: 'labels JSON as text/html, as PHP does',
    failing: ['scim.exchange.media-type'],
    override: {
      after: (answer) => ({ ...answer, headers: { ...answer.headers, 'content-type': 'text/html; charset=UTF-8' } }),
    },
  },
  {
    name: 'patches-active-alone',
    says: 'changes active by PATCH, and answers 501 to any other path',
    failing: ['scim.patch.replace-attribute'],
    override: {
      before: (request) =>
        operationsOf(request).some(
          ({ path, value }) => !(path === 'active' || (path === undefined && isObject(value) && 'active' in value)),
        )
          ? error(501, 'not implemented')
          : undefined,
    },
  },
  {
    name: 'patches-active-by-boolean-alone',
    says: 'changes active by PATCH with a boolean, and answers 501 to any other path',
    failing: ['scim.patch.replace-attribute', 'entra.disable.legacy-string'],
    override: {
      before: (request) => {
        const operations = operationsOf(request)
        const values = operations.map(({ path, value }) =>
          path === 'active' ? value : path === undefined && isObject(value) ? value['active'] : undefined,
        )
        if (values.includes(undefined)) return error(501, 'not implemented')
        return values.some((value) => typeof value !== 'boolean')
          ? error(400, '"active" should be of type "bool". Got type "str"', 'invalidValue')
          : undefined
      },
    },
  },
  {
    name: 'names-and-mail-alone',
    says: 'stores userName, name, emails, active and externalId, and computes displayName from the name',
    failing: ['entra.create.all-attributes'],
    warning: ['entra.attribute.displayName'],
    override: {
      store: (resource, kind) =>
        kind === 'Group'
          ? resource
          : {
              ...Object.fromEntries(
                Object.entries(resource).filter(([name]) =>
                  ['schemas', 'userName', 'name', 'emails', 'active', 'externalId'].includes(name),
                ),
              ),
              ...(isObject(resource['name'])
                ? { displayName: `${resource['name']['givenName']} ${resource['name']['familyName']}` }
                : {}),
            },
    },
  },
  {
    name: 'unknown-conditions-dropped',
    says: 'ignores conditions of `and` with an unknown attribute',
    failing: ['scim.filter.undeclared-attribute'],
    override: {
      read: (request) => {
        const filter = request.query.get('filter')
        if (filter === null) return request
        const query = new URLSearchParams(request.query)
        query.set('filter', filter.replaceAll(/ and zz\w+ eq "[^"]*"/g, ''))
        return { ...request, query }
      },
    },
  },

  {
    name: 'nulls-for-unassigned',
    says: 'returns null for each attribute and sub-attribute without a value, and a work number without one',
    override: { store: withoutNulls, show: withNulls },
  },
  {
    name: 'selection-without-id',
    says: 'returns the attributes that `attributes` names, and no id',
    failing: ['scim.common.id-always'],
    override: {
      after: (answer, request) => {
        const selected = request.query.get('attributes')
        if (selected === null || /(?:^|,)id(?:,|$)/.test(selected)) return answer
        return eachResource(({ id: _, ...rest }) => rest)(answer, request)
      },
    },
  },
  {
    name: 'exclusions-ignored',
    says: 'ignores `excludedAttributes`',
    failing: ['scim.select.excluded-attributes'],
    override: {
      read: (request) => {
        const query = new URLSearchParams(request.query)
        query.delete('excludedAttributes')
        return { ...request, query }
      },
    },
  },
  {
    name: 'pages-crash',
    says: 'answers 500 if a number of a page is not positive',
    failing: ['scim.paging.count-zero', 'scim.paging.not-a-number', 'scim.paging.start-index-below-one'],
    override: {
      before: ({ query }) =>
        [query.get('count'), query.get('startIndex')].every((number) => number === null || Number(number) > 0)
          ? undefined
          : error(500, ''),
    },
  },
  {
    name: 'schemas-listed-alone',
    says: 'lists schemas, and returns none by its URN',
    failing: ['scim.discovery.schema-by-uri'],
    override: { before: ({ path }) => (path.startsWith('/Schemas/') ? error(404, 'not found') : undefined) },
  },
  {
    name: 'colons-in-paths',
    says: 'answers 400 to a path with an encoded colon',
    override: { before: ({ path }) => (/%3A/i.test(path) ? error(400, 'malformed path') : undefined) },
  },
  {
    name: 'independent-faults',
    says: 'ignores most filters, excluded members and a count below 1, removes all members, and answers 500 to an unknown member',
    failing: [
      'entra.match.by-work-email',
      'scim.paging.count-zero',
      'scim.select.excluded-attributes',
      'entra.group.members-removed',
      'entra.group.unknown-member',
    ],
    warning: ['scim.exchange.no-server-error'],
    override: {
      read: (request) => {
        const query = new URLSearchParams(request.query)
        query.delete('excludedAttributes')
        if (Number(query.get('count') ?? 1) < 1) query.delete('count')
        const isSimple = /^(?:userName|displayName) eq "[^"]*"$/i.test(filterOf(request))
        if (isCollection(request) && !isSimple) query.delete('filter')
        const operations = operationsOf(request).map((operation) =>
          /^remove$/i.test(String(operation['op'])) && operation['path'] === 'members'
            ? { op: 'remove', path: 'members' }
            : operation,
        )
        const body =
          isObject(request.body) && operations.length > 0 ? { ...request.body, Operations: operations } : null
        return { ...request, query, body: body ?? request.body }
      },
      before: ({ body }) =>
        /"value":"[^"]*(?:nouser|7b3f6a0e)/.test(JSON.stringify(body ?? '')) ? error(500, 'foreign key') : undefined,
    },
  },
  {
    name: 'filters-of-some-attributes',
    says: 'filters by userName, externalId, id, name and the value of e-mails, and rejects other attributes',
    warning: ['entra.match.by-work-email'],
    override: {
      before: (request) => {
        const path = request.path.startsWith('/Groups')
          ? /^(?:id|displayName|externalId)$/
          : /^(?:id|externalId|userName|name\.\w+|emails(?:\.value)?)$/i
        const unknown = [...filterOf(request).matchAll(/([\w.:$]+) (?:eq|ne|co|sw|ew|gt|ge|lt|le|pr)\b/gi)]
          .map(([, name = '']) => name)
          .find((name) => !path.test(name))
        return unknown === undefined
          ? undefined
          : error(400, `Unable to find domain attribute from SCIM attribute: '${unknown}'`, 'invalidFilter')
      },
    },
  },
  {
    name: 'one-mail-one-number',
    says: 'has a column for the work e-mail and one for the work number, and returns null for an empty one',
    failing: ['entra.create.all-attributes'],
    warning: ['scim.create.null-and-empty'],
    override: {
      store: (resource, kind) => (kind === 'Group' ? resource : oneOfEach(resource)),
    },
  },

  {
    name: 'users-put-alone',
    keeps: true,
    says: 'answers 405 to PATCH and DELETE of users, rejects PUT with an id, members and new names of groups, and ignores pages',
    failing: [
      'scim.patch.replace-attribute',
      'scim.delete.answers-204',
      'scim.put.replaces',
      'entra.group.members-added',
      'entra.group.rename',
      'scim.paging.count-limits',
    ],
    override: {
      read: (request) => {
        const query = new URLSearchParams(request.query)
        for (const name of ['count', 'startIndex']) query.delete(name)
        return { ...request, query }
      },
      before: (request) => {
        const { method, path, body } = request
        if (path.startsWith('/Users/') && ['PATCH', 'DELETE'].includes(method)) return error(405, 'method not allowed')
        if (method === 'PUT' && isObject(body) && 'id' in body)
          return error(400, 'cannot modify the read-only field id')
        if (!path.startsWith('/Groups')) return undefined
        if (isObject(body) && Array.isArray(body['members']) && body['members'].length > 0)
          return error(400, 'cannot add members')
        for (const { op, path: target, value } of operationsOf(request)) {
          if (
            /^(?:add|replace)$/i.test(String(op)) &&
            (target === 'members' || (isObject(value) && 'members' in value))
          )
            return error(400, 'cannot add members')
          if (target === 'displayName' || (isObject(value) && 'displayName' in value))
            return error(409, 'a group keeps its name')
        }
        return undefined
      },
    },
  },
  {
    name: 'created-renewed',
    says: 'returns the time of the last change as meta.created, and answers 405 to PUT of an unknown id',
    failing: ['scim.meta.last-modified'],
    warning: ['scim.put.unknown-id'],
    override: {
      show: (resource) => ({
        ...resource,
        ...(isObject(resource['meta'])
          ? { meta: { ...resource['meta'], created: resource['meta']['lastModified'] } }
          : {}),
      }),
      after: (answer, { method }) =>
        method === 'PUT' && answer.status === 404 ? error(405, 'method not allowed') : answer,
    },
  },

  // Operations.
  {
    name: 'gateway',
    keeps: true,
    says: 'every 97th answer is a 502 in HTML',
    failing: ['entra.exchange.no-html'],
    override: gateway(97),
  },
  {
    name: 'restarts',
    says: 'crashes on a PATCH of name.familyName, and is restarted',
    failing: ['scim.patch.replace-sub-attribute'],
    override: restarting(),
  },
]

/** Adds null for each attribute without a value. */
function withNulls(resource: Json): Json {
  const isUser = isObject(resource['meta']) && resource['meta']['resourceType'] === 'User'
  const nulls = (names: string): Json => Object.fromEntries(names.split(' ').map((name) => [name, null]))
  const part = (name: string, parts: string): Json =>
    isObject(resource[name]) ? { [name]: { ...nulls(parts), ...resource[name] } } : { [name]: null }
  if (!isUser) return { externalId: null, ...resource, meta: { version: null, ...(resource['meta'] as Json) } }
  const lists = ['emails', 'phoneNumbers', 'roles', 'addresses'].map((name): [string, unknown] => {
    const held = resource[name]
    const parts = name === 'addresses' ? 'formatted streetAddress locality region postalCode country' : 'value display'
    const whole = Array.isArray(held) ? held.filter(isObject) : []
    const shown = name === 'phoneNumbers' && whole.length === 0 ? [{ type: 'work' }] : whole
    return [name, shown.map((element) => ({ ...nulls(parts), primary: null, ...element }))]
  })
  return {
    ...nulls('externalId displayName nickName title userType preferredLanguage locale timezone'),
    ...resource,
    ...part('name', 'formatted familyName givenName middleName honorificPrefix honorificSuffix'),
    ...part(ENTERPRISE, 'employeeNumber costCenter organization division department manager'),
    ...Object.fromEntries(lists),
    meta: { version: null, ...(resource['meta'] as Json) },
  }
}

/** Treats null as no value, as RFC 7643 §2.5 requires. */
function withoutNulls(resource: Json): Json {
  const bare = (value: unknown): unknown =>
    isObject(value) ? withoutNulls(value) : Array.isArray(value) ? value.map(bare) : value
  return Object.fromEntries(
    Object.entries(resource)
      .filter(([, value]) => value !== null)
      .map(([name, value]) => [name, bare(value)]),
  )
}

/** Keeps only the first work e-mail and the first work number, like columns of a table. */
function oneOfEach(resource: Json): Json {
  const first = (name: string): unknown =>
    (Array.isArray(resource[name]) ? resource[name] : []).filter(isObject).find(({ type }) => type === 'work')?.[
      'value'
    ]
  const { roles: _, addresses: __, ...rest } = resource
  return {
    ...rest,
    emails: [{ value: first('emails') ?? null, type: 'work', primary: true }],
    phoneNumbers: [{ value: first('phoneNumbers') ?? null, type: 'work', primary: false }],
  }
}

function gateway(every: number): Override {
  let count = 0
  return {
    before: () => {
      count += 1
      return count % every === 0
        ? { status: 502, body: '<html><h1>502 Bad Gateway</h1></html>', headers: { 'content-type': 'text/html' } }
        : undefined
    },
  }
}

function restarting(): Override {
  let down = 0
  return {
    before: (request) => {
      if (down > 0) {
        down -= 1
        return 'close'
      }
      if (!operationsOf(request).some(({ path }) => path === 'name.familyName')) return undefined
      down = 2
      return 'close'
    },
  }
}
