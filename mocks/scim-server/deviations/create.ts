import { setTimeout } from 'node:timers/promises'
import { isJsonObject } from '../../protocol/index.ts'
import type { ScimRequest } from '../wire/message.ts'
import type { Deviation } from './deviation.ts'
import { restated, withBody, without } from './message-parts.ts'
import { isCreate, isGroup, isUser } from './request-conditions.ts'
import { asking, failing, headers, refusing, resources, sending, succeeding } from './rewriters.ts'
import { storeWith, typeWith } from './stores.ts'

/** The duration of a write in milliseconds, during which another request can arrive. */
const PAUSE = 20

const groupNames = new Set<string>()

/** Records the name of each new Group, and returns whether it was already recorded. */
function isSecondOfItsName(request: ScimRequest): boolean {
  if (!isCreate(request) || !isGroup(request) || !isJsonObject(request.body)) return false
  const name = String(request.body['displayName'])
  const isKnown = groupNames.has(name)
  groupNames.add(name)
  return isKnown
}

/** Deviations in creates (RFC 7644 §3.3). */
export const createDeviations: readonly Deviation[] = [
  {
    name: 'create-answers-200',
    says: 'POST of a new resource returns 200',
    caughtBy: ['scim.create.answers-201'],
    around: succeeding(isCreate, (response) => ({ ...response, status: 200 })),
  },
  {
    name: 'create-without-body',
    says: 'a 201 has no body',
    caughtBy: ['scim.create.answers-201', 'entra.quirk.group-created'],
    around: succeeding(isCreate, (response) => withBody(response, undefined)),
  },
  {
    name: 'create-without-location',
    says: 'a 201 has no Location header',
    caughtBy: ['scim.create.location-header'],
    around: headers(isCreate, { location: undefined }),
  },
  {
    name: 'create-without-meta',
    says: 'the response to a POST has no meta',
    caughtBy: ['scim.create.answers-201'],
    around: resources(isCreate, (resource) => without(resource, 'meta')),
  },
  {
    name: 'location-of-another-id',
    says: 'meta.location of a created resource ends with an unknown id',
    source: 'https://github.com/wso2/charon/issues/127',
    caughtBy: ['scim.create.location-header', 'entra.quirk.create-location'],
    around: resources(isCreate, (resource) => ({
      ...resource,
      meta: { ...resource.meta, location: `${resource.meta?.location}0` },
    })),
  },
  {
    name: 'duplicate-user-name-accepted',
    says: 'two users can have the same userName',
    caughtBy: [
      'scim.create.duplicate-user-name',
      'scim.create.user-name-ignores-case',
      'scim.create.prepared-user-name',
      'scim.put.duplicate-user-name',
      'entra.recovery.lost-answer',
    ],
    store: storeWith((correct) => ({
      insert: (type, resource) => correct.insert(typeWith(type, 'userName', { uniqueness: 'none' }), resource),
      update: (type, id, change) => correct.update(typeWith(type, 'userName', { uniqueness: 'none' }), id, change),
    })),
  },
  {
    name: 'duplicate-answers-400',
    says: 'a duplicate userName returns 400',
    source: 'https://github.com/FusionAuth/fusionauth-issues/issues/3149',
    caughtBy: ['scim.create.duplicate-user-name', 'entra.quirk.create-twice', 'validator.create-a-duplicate-user'],
    around: failing(409, (response) => restated(response, 400)),
  },
  {
    name: 'duplicate-answers-500',
    says: 'a duplicate userName returns 500, with a detail about 409',
    source: 'https://github.com/sourcegraph/sourcegraph-public-snapshot/issues/48353',
    caughtBy: ['scim.create.duplicate-user-name', 'scim.exchange.no-server-error', 'entra.quirk.create-twice'],
    around: failing(409, (response) => restated(response, 500)),
  },
  {
    name: 'duplicate-without-scim-type',
    says: 'a 409 has a body without scimType',
    source: 'https://github.com/getsentry/sentry/issues/117860',
    caughtBy: ['scim.create.duplicate-user-name', 'entra.quirk.create-told-conflict', 'scim.error.uniqueness'],
    around: failing(409, (response) =>
      isJsonObject(response.body) ? withBody(response, without(response.body, 'scimType')) : response,
    ),
  },
  {
    name: 'unique-user-name-case-sensitive',
    says: 'two userNames that differ only in letter case are two users',
    caughtBy: ['scim.create.user-name-ignores-case'],
    store: storeWith((correct) => ({
      insert: (type, resource) => correct.insert(typeWith(type, 'userName', { caseExact: true }), resource),
      update: (type, id, change) => correct.update(typeWith(type, 'userName', { caseExact: true }), id, change),
      remove: (type, id, check) => correct.remove(typeWith(type, 'userName', { caseExact: true }), id, check),
    })),
  },
  {
    name: 'groups-not-created',
    says: 'POST of a Group returns 501, although /ResourceTypes lists Group',
    caughtBy: ['gallery.scim-group-create-test', 'validator.create-a-new-group', 'entra.group.create'],
    around: refusing((request) => isCreate(request) && isGroup(request), 501, 'groups cannot be created'),
  },
  {
    name: 'duplicate-group-answers-400',
    says: 'a second Group with the same displayName returns 400',
    caughtBy: ['validator.create-a-duplicate-group'],
    around: refusing(isSecondOfItsName, 400, 'the name is in use'),
  },
  {
    name: 'malformed-json-crashes',
    says: 'a body that is not JSON returns 500',
    caughtBy: ['scim.create.malformed-json'],
    around: async (request, serve) => {
      const response = await serve(request)
      return request.fault?.status === 400 ? restated(response, 500) : response
    },
  },
  {
    name: 'malformed-json-as-empty',
    says: 'a body that is not JSON is treated as an empty object, and creates a user',
    caughtBy: ['scim.create.malformed-json'],
    around: asking(isCreate, (request) => {
      const { fault, ...rest } = request
      const userName = `unnamed-${request.headers['content-length']}`
      return fault === undefined
        ? request
        : { ...rest, body: { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName } }
    }),
  },
  {
    name: 'missing-user-name-invented',
    says: 'a User without userName is created with an invented one',
    caughtBy: ['scim.create.user-name-required'],
    around: sending(isCreate, (body, { path }) =>
      path.startsWith('/Users') && body['userName'] === undefined
        ? { ...body, userName: `invented-${String(body['displayName'])}` }
        : body,
    ),
  },
  {
    name: 'client-id-kept',
    says: 'the id in the body of a POST becomes the id of the resource',
    caughtBy: ['scim.create.client-id-ignored'],
    engine: ({ readResource }) => ({
      readResource: (body, type, rules) => {
        const read = readResource(body, type, rules)
        const id = isJsonObject(body) ? body['id'] : undefined
        return typeof id === 'string' ? { ...read, attributes: { ...read.attributes, id } } : read
      },
    }),
  },
  {
    name: 'client-id-refused',
    says: 'a POST with an id in its body is rejected',
    caughtBy: ['scim.create.client-id-ignored'],
    around: async (request, serve) => {
      const isRefused = isCreate(request) && isJsonObject(request.body) && request.body['id'] !== undefined
      return serve(isRefused ? { ...request, body: [] } : request)
    },
  },
  {
    name: 'two-duplicates-answer-400',
    says: 'a POST with an existing userName and an existing e-mail address returns 400, with one duplicate 409',
    source: 'https://github.com/FusionAuth/fusionauth-issues/issues/3149',
    caughtBy: ['scim.create.duplicate-user-name', 'entra.quirk.create-twice'],
    around: failing(
      409,
      (response, { body }) => (isJsonObject(body) && body['emails'] !== undefined ? restated(response, 400) : response),
      isCreate,
    ),
  },
  {
    name: 'racing-creates-crash',
    says: 'if two POSTs have the same userName at the same time, one returns 500 with the error of the database',
    source: 'https://github.com/gravitee-io/gravitee-access-management/pull/8290',
    caughtBy: ['entra.create.race'],
    store: (correct) => {
      const writing = new Set<string>()
      return storeWith(() => ({
        insert: async (type, resource) => {
          const key = `${type.name} ${String(resource['userName'] ?? resource.id).toLowerCase()}`
          if (writing.has(key)) throw new Error('duplicate key value violates unique constraint')
          writing.add(key)
          try {
            const kept = await correct.insert(type, resource)
            await setTimeout(PAUSE)
            return kept
          } finally {
            writing.delete(key)
          }
        },
      }))(correct)
    },
  },
  {
    name: 'external-id-dropped',
    says: 'externalId is dropped, because no schema defines it',
    source: 'https://github.com/scimmyjs/scimmy/issues/57',
    caughtBy: ['entra.create.external-id', 'entra.quirk.create-external-id'],
    around: sending(isUser, (body) => without(body, 'externalId')),
  },
  {
    name: 'unknown-sub-attribute-refused',
    says: 'a POST with an unknown sub-attribute is rejected',
    source: 'https://github.com/simpleidserver/SimpleIdServer/issues/733',
    caughtBy: [
      'scim.create.answers-201',
      'entra.create',
      'jumpcloud.tenant.provisioned',
      'gallery.scim-null-update-test',
      'gallery.scim-user-create-test',
      'gallery.scim-user-update-test',
      'entra.quirk.create-with-nulls',
      'entra.quirk.create-unlisted-locality',
      'entra.quirk.create-primary',
      'entra.quirk.create-custom-extension',
      'validator.create-a-new-user',
      'validator.filter-for-an-existing-user',
      'validator.patch-user-add-attributes',
      'validator.update-user-username',
      'validator.get-group-excluding-members',
      'validator.patch-user-multiple-ops-on-same-attribute',
    ],
    around: refusing(
      (request) => isCreate(request) && JSON.stringify(request.body ?? null).includes('"primary"'),
      400,
      'schema violation: primary is unknown',
      { scimType: 'invalidSyntax' },
    ),
  },
  {
    name: 'location-without-base-path',
    says: 'Location and meta.location lack the path of the base URL, and return 404',
    source: 'https://github.com/simpleidserver/SimpleIdServer/issues/825',
    caughtBy: ['entra.create.answers-user', 'scim.meta.location', 'entra.quirk.create-location'],
    around: async (request, serve) => serve({ ...request, base: new URL(request.base).origin }),
  },
]
