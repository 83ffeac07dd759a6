import {
  ENTERPRISE_USER_SCHEMA,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  PATCH_OP_MESSAGE,
} from '../../protocol/index.ts'
import type { ScimRequest, ScimResponse } from '../wire/message.ts'
import { ScimError } from '../wire/scim-error.ts'
import type { Around, Deviation, Serve } from './deviation.ts'
import { filterOf, withBody } from './message-parts.ts'
import { both, isCreate, isDelete, isQuery, isRead, isUser } from './request-conditions.ts'

const CAUGHT = ['entra.delete.returns'] as const

const userCreate = both(isUser, isCreate)

const nameOf = (user: JsonValue | undefined): string =>
  isJsonObject(user) && typeof user['userName'] === 'string' ? user['userName'].toLowerCase() : ''

/** Remembers the users that a DELETE removed, by userName, and uses them for later requests. */
function remembering(
  use: (request: ScimRequest, serve: Serve, gone: ReadonlyMap<string, JsonObject>) => Promise<ScimResponse>,
): Around {
  const gone = new Map<string, JsonObject>()
  return async (request, serve) => {
    if (!both(isUser, isDelete)(request)) return use(request, serve, gone)
    const { body: before } = await serve({ ...request, method: 'GET' })
    const response = await serve(request)
    if (response.status === 204 && isJsonObject(before)) gone.set(nameOf(before), before)
    return response
  }
}

/** Rejects a create with a value that a deleted user had. */
const keeping = (keyOf: (user: JsonObject) => JsonValue | undefined, status = 409): Around =>
  remembering(async (request, serve, gone) => {
    const value = userCreate(request) && isJsonObject(request.body) ? keyOf(request.body) : undefined
    const isKept = value !== undefined && [...gone.values()].some((user) => keyOf(user) === value)
    if (isKept) throw new ScimError(status, 'a user with these values already exists', { scimType: 'uniqueness' })
    return serve(request)
  })

const first = (user: JsonObject, name: string): JsonObject => {
  const { [name]: listed } = user
  return Array.isArray(listed) && isJsonObject(listed[0]) ? listed[0] : {}
}

/** Changes the POST of a user who was deleted before. */
const creating = (change: (body: JsonObject, before: JsonObject) => JsonObject): Around =>
  remembering((request, serve, gone) => {
    const before = userCreate(request) ? gone.get(nameOf(request.body)) : undefined
    return serve(
      before === undefined || !isJsonObject(request.body)
        ? request
        : { ...request, body: change(request.body, before) },
    )
  })

/** Deviations in which a user who left and returned is not provisioned, or not as sent. */
export const returningDeviations: readonly Deviation[] = [
  {
    name: 'deleted-external-id-stays-taken',
    says: 'the externalId of a deleted user cannot be used again',
    caughtBy: CAUGHT,
    around: keeping(({ externalId }) => externalId),
  },
  {
    name: 'deleted-email-stays-taken',
    says: 'the e-mail address of a deleted user cannot be used again',
    caughtBy: CAUGHT,
    around: keeping((user) => first(user, 'emails')['value']),
  },
  {
    name: 'deleted-employee-number-stays-taken',
    says: 'the employee number of a deleted user cannot be used again',
    caughtBy: CAUGHT,
    around: keeping(({ [ENTERPRISE_USER_SCHEMA]: extension }) =>
      isJsonObject(extension) ? extension['employeeNumber'] : undefined,
    ),
  },
  {
    name: 'deleted-user-name-refused-with-400',
    says: 'the userName of a deleted user is rejected with 400',
    caughtBy: CAUGHT,
    around: keeping(({ userName }) => userName, 400),
  },
  {
    name: 'deleted-user-name-crashes',
    says: 'the userName of a deleted user returns 500',
    caughtBy: CAUGHT,
    around: keeping(({ userName }) => userName, 500),
  },
  {
    name: 'returning-user-is-inactive',
    says: 'a user who was deleted is created again as inactive',
    caughtBy: CAUGHT,
    around: creating((body) => ({ ...body, active: false })),
  },
  {
    name: 'returning-user-has-old-values',
    says: 'a user who was deleted is created again with the displayName and title from before the deletion',
    caughtBy: CAUGHT,
    around: creating((body, { displayName, title }) => ({
      ...body,
      ...(displayName === undefined ? {} : { displayName }),
      ...(title === undefined ? {} : { title }),
    })),
  },
  {
    name: 'returning-user-is-not-found',
    says: 'no query finds a user who was deleted and created again',
    caughtBy: CAUGHT,
    around: remembering(async (request, serve, gone) => {
      const response = await serve(request)
      const name = /userName eq "([^"]*)"/i.exec(filterOf(request) ?? '')?.[1]?.toLowerCase()
      return both(isUser, isQuery)(request) && name !== undefined && gone.has(name) && isJsonObject(response.body)
        ? withBody(response, { ...response.body, totalResults: 0, Resources: [] })
        : response
    }),
  },
  {
    name: 'returning-user-is-not-read',
    says: 'a user who was deleted and created again cannot be read by the new id',
    caughtBy: CAUGHT,
    around: remembering(async (request, serve, gone) => {
      const response = await serve(request)
      if (both(isUser, isRead)(request) && gone.has(nameOf(response.body)))
        throw new ScimError(404, 'the user was deleted')
      return response
    }),
  },
  {
    name: 'memberships-return-with-user',
    says: 'a user who was deleted and created again is in its former groups',
    caughtBy: ['entra.delete.memberships-gone'],
    around: remembering(async (request, serve, gone) => {
      const before = userCreate(request) ? gone.get(nameOf(request.body)) : undefined
      const response = await serve(request)
      const id = isJsonObject(response.body) ? response.body['id'] : undefined
      const { groups } = before ?? {}
      for (const group of Array.isArray(groups) ? groups.filter(isJsonObject) : []) {
        const Operations = [{ op: 'add', path: 'members', value: [{ value: id ?? null }] }]
        const body = { schemas: [PATCH_OP_MESSAGE], Operations }
        await serve({ ...request, method: 'PATCH', path: `/Groups/${String(group['value'])}`, body })
      }
      return response
    }),
  },
]
