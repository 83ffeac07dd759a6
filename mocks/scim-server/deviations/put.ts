import { answering, isPut, on, refusing, restated, sending, succeeding } from './around.ts'
import type { Deviation } from './deviation.ts'
import { storeWith, typeWith } from './stores.ts'

/** Wrong ways to replace (RFC 7644 §3.5.1). */
export const putDeviations: readonly Deviation[] = [
  {
    name: 'put-missing',
    says: 'PUT answers 405',
    source: 'https://github.com/coder/coder/issues/15828',
    caughtBy: ['scim.put.replaces'],
    around: refusing(isPut, 405, 'PUT is not supported'),
  },
  {
    name: 'put-ignored',
    says: 'PUT answers 200 and changes nothing',
    caughtBy: ['scim.put.replaces'],
    around: (request, serve) => serve(isPut(request) ? { ...request, method: 'GET' } : request),
  },
  {
    name: 'put-answers-204',
    says: 'PUT answers 204 without the resource',
    caughtBy: ['scim.put.replaces'],
    around: succeeding(isPut, ({ headers }) => ({ status: 204, headers })),
  },
  {
    name: 'put-answers-201',
    says: 'PUT of what exists answers 201',
    caughtBy: ['scim.put.replaces'],
    around: succeeding(isPut, (response) => ({ ...response, status: 201 })),
  },
  {
    name: 'put-refuses-id-in-body',
    says: 'PUT whose body has an id is refused',
    caughtBy: ['scim.put.replaces'],
    around: sending(isPut, (body) => (body['id'] === undefined ? body : [])),
  },
  {
    name: 'put-takes-taken-user-name',
    says: 'PUT can take the userName of another user',
    caughtBy: ['scim.put.duplicate-user-name'],
    store: storeWith((right) => ({
      update: (type, id, change) => right.update(typeWith(type, 'userName', { uniqueness: 'none' }), id, change),
    })),
  },
  {
    name: 'put-conflict-crashes',
    says: 'PUT to a userName that is taken answers 500',
    caughtBy: ['scim.put.duplicate-user-name', 'scim.exchange.no-server-error'],
    around: answering(on('PUT', /./), (response) => (response.status === 409 ? restated(response, 500) : response)),
  },
  {
    name: 'put-merges',
    says: 'PUT keeps what the body leaves out',
    source: 'https://github.com/attevon-llc/OpenTranscribe/issues/582',
    caughtBy: ['scim.unassigned.null-unassigns'],
    engine: ({ mergeReplacement }) => ({
      mergeReplacement: (current, sent, type) => mergeReplacement(current, { ...current, ...sent }, type),
    }),
  },
  {
    name: 'put-merges-all-but-name',
    says: 'PUT keeps what the body leaves out, but of name it clears what the body leaves out',
    source: 'https://github.com/Metatavu/keycloak-scim-server/pull/106',
    caughtBy: ['scim.unassigned.null-unassigns'],
    engine: ({ mergeReplacement }) => ({
      mergeReplacement: (current, sent, type) => {
        const { name: _name, ...others } = current
        return mergeReplacement(current, { ...others, ...sent }, type)
      },
    }),
  },
]
