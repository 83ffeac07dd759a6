import { isJsonObject, type JsonObject } from '../../protocol/index.ts'
import { type Around, deviating, ScimError } from '../../scim-server/index.ts'
import { changingUpdates } from './api-calls.ts'
import type { FrontDeviation } from './front-deviation.ts'

const { isDelete, isPatch, operations, operationsOf, pathOf } = deviating

/** Reads the user of a request before the request is processed. */
const withUser =
  (judge: (user: JsonObject, ...rest: Parameters<Around>) => ReturnType<Around>): Around =>
  async (request, serve) => {
    if (!isPatch(request) && !isDelete(request)) return serve(request)
    const { body } = await serve({ ...request, method: 'GET', path: request.path }).catch(() => ({ body: undefined }))
    return isJsonObject(body) ? judge(body, request, serve) : serve(request)
  }

const isOfActive = (operation: JsonObject): boolean =>
  pathOf(operation).toLowerCase() === 'active' || (isJsonObject(operation['value']) && 'active' in operation['value'])

/** Deviations for disabled users. */
export const disabledDeviations: readonly FrontDeviation[] = [
  {
    name: 'disabled-users-not-changed',
    says: 'changes to a disabled user succeed and are not written',
    caughtBy: ['jumpcloud.disabled.changes-arrive'],
    around: withUser(({ active }, request, serve) =>
      active === false && isPatch(request) && !operationsOf(request).some(isOfActive)
        ? serve({ ...request, method: 'GET' })
        : serve(request),
    ),
  },
  {
    name: 'disabled-users-refuse-changes',
    says: 'changes to a disabled user are rejected with 404',
    caughtBy: ['jumpcloud.disabled.changes-arrive'],
    around: withUser(({ active }, request, serve) => {
      if (active === false && isPatch(request) && !operationsOf(request).some(isOfActive))
        throw new ScimError(404, 'no active user has this id')
      return serve(request)
    }),
  },
  {
    name: 'enable-drops-changes',
    says: 'a PATCH that enables a user ignores its other changes',
    caughtBy: ['jumpcloud.disabled.enabled-with-changes'],
    around: async (request, serve) => {
      const listed = isPatch(request) ? operationsOf(request) : []
      const enabling = listed.filter((one) => isOfActive(one) && /true/i.test(JSON.stringify(one['value'])))
      return serve(
        enabling.length === 0 ? request : { ...request, body: { ...Object(request.body), Operations: enabling } },
      )
    },
  },
  {
    name: 'email-change-enables',
    says: 'a change of the email address of a disabled user enables the user',
    caughtBy: ['jumpcloud.side-effect.suspension', 'jumpcloud.disabled.changes-arrive'],
    api: changingUpdates((body) => (Object.hasOwn(body, 'email') ? { suspended: false, ...body } : body)),
  },
  {
    name: 'active-switches',
    says: 'a PATCH of active to the current value inverts it',
    caughtBy: ['jumpcloud.disabled.repeated'],
    around: withUser((user, request, serve) => {
      const { active } = user
      const isSame = (value: unknown): boolean => String(value).toLowerCase() === String(active)
      return operations((operation) =>
        pathOf(operation).toLowerCase() === 'active' && isSame(operation['value'])
          ? { ...operation, value: active !== true }
          : operation,
      )(request, serve)
    }),
  },
  {
    name: 'second-disable-refused',
    says: 'disabling a disabled user is rejected with 409',
    caughtBy: ['jumpcloud.disabled.repeated'],
    around: withUser(({ active }, request, serve) => {
      const isAgain = (one: JsonObject): boolean => isOfActive(one) && /false/i.test(JSON.stringify(one['value']))
      if (active === false && isPatch(request) && operationsOf(request).some(isAgain))
        throw new ScimError(409, 'the user is disabled already')
      return serve(request)
    }),
  },
  {
    name: 'disabled-users-not-deleted',
    says: 'DELETE of a disabled user is rejected with 403',
    caughtBy: ['jumpcloud.disabled.deleted'],
    around: withUser(({ active }, request, serve) => {
      if (active === false && isDelete(request)) throw new ScimError(403, 'a suspended user cannot be deleted')
      return serve(request)
    }),
  },
  {
    name: 'deletion-of-disabled-ignored',
    says: 'DELETE of a disabled user returns 204, and SCIM still returns the user',
    caughtBy: ['jumpcloud.disabled.deleted'],
    around: withUser(async ({ active }, request, serve) =>
      active === false && isDelete(request) ? { status: 204, headers: {} } : serve(request),
    ),
  },
]
