import { isJsonObject, type JsonObject, LIST_RESPONSE_MESSAGE } from '../../protocol/index.ts'
import { ScimError } from '../wire/scim-error.ts'
import type { Around, Deviation } from './deviation.ts'
import { typeList } from './documents.ts'
import { withBody, without } from './message-parts.ts'
import { both, isCreate, isGroup, isResource, isUser, on } from './request-conditions.ts'
import { bodies, refusing, resources, sending, succeeding } from './rewriters.ts'

const isUserCreate = both(isUser, isCreate)

/** Changes the resources of a discovery list. */
const listed = (path: RegExp, change: (all: readonly JsonObject[]) => JsonObject[]): Around =>
  bodies(on('GET', path), (body) => {
    const { Resources } = body
    return Array.isArray(Resources) ? { ...body, Resources: change(Resources.filter(isJsonObject)) } : body
  })

/** Deviations in endpoints and creates (RFC 7644 §3.2, §3.3). */
export const endpointDeviations: readonly Deviation[] = [
  {
    name: 'user-endpoint-is-people',
    says: 'ResourceTypes says that the endpoint of User is "/People"',
    caughtBy: ['scim.endpoint.users-and-groups'],
    around: listed(/^\/ResourceTypes\/?$/, (types) =>
      types.map((type) => (type['name'] === 'User' ? { ...type, endpoint: '/People' } : type)),
    ),
  },
  {
    name: 'endpoint-in-singular',
    says: 'ResourceTypes lists a type Device with the endpoint /Device',
    caughtBy: ['scim.endpoint.plural'],
    around: listed(/^\/ResourceTypes\/?$/, (types) => [...types, { ...types[0], name: 'Device', endpoint: '/Device' }]),
  },
  {
    name: 'schemas-list-messages',
    says: '/Schemas lists the schema of ListResponse',
    caughtBy: ['scim.endpoint.no-message-schemas'],
    around: listed(/^\/Schemas\/?$/, (schemas) => [...schemas, { ...schemas[0], id: LIST_RESPONSE_MESSAGE }]),
  },
  {
    name: 'groups-cannot-be-created',
    says: 'POST of a Group returns 501',
    caughtBy: ['scim.create.group-type', 'scim.endpoint.methods'],
    around: refusing(both(isGroup, isCreate), 501, 'groups come from elsewhere'),
  },
  {
    name: 'resource-type-in-plural',
    says: 'meta.resourceType is the name of the endpoint',
    caughtBy: ['scim.create.user-type', 'scim.create.group-type'],
    around: resources(isResource, (resource, { path }) => ({
      ...resource,
      meta: { ...resource.meta, resourceType: path.startsWith('/Groups') ? 'Groups' : 'Users' },
    })),
  },
  {
    name: 'create-needs-display-name',
    says: 'POST of a User without displayName is rejected, although no schema declares it required',
    caughtBy: ['scim.create.minimum'],
    around: refusing(
      (request) => isUserCreate(request) && isJsonObject(request.body) && request.body['displayName'] === undefined,
      400,
      'displayName is missing',
      { scimType: 'invalidValue' },
    ),
  },
  {
    name: 'create-refuses-null',
    says: 'POST with a null in its body is rejected',
    caughtBy: ['scim.create.null-and-empty'],
    around: refusing(
      (request) => isUserCreate(request) && isJsonObject(request.body) && Object.values(request.body).includes(null),
      400,
      'null is not a value',
      { scimType: 'invalidValue' },
    ),
  },
  {
    name: 'create-stores-null-as-string',
    says: 'a null in the body of a POST is stored as the string "null"',
    caughtBy: ['scim.create.null-and-empty'],
    around: sending(isUserCreate, (body) =>
      Object.fromEntries(Object.entries(body).map(([name, value]) => [name, value === null ? 'null' : value])),
    ),
  },
  {
    name: 'create-with-unknown-crashes',
    says: 'a POST with an attribute that no schema declares returns 500',
    caughtBy: ['scim.create.unknown-attribute', 'scim.exchange.no-server-error'],
    engine: ({ readResource }) => ({
      readResource: (body, type, rules) => {
        const isKnown = (name: string): boolean =>
          type.attributes.has(name.toLowerCase()) || type.extensions.has(name.toLowerCase())
        const unknown = Object.keys(isJsonObject(body) ? body : {}).find((name) => !isKnown(name))
        if (unknown !== undefined) throw new ScimError(500, `column "${unknown}" does not exist`)
        return readResource(body, type, rules)
      },
    }),
  },
  {
    name: 'create-echoes',
    says: 'the response to a POST repeats the userName of the request, although another form of it is stored',
    caughtBy: ['scim.create.shows-state'],
    around: async (request, serve) => {
      if (!isUserCreate(request) || !isJsonObject(request.body)) return serve(request)
      const { userName } = request.body
      const stored = await serve({ ...request, body: { ...request.body, userName: String(userName).toLowerCase() } })
      return isJsonObject(stored.body) && stored.status === 201
        ? withBody(stored, { ...stored.body, userName: userName ?? null })
        : stored
    },
  },
  {
    name: 'create-omits-emails',
    says: 'the response to a POST has no e-mails, and a GET has them',
    caughtBy: ['scim.create.shows-state'],
    around: succeeding(isUserCreate, (response) =>
      isJsonObject(response.body) ? withBody(response, without(response.body, 'emails')) : response,
    ),
  },
  {
    name: 'resource-types-empty',
    says: '/ResourceTypes is an empty list',
    caughtBy: ['scim.discovery.resource-types'],
    around: typeList(() => []),
  },
  {
    name: 'resource-types-zero',
    says: '/ResourceTypes has totalResults 0 and no Resources',
    caughtBy: ['scim.discovery.resource-types'],
    around: bodies(on('GET', /^\/ResourceTypes\/?$/), (body) => ({ ...without(body, 'Resources'), totalResults: 0 })),
  },
  {
    name: 'resource-types-null',
    says: 'Resources of /ResourceTypes is null',
    caughtBy: ['scim.discovery.resource-types'],
    around: bodies(on('GET', /^\/ResourceTypes\/?$/), (body) => ({ ...body, totalResults: 0, Resources: null })),
  },
  {
    name: 'user-type-unlisted',
    says: '/ResourceTypes lists only Group',
    caughtBy: ['scim.discovery.lists-user'],
    around: typeList((types) => types.filter((type) => isJsonObject(type) && type['name'] !== 'User')),
  },
  {
    name: 'group-type-unlisted',
    says: '/ResourceTypes lists only User',
    caughtBy: ['scim.discovery.lists-group'],
    around: typeList((types) => types.filter((type) => isJsonObject(type) && type['name'] !== 'Group')),
  },
]
