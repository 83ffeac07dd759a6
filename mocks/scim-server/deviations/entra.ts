import { isJsonObject, type JsonObject } from '../../protocol/index.ts'
import type { Operation } from '../patch/operations.ts'
import { ScimError } from '../wire/scim-error.ts'
import type { Deviation } from './deviation.ts'
import { filterOf, operationsOf, opOf, pathOf, without } from './message-parts.ts'
import { isCreate, isPatch, isQuery } from './request-conditions.ts'
import { answering, operations, refusing, resources, sending } from './rewriters.ts'

const isDotted = (key: string): boolean => /^\w+\.\w/.test(key)

/** Behaviour that satisfies the RFCs, or almost does, and causes problems for Entra. */
export const entraDeviations: readonly Deviation[] = [
  {
    name: 'patch-op-lower-case-only',
    says: 'Add, Replace and Remove are rejected, because op must be in lower case',
    source: 'https://github.com/langwatch/langwatch/issues/6972',
    alsoSeen: ['https://github.com/imulab/go-scim/issues/54'],
    caughtBy: [
      'entra.patch.op-any-case',
      'entra.disable.legacy-string',
      'entra.clear.empty-text',
      'entra.clear.value-kept',
      'entra.match.renamed',
      'entra.patch.repeated',
      'entra.quirk.capital-op',
      'entra.quirk.no-change',
      'entra.quirk.empty-and-null',
      'entra.quirk.manager-array',
      'entra.quirk.manager-emptied',
      'entra.quirk.roles-json-in-text',
      'entra.roles.assertive',
      'gallery.update-group-test',
      'gallery.scim-group-update-test',
      'validator.patch-group-replace-attributes',
      'validator.update-group-displayname',
      'entra.attribute.userName',
      'entra.attribute.name-givenName',
      'entra.attribute.name-familyName',
      'entra.attribute.displayName',
      'entra.attribute.title',
      'entra.attribute.preferredLanguage',
    ],
    leniency: { anyCaseOps: false },
  },
  {
    name: 'value-path-without-match-refused',
    says: 'an operation at a value path that matches nothing returns 400 noTarget',
    source: 'https://github.com/Captain-P-Goldfish/scim-for-keycloak/issues/73',
    alsoSeen: ['https://github.com/Captain-P-Goldfish/SCIM-SDK/issues/416'],
    caughtBy: ['entra.patch.value-path-add', 'entra.patch.value-path-replace-creates', 'entra.quirk.filtered-replace'],
    leniency: { valuePathCreates: false },
  },
  {
    name: 'dotted-keys-refused',
    says: 'a key such as name.givenName in an operation without a path is rejected',
    caughtBy: ['entra.patch.path-less-dotted'],
    leniency: { dottedKeys: false },
  },
  {
    name: 'dotted-keys-ignored',
    says: 'a key such as name.givenName in an operation without a path changes nothing',
    caughtBy: ['entra.patch.path-less-dotted'],
    around: operations((operation) => {
      const { value } = operation
      if (pathOf(operation) !== '' || !isJsonObject(value)) return operation
      return { ...operation, value: without(value, ...Object.keys(value).filter(isDotted)) }
    }),
  },
  {
    name: 'dotted-keys-of-add-lost',
    says: 'an add without a path ignores keys such as name.givenName',
    caughtBy: ['entra.patch.path-less-add', 'entra.quirk.path-less-add'],
    around: operations((operation) => {
      const value = operation['value']
      if (opOf(operation) !== 'add' || pathOf(operation) !== '' || !isJsonObject(value)) return operation
      return { ...operation, value: without(value, ...Object.keys(value).filter(isDotted)) }
    }),
  },
  {
    name: 'only-first-operation-applied',
    says: 'only the first of several operations of a PATCH is applied',
    caughtBy: ['entra.patch.several-ops', 'scim.patch.in-order'],
    around: sending(isPatch, (body) => {
      const listed = body['Operations']
      return { ...body, Operations: Array.isArray(listed) ? listed.slice(0, 1) : (listed ?? null) }
    }),
  },
  {
    name: 'dotted-keys-become-attributes',
    says: 'a key such as name.givenName in an operation without a path creates an attribute with that name',
    source: 'https://github.com/simpleidserver/SimpleIdServer/issues/388',
    caughtBy: [
      'entra.patch.path-less-dotted',
      'gallery.update-user-test',
      'entra.quirk.flagged-collapsed',
      'entra.quirk.path-less-add',
      'entra.quirk.dotted-key',
    ],
    engine: ({ applyOperations, project }) => ({
      applyOperations: (attributes, listed, context) => {
        const grown: JsonObject = {}
        const plain = listed.flatMap((operation): Operation[] => {
          const { path, value } = operation
          if (path !== undefined || !isJsonObject(value)) return [operation]
          for (const [key, part] of Object.entries(value)) if (isDotted(key) && part !== undefined) grown[key] = part
          const rest = without(value, ...Object.keys(value).filter(isDotted))
          return Object.keys(rest).length === 0 ? [] : [{ ...operation, value: rest }]
        })
        return { ...applyOperations(attributes, plain, context), ...grown }
      },
      project: (resource, projection) => ({
        ...project(resource, projection),
        ...Object.fromEntries(Object.entries(resource).filter(([key]) => isDotted(key))),
      }),
    }),
  },
  {
    name: 'urn-keys-refused',
    says: 'a key with the URN of the extension in an operation without a path is rejected',
    caughtBy: ['entra.patch.path-less-dotted'],
    leniency: { urnKeys: false },
  },
  {
    name: 'create-with-extension-refused',
    says: 'a POST with the enterprise extension is rejected',
    caughtBy: ['entra.create'],
    around: refusing(
      (request) => isCreate(request) && JSON.stringify(request.body ?? null).includes('enterprise:2.0'),
      400,
      'the schema is not supported',
      { scimType: 'invalidValue' },
    ),
  },
  {
    name: 'extension-not-returned',
    says: 'attributes of the enterprise extension are stored and never returned',
    caughtBy: ['entra.match.second-cycle'],
    around: resources(
      () => true,
      (resource) => without(resource, 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'),
    ),
  },
  {
    name: 'extension-dropped-on-create',
    says: 'a POST does not store the enterprise extension',
    caughtBy: ['entra.match.second-cycle', 'entra.create.all-attributes'],
    around: sending(isCreate, (body) => without(body, 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User')),
  },
  {
    name: 'display-name-derived',
    says: 'displayName is always givenName and familyName',
    caughtBy: ['jumpcloud.mapping.displayName'],
    around: resources(
      ({ path }) => path.startsWith('/Users'),
      (user) =>
        isJsonObject(user['name'])
          ? { ...user, displayName: `${user['name']['givenName']} ${user['name']['familyName']}` }
          : user,
    ),
  },
  {
    name: 'only-user-name-filtered',
    says: 'a filter by an attribute other than userName is rejected',
    source: 'https://github.com/OctopusDeploy/Issues/issues/9841',
    caughtBy: ['entra.probe.by-external-id', 'entra.group.match', 'entra.quirk.filter-external-id'],
    around: async (request, serve) => {
      const filter = filterOf(request)
      if (isQuery(request) && filter !== undefined && !/^\W*(?:urn:[^ ]*:)?userName\b/i.test(filter))
        throw new ScimError(400, 'only userName can be filtered', { scimType: 'invalidFilter' })
      return serve(request)
    },
  },
  {
    name: 'user-agent-required',
    says: 'requests without a User-Agent are blocked before the server sees them',
    source: 'https://github.com/kortix-ai/suna/pull/7297',
    caughtBy: ['entra.http.no-user-agent', 'entra.quirk.no-user-agent'],
    around: async (request, serve) =>
      request.headers['user-agent'] === undefined
        ? { status: 403, headers: { 'content-type': 'text/html' }, body: '<h1>403 Forbidden</h1>' }
        : serve(request),
  },
  {
    name: 'multi-operation-patch-keeps-first',
    says: 'only the first of several operations in one PATCH is applied',
    caughtBy: ['entra.update'],
    around: async (request, serve) => {
      const [first] = operationsOf(request)
      if (!isPatch(request) || first === undefined || !isJsonObject(request.body)) return serve(request)
      return serve({ ...request, body: { ...request.body, Operations: [first] } })
    },
  },
  {
    name: 'remove-answers-500',
    says: 'a PATCH with remove returns 500',
    caughtBy: ['scim.patch.remove-attribute'],
    around: refusing(
      (request) => isPatch(request) && operationsOf(request).some((one) => opOf(one) === 'remove'),
      500,
      'fault',
    ),
  },
  {
    name: 'unmatched-filter-lists-all',
    says: 'a filter without a match returns the first page of all users',
    caughtBy: ['scim.filter.no-hit', 'entra.probe'],
    around: async (request, serve) => {
      const response = await serve(request)
      const isEmpty = isQuery(request) && isJsonObject(response.body) && response.body['totalResults'] === 0
      return isEmpty && request.method === 'GET' ? serve({ ...request, query: new URLSearchParams() }) : response
    },
  },
  {
    name: 'list-under-lower-case-resources',
    says: 'the member Resources of a list is named resources',
    caughtBy: [
      'scim.query.resources-name',
      'entra.match.one-hit',
      'entra.create.namesakes',
      'entra.recovery.repeated-cycle',
    ],
    around: answering(isQuery, (response) => {
      if (!isJsonObject(response.body)) return response
      const { Resources = [], ...rest } = response.body
      return { ...response, body: { ...rest, resources: Resources } }
    }),
  },
  {
    name: 'extension-in-path-less-value-refused',
    says: 'an object under the URN of the extension in an operation without a path is rejected',
    source: 'https://github.com/elimity-com/scim/issues/204',
    caughtBy: ['entra.quirk.extension-object', 'scim.patch.add-extension-object'],
    around: refusing(
      (request) =>
        isPatch(request) &&
        operationsOf(request).some(
          ({ value }) => isJsonObject(value) && Object.keys(value).some((key) => key.endsWith(':User')),
        ),
      400,
      'the attribute is not in the schema',
      { scimType: 'invalidValue' },
    ),
  },
  {
    name: 'filtered-add-refused',
    says: 'an add with a filter in its path is rejected',
    source: 'https://github.com/pingidentity/scim2/issues/135',
    caughtBy: [
      'entra.patch.value-path-add',
      'entra.quirk.legacy-six-operations',
      'entra.quirk.filtered-add',
      'entra.quirk.filtered-add-country',
      'entra.quirk.filtered-adds-share',
    ],
    around: refusing(
      (request) =>
        isPatch(request) && operationsOf(request).some((one) => opOf(one) === 'add' && pathOf(one).includes('[')),
      400,
      'an add operation takes no value selection filter',
      { scimType: 'invalidPath' },
    ),
  },
  {
    name: 'filter-on-singular-crashes',
    says: 'remove of manager[value eq "…"] returns 500, because manager is single-valued',
    source: 'https://github.com/thomaspoignant/scim-patch/issues/453',
    caughtBy: ['entra.manager.removed', 'entra.quirk.manager-removed-by-filter'],
    around: refusing(
      (request) => isPatch(request) && operationsOf(request).some((one) => /manager\[/i.test(pathOf(one))),
      500,
      'impossible to search on a mono valued attribute',
    ),
  },
  {
    name: 'create-adopts-by-email',
    says: 'a POST with the e-mail address of another user overwrites that user',
    source: 'https://github.com/intuitem/ciso-assistant-community/pull/4658',
    caughtBy: ['entra.create.conflict', 'entra.quirk.create-adopts-nobody'],
    around: async (request, serve) => {
      const emails = isCreate(request) && isJsonObject(request.body) ? request.body['emails'] : undefined
      const [email] = Array.isArray(emails) ? emails : []
      if (!isJsonObject(email) || typeof email['value'] !== 'string') return serve(request)
      const query = new URLSearchParams({ filter: `emails.value eq ${JSON.stringify(email['value'])}` })
      const { body } = await serve({ ...request, method: 'GET', query })
      const [found] = isJsonObject(body) && Array.isArray(body['Resources']) ? body['Resources'] : []
      if (!isJsonObject(found)) return serve(request)
      const adopted = await serve({ ...request, method: 'PUT', path: `/Users/${String(found['id'])}` })
      return adopted.status === 200 ? { ...adopted, status: 201 } : adopted
    },
  },
  {
    name: 'plain-json-refused',
    says: 'a body with the media type application/json is rejected with 415',
    source: 'https://github.com/scimmyjs/scimmy-routers/pull/22',
    caughtBy: ['entra.quirk.plain-json', 'scim.media-type.plain-json'],
    around: refusing(
      ({ headers }) => headers['content-type']?.startsWith('application/json') === true,
      415,
      'application/scim+json is expected',
    ),
  },
]
