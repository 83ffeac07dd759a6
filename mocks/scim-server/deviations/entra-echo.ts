import { setTimeout } from 'node:timers/promises'
import { ENTERPRISE_USER_SCHEMA, isJsonObject, type JsonObject, type JsonValue } from '../../protocol/index.ts'
import { ScimError } from '../wire/scim-error.ts'
import type { Deviation } from './deviation.ts'
import { isCreate, isQuery, isUser, on } from './request-conditions.ts'
import { bodies, refusing, resources } from './rewriters.ts'

/** Returns one string of a User differently from how it was sent. */
const showing = (change: (text: string) => string, ...path: readonly string[]): NonNullable<Deviation['around']> => {
  const within = (value: JsonValue | undefined, [name, ...rest]: readonly string[]): JsonValue | undefined => {
    if (name === undefined) return typeof value === 'string' ? change(value) : value
    if (Array.isArray(value)) return value.map((one) => within(one, [name, ...rest]) ?? null)
    return isJsonObject(value) ? { ...value, [name]: within(value[name], rest) } : value
  }
  return resources(isUser, (user) => within(user, path) as JsonObject)
}

const AT_ONCE = 20
/** The duration of a query in milliseconds. */
const PAUSE = 50

/** Responds differently while more than twenty queries are in progress. */
function whenBusy(answer: () => ReturnType<NonNullable<Deviation['around']>>): NonNullable<Deviation['around']> {
  let inProgress = 0
  return async (request, serve) => {
    if (!isQuery(request)) return serve(request)
    inProgress += 1
    try {
      // Other requests arrive meanwhile.
      await setTimeout(PAUSE)
      return inProgress > AT_ONCE ? await answer() : await serve(request)
    } finally {
      inProgress -= 1
    }
  }
}

let queries = 0
const MOST_MEMBERS = 1000

/** Deviations in which values are returned in another form, or responses that Entra cannot read. */
export const entraEchoDeviations: readonly Deviation[] = [
  {
    name: 'phone-numbers-reformatted',
    says: 'phone numbers are returned without spaces and brackets',
    caughtBy: ['entra.format.phone'],
    around: showing((text) => text.replace(/[^\d+]/g, ''), 'phoneNumbers', 'value'),
  },
  {
    name: 'markup-escaped',
    says: 'title is returned with its markup escaped',
    caughtBy: ['entra.format.markup'],
    around: showing((text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;'), 'title'),
  },
  {
    name: 'family-name-spaces-merged',
    says: 'repeated spaces in a family name become one',
    caughtBy: ['entra.format.inner-blanks'],
    around: showing((text) => text.replace(/\s+/g, ' '), 'name', 'familyName'),
  },
  {
    name: 'display-name-in-ascii',
    says: 'non-ASCII letters of displayName are returned as question marks',
    caughtBy: ['entra.format.scripts'],
    // biome-ignore lint/suspicious/noControlCharactersInRegex: every character outside ASCII is intended
    around: showing((text) => text.replace(/[^\x00-\x7f]/g, '?'), 'displayName'),
  },
  {
    name: 'empty-roles-refused',
    says: 'a POST with an empty list of roles is rejected',
    caughtBy: ['entra.roles.empty', 'entra.quirk.create-documented'],
    around: refusing(
      ({ method, body }) => method === 'POST' && isJsonObject(body) && JSON.stringify(body['roles']) === '[]',
      400,
      'roles must not be empty',
      { scimType: 'invalidValue' },
    ),
  },
  {
    name: 'manager-is-string',
    says: 'the manager is returned as a bare id',
    source: 'https://github.com/Budibase/budibase/issues/15369',
    caughtBy: ['entra.exchange.manager-is-complex', 'entra.quirk.manager-object'],
    around: resources(isUser, (user) => {
      const extension = user[ENTERPRISE_USER_SCHEMA]
      const manager = isJsonObject(extension) ? extension['manager'] : undefined
      if (!isJsonObject(extension) || !isJsonObject(manager)) return user
      return { ...user, [ENTERPRISE_USER_SCHEMA]: { ...extension, manager: manager['value'] } }
    }),
  },
  {
    name: 'throttled-without-retry-after',
    says: 'of more than twenty queries at the same time, the others return 429 without Retry-After',
    caughtBy: ['entra.exchange.retry-after'],
    around: whenBusy(async () => ({ status: 429, headers: {} })),
  },
  {
    name: 'busy-at-twenty',
    says: 'of more than twenty queries at the same time, the others return 503',
    caughtBy: ['entra.recovery.burst'],
    around: whenBusy(async () => {
      throw new ScimError(503, 'too many at once')
    }),
  },
  {
    name: 'every-third-query-fails',
    says: 'every third query returns 500',
    caughtBy: ['entra.probe.repeated'],
    around: async (request, serve) => {
      if (isQuery(request)) queries += 1
      if (isQuery(request) && queries % 3 === 0) throw new ScimError(500, 'the connection is in use')
      return serve(request)
    },
  },
  {
    name: 'schemas-with-nulls',
    says: '/Schemas has null for missing members of an attribute',
    caughtBy: ['entra.exchange.schemas-readable'],
    around: bodies(on('GET', /^\/Schemas\/?$/), (body) => {
      const { Resources } = body
      if (!Array.isArray(Resources)) return body
      return { ...body, Resources: Resources.map((one) => (isJsonObject(one) ? { ...one, meta: null } : one)) }
    }),
  },
  {
    name: 'at-most-thousand-members',
    says: 'a group stores at most 1 000 members and ignores the others',
    caughtBy: ['entra.group.thousand-members'],
    engine: ({ applyOperations }) => ({
      applyOperations: (attributes, listed, context) => {
        const next = applyOperations(attributes, listed, context)
        const { members } = next
        return Array.isArray(members) ? { ...next, members: members.slice(0, MOST_MEMBERS) } : next
      },
    }),
  },
  {
    name: 'string-of-created-active-ignored',
    says: 'a POST with active as a string creates an inactive user',
    source: 'https://github.com/AzureAD/SCIMReferenceCode/issues/21',
    caughtBy: ['entra.quirk.create-active-text'],
    around: async (request, serve) => {
      const isText = isCreate(request) && isJsonObject(request.body) && typeof request.body['active'] === 'string'
      return serve(isText ? { ...request, body: { ...Object(request.body), active: false } } : request)
    },
  },
]
