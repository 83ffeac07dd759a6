import { isJsonObject, type JsonObject } from '../../protocol/index.ts'
import { employmentSchema } from '../schema/discovery.ts'
import type { Deviation } from './deviation.ts'
import { restated, without } from './message-parts.ts'
import { isUser } from './request-conditions.ts'
import { failing, resources } from './rewriters.ts'
import { storeWith, typeWith } from './stores.ts'

const EMPLOYMENT = employmentSchema.id

const employmentOf = (resource: JsonObject): JsonObject => {
  const held = resource[EMPLOYMENT]
  return isJsonObject(held) ? held : {}
}

/** Deviations in the declared characteristics of attributes (RFC 7643 §7). */
export const characteristicDeviations: readonly Deviation[] = [
  {
    name: 'put-keeps-title',
    says: 'PUT does not change title',
    caughtBy: ['scim.characteristic.read-write'],
    engine: ({ mergeReplacement }) => ({
      mergeReplacement: (current, sent, type) => ({
        ...mergeReplacement(current, sent, type),
        ...(current['title'] === undefined ? {} : { title: current['title'] }),
      }),
    }),
  },
  {
    name: 'immutable-overwritten',
    says: 'PUT overwrites an attribute that is declared immutable',
    caughtBy: ['scim.characteristic.immutable'],
    engine: ({ mergeReplacement }) => ({
      mergeReplacement: (current, sent, type) =>
        mergeReplacement(current, sent, typeWith(type, 'badgeNumber', { mutability: 'readWrite' })),
    }),
  },
  {
    name: 'write-only-returned-if-named',
    says: 'an attribute that is declared writeOnly is returned if attributes names it',
    caughtBy: ['scim.characteristic.write-only'],
    engine: ({ project }) => ({
      project: (resource, projection) => {
        const shown = project(resource, projection)
        const { pin } = employmentOf(resource)
        const isNamed = projection.included?.has(`${EMPLOYMENT}:pin`) === true
        return isNamed && pin !== undefined ? { ...shown, [EMPLOYMENT]: { ...employmentOf(shown), pin } } : shown
      },
    }),
  },
  {
    name: 'always-only-if-named',
    says: 'with attributes, an attribute that is declared returned "always" is returned only if attributes names it',
    caughtBy: ['scim.characteristic.returned-always'],
    engine: ({ project }) => ({
      project: (resource, projection) => {
        const shown = project(resource, projection)
        const { payrollId, ...held } = employmentOf(shown)
        if (payrollId === undefined || projection.included === undefined) return shown
        return projection.included.has(`${EMPLOYMENT}:payrollId`) ? shown : { ...shown, [EMPLOYMENT]: held }
      },
    }),
  },
  {
    name: 'default-only-if-named',
    says: 'title is returned only if attributes names it, although it is declared returned "default"',
    caughtBy: ['scim.characteristic.returned-by-default'],
    around: resources(
      (request) => isUser(request) && !request.query.has('attributes'),
      (user) => without(user, 'title'),
    ),
  },
  {
    name: 'request-returned-unrequested',
    says: 'an attribute that is declared returned "request" is returned without a request',
    caughtBy: ['scim.characteristic.returned-on-request'],
    engine: ({ project }) => ({
      project: (resource, projection) => {
        const shown = project(resource, projection)
        const { remarks } = employmentOf(resource)
        return remarks === undefined ? shown : { ...shown, [EMPLOYMENT]: { ...employmentOf(shown), remarks } }
      },
    }),
  },
  {
    name: 'request-not-echoed',
    says: 'an attribute that is declared returned "request" is not in the response to the request that wrote it',
    caughtBy: ['scim.characteristic.returned-on-request'],
    around: resources(
      (request) => isUser(request) && request.method !== 'GET',
      (user) => ({ ...user, [EMPLOYMENT]: without(employmentOf(user), 'remarks') }),
    ),
  },
  {
    name: 'unique-value-shared',
    says: 'two users can have the same value of an attribute that is declared unique',
    caughtBy: ['scim.characteristic.uniqueness'],
    store: storeWith((correct) => ({
      insert: (type, resource) => correct.insert(typeWith(type, 'badgeNumber', { uniqueness: 'none' }), resource),
    })),
  },
  {
    name: 'unique-value-answers-422',
    says: 'a duplicate value of an attribute that is declared unique returns 422',
    caughtBy: ['scim.characteristic.uniqueness'],
    around: failing(409, (response) =>
      JSON.stringify(response.body).includes('badgeNumber') ? restated(response, 422) : response,
    ),
  },
]
