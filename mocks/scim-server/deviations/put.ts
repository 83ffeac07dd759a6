import { isJsonObject } from '../../protocol/index.ts'
import { badRequest } from '../wire/scim-error.ts'
import type { Deviation } from './deviation.ts'
import { restated, without, withParameter } from './message-parts.ts'
import { isPut, isUser, on } from './request-conditions.ts'
import { answering, asking, chained, refusing, resources, sending, succeeding } from './rewriters.ts'
import { storeWith, typeWith } from './stores.ts'

/** The members that the server sets, so that a body can omit them. */
const SERVERS_OWN = new Set(['id', 'meta', 'schemas', 'groups'])

/** Deviations in PUT (RFC 7644 §3.5.1). */
export const putDeviations: readonly Deviation[] = [
  {
    name: 'put-missing',
    says: 'PUT returns 405',
    source: 'https://github.com/coder/coder/issues/15828',
    caughtBy: ['scim.put.replaces'],
    around: refusing(isPut, 405, 'PUT is not supported'),
  },
  {
    name: 'put-ignored',
    says: 'PUT returns 200 and changes nothing',
    caughtBy: ['scim.put.replaces'],
    around: (request, serve) => serve(isPut(request) ? { ...request, method: 'GET' } : request),
  },
  {
    name: 'put-answers-204',
    says: 'PUT returns 204 without the resource',
    caughtBy: ['scim.put.replaces'],
    around: succeeding(isPut, ({ headers }) => ({ status: 204, headers })),
  },
  {
    name: 'put-answers-201',
    says: 'PUT of an existing resource returns 201',
    caughtBy: ['scim.put.replaces'],
    around: succeeding(isPut, (response) => ({ ...response, status: 201 })),
  },
  {
    name: 'put-refuses-id-in-body',
    says: 'PUT with an id in its body is rejected',
    caughtBy: ['scim.put.replaces'],
    around: sending(isPut, (body) => (body['id'] === undefined ? body : [])),
  },
  {
    name: 'put-accepts-existing-user-name',
    says: 'PUT accepts the userName of another user',
    caughtBy: ['scim.put.duplicate-user-name'],
    store: storeWith((correct) => ({
      update: (type, id, change) => correct.update(typeWith(type, 'userName', { uniqueness: 'none' }), id, change),
    })),
  },
  {
    name: 'put-conflict-crashes',
    says: 'PUT to an existing userName returns 500',
    caughtBy: ['scim.put.duplicate-user-name', 'scim.exchange.no-server-error'],
    around: answering(on('PUT', /./), (response) => (response.status === 409 ? restated(response, 500) : response)),
  },
  {
    name: 'put-merges',
    says: 'PUT keeps the attributes that the body omits',
    source: 'https://github.com/attevon-llc/OpenTranscribe/issues/582',
    caughtBy: ['scim.unassigned.null-unassigns'],
    engine: ({ mergeReplacement }) => ({
      mergeReplacement: (current, sent, type) => mergeReplacement(current, { ...current, ...sent }, type),
    }),
  },
  {
    name: 'put-merges-all-but-name',
    says: 'PUT keeps the attributes that the body omits, but clears omitted sub-attributes of name',
    source: 'https://github.com/Metatavu/keycloak-scim-server/pull/106',
    caughtBy: ['scim.unassigned.null-unassigns'],
    engine: ({ mergeReplacement }) => ({
      mergeReplacement: (current, sent, type) => {
        const { name: _name, ...others } = current
        return mergeReplacement(current, { ...others, ...sent }, type)
      },
    }),
  },
  {
    name: 'put-needs-all',
    says: 'PUT that omits an attribute that has a value is rejected',
    caughtBy: ['scim.put.omitted'],
    around: async (request, serve) => {
      const { body: current } = isPut(request) ? await serve({ ...request, method: 'GET' }) : {}
      const isMissing = (name: string): boolean =>
        !SERVERS_OWN.has(name) && isJsonObject(request.body) && request.body[name] === undefined
      const missing = isJsonObject(current) ? Object.keys(current).find(isMissing) : undefined
      if (missing !== undefined) throw badRequest('invalidValue', `${missing} is missing`)
      return serve(request)
    },
  },
  {
    name: 'put-refuses-meta',
    says: 'PUT with meta in its body is rejected with mutability',
    caughtBy: ['scim.put.as-read', 'scim.put.read-only'],
    around: refusing(
      (request) => isPut(request) && isJsonObject(request.body) && request.body['meta'] !== undefined,
      400,
      'meta is readOnly',
      { scimType: 'mutability' },
    ),
  },
  {
    name: 'put-refuses-own-nulls',
    says: 'a User is returned with null for nickName, and PUT of null is rejected',
    source: 'https://github.com/RIPAGlobal/scimitar',
    caughtBy: ['scim.put.as-read'],
    around: chained(
      refusing(
        (request) => isPut(request) && isJsonObject(request.body) && request.body['nickName'] === null,
        400,
        'nickName is null',
        { scimType: 'invalidValue' },
      ),
      resources(isUser, (user) => ({ nickName: null, ...user })),
    ),
  },
  {
    name: 'put-follows-id-of-body',
    says: 'PUT changes the resource with the id in its body, not the one in the URL',
    caughtBy: ['scim.put.other-id'],
    around: asking(isPut, (request) => {
      const id = isJsonObject(request.body) ? request.body['id'] : undefined
      return typeof id === 'string' ? { ...request, path: request.path.replace(/[^/]+$/, id) } : request
    }),
  },
  {
    name: 'put-without-user-name-invents',
    says: 'PUT without userName gives the user an invented one',
    caughtBy: ['scim.put.required'],
    around: sending(isPut, (body, { path }) =>
      path.startsWith('/Users/') && body['userName'] === undefined
        ? { ...body, userName: `invented-${path.slice(7)}` }
        : body,
    ),
  },
  {
    name: 'put-attributes-ignored',
    says: 'PUT ignores the attributes parameter and returns the whole resource',
    caughtBy: ['scim.put.attributes-parameter'],
    around: asking(isPut, (request) => ({ ...request, query: withParameter(request.query, 'attributes', undefined) })),
  },
  {
    name: 'put-creates',
    says: 'PUT to an unknown id creates a resource with that id',
    caughtBy: ['scim.put.unknown-id'],
    around: async (request, serve) => {
      const response = await serve(request)
      return isPut(request) && response.status === 404
        ? serve({ ...request, method: 'POST', path: request.path.replace(/\/[^/]+$/, '') })
        : response
    },
    engine: ({ readResource }) => ({
      readResource: (body, type, rules) => {
        const read = readResource(body, type, rules)
        const id = isJsonObject(body) ? body['id'] : undefined
        return typeof id === 'string' ? { ...read, attributes: { ...read.attributes, id } } : read
      },
    }),
  },
  {
    name: 'put-immutable-changes',
    says: 'PUT changes an immutable attribute that has a value',
    caughtBy: ['scim.put.immutable'],
    engine: () => ({ mergeReplacement: (_current, sent) => sent }),
  },
  {
    name: 'put-immutable-ignored',
    says: 'PUT with another value for an immutable attribute succeeds and keeps the first',
    caughtBy: ['scim.put.immutable'],
    engine: ({ mergeReplacement }) => ({
      mergeReplacement: (current, sent, type) => {
        const kept = Object.keys(current).filter((name) => name.startsWith('urn:'))
        return mergeReplacement(
          current,
          { ...sent, ...Object.fromEntries(kept.map((urn) => [urn, current[urn]])) },
          type,
        )
      },
    }),
  },
  {
    name: 'put-immutable-not-set',
    says: 'PUT does not set the first value of an immutable attribute',
    caughtBy: ['scim.put.immutable-unset'],
    engine: ({ mergeReplacement }) => ({
      mergeReplacement: (current, sent, type) => {
        const unset = Object.keys(sent).filter((name) => name.startsWith('urn:') && current[name] === undefined)
        return mergeReplacement(current, without(sent, ...unset), type)
      },
    }),
  },
]
