import { isJsonObject, type JsonObject } from '../../protocol/index.ts'
import type { ScimRequest, ScimResponse } from '../wire/message.ts'
import { ScimError } from '../wire/scim-error.ts'
import type { Deviation, Serve } from './deviation.ts'
import { operationsOf, opOf, pathOf, restated } from './message-parts.ts'
import { both, isCreate, isDelete, isGroup, isPatch, isRead } from './request-conditions.ts'
import { answering, succeeding } from './rewriters.ts'

const groupCreate = both(isGroup, isCreate)
const groupDelete = both(isGroup, isDelete)
const groupPatch = both(isGroup, isPatch)

/** Ids that the operations of a PATCH name as members. */
function membersNamed(request: ScimRequest, ...ops: readonly string[]): string[] {
  return operationsOf(request)
    .filter((one) => ops.includes(opOf(one)))
    .flatMap((one) => {
      const filtered = /value eq "([^"]*)"/.exec(pathOf(one))?.[1]
      const listed = Array.isArray(one['value']) ? one['value'].filter(isJsonObject) : []
      return [...(filtered === undefined ? [] : [filtered]), ...listed.map(({ value }) => String(value))]
    })
}

/** Returns whether a PATCH names a member that the server does not know. */
async function namesUnknown(request: ScimRequest, serve: Serve, ...ops: readonly string[]): Promise<boolean> {
  for (const id of membersNamed(request, ...ops)) {
    const path = `/Users/${encodeURIComponent(id)}`
    const { status } = await serve(asRead(request, path))
    if (status === 404) return true
  }
  return false
}

function asRead({ body: _, ...request }: ScimRequest, path: string): ScimRequest {
  return { ...request, method: 'GET', path, query: new URLSearchParams() }
}

const crashing =
  (status: number, detail: string, ...ops: readonly string[]): NonNullable<Deviation['around']> =>
  async (request, serve) => {
    if (groupPatch(request) && (await namesUnknown(request, serve, ...ops))) throw new ScimError(status, detail)
    return serve(request)
  }

/** Remembers the content of a group before it is deleted, by its path. */
function remembering(
  use: (gone: ReadonlyMap<string, JsonObject>, request: ScimRequest, response: ScimResponse) => ScimResponse,
): NonNullable<Deviation['around']> {
  const gone = new Map<string, JsonObject>()
  return async (request, serve) => {
    const { body } = groupDelete(request) ? await serve(asRead(request, request.path)) : { body: undefined }
    const response = await serve(request)
    if (groupDelete(request) && response.status === 204 && isJsonObject(body)) gone.set(request.path, body)
    return use(gone, request, response)
  }
}

/** Deviations in the statuses of group requests and in unknown members. */
export const groupDeviations: readonly Deviation[] = [
  {
    name: 'group-read-answers-405',
    says: 'GET of a group by its id returns 405',
    source: 'https://github.com/onelogin/onelogin-scim-node/blob/master/index.js',
    caughtBy: ['scim.group.read-by-id'],
    around: (request, serve) => {
      if (isRead(request) && request.path.startsWith('/Groups/')) throw new ScimError(405, 'GET is not allowed')
      return serve(request)
    },
  },
  {
    name: 'group-create-answers-200',
    says: 'a POST of a group returns 200',
    caughtBy: ['scim.group.create-answers-201'],
    around: succeeding(groupCreate, (response) => ({ ...response, status: 200 })),
  },
  {
    name: 'group-create-answers-202',
    says: 'a POST of a group returns 202',
    caughtBy: ['scim.group.create-answers-201', 'entra.group.create'],
    around: succeeding(groupCreate, (response) => ({ ...response, status: 202 })),
  },
  {
    name: 'group-create-without-location',
    says: 'the response to a POST of a group has no Location',
    caughtBy: ['scim.group.location-header'],
    around: succeeding(groupCreate, (response) => ({ ...response, headers: {} })),
  },
  {
    name: 'group-delete-answers-200',
    says: 'a DELETE of a group returns 200 with an empty object',
    caughtBy: ['scim.group.delete-answers-204', 'entra.group.delete'],
    around: succeeding(groupDelete, () => ({ status: 200, headers: {}, body: {} })),
  },
  {
    name: 'group-delete-answers-202',
    says: 'a DELETE of a group returns 202',
    caughtBy: ['scim.group.delete-answers-204', 'entra.group.delete'],
    around: succeeding(groupDelete, () => ({ status: 202, headers: {} })),
  },
  {
    name: 'group-delete-twice-answers-204',
    says: 'a DELETE of an unknown group returns 204',
    caughtBy: ['scim.group.delete-answers-204', 'scim.group.unknown-id'],
    around: answering(groupDelete, (response) => (response.status === 404 ? { status: 204, headers: {} } : response)),
  },
  {
    name: 'group-delete-twice-crashes',
    says: 'a DELETE of an unknown group returns 500',
    caughtBy: ['scim.group.unknown-id', 'entra.group.delete'],
    around: answering(groupDelete, (response) => (response.status === 404 ? restated(response, 500) : response)),
  },
  {
    name: 'deleted-group-still-read',
    says: 'a deleted group can still be read by its id',
    caughtBy: ['scim.group.delete-answers-204', 'entra.group.delete'],
    around: remembering((gone, request, response) => {
      const body = gone.get(request.path)
      return both(isGroup, isRead)(request) && response.status === 404 && body !== undefined
        ? { status: 200, headers: {}, body }
        : response
    }),
  },
  {
    name: 'unknown-group-patch-answers-204',
    says: 'a PATCH of an unknown group returns 204',
    caughtBy: ['scim.group.patch-unknown-id'],
    around: answering(groupPatch, (response) => (response.status === 404 ? { status: 204, headers: {} } : response)),
  },
  {
    name: 'group-patch-answers-202',
    says: 'a PATCH of a group returns 202',
    caughtBy: ['scim.group.patch-answers'],
    around: succeeding(groupPatch, (response) => ({ ...response, status: 202 })),
  },
  {
    name: 'deleted-group-name-stays-taken',
    says: 'the name of a deleted group cannot be used again',
    caughtBy: ['entra.group.returns'],
    around: (() => {
      const inner = remembering((gone, request, response) => {
        const name = isJsonObject(request.body) ? request.body['displayName'] : undefined
        const isGone = [...gone.values()].some(({ displayName }) => displayName === name)
        if (groupCreate(request) && isGone)
          throw new ScimError(409, `${String(name)} is in use`, { scimType: 'uniqueness' })
        return response
      })
      return inner
    })(),
  },
  ...(['add', 'replace', 'remove'] as const).map(
    (op): Deviation => ({
      name: `unknown-member-${op}-crashes`,
      says: `PATCH ${op} of a member with an unknown id returns 500`,
      ...(op === 'add' ? { source: 'https://github.com/lightdash/lightdash/issues/24458' } : {}),
      caughtBy: ['scim.patch.unknown-member', ...(op === 'replace' ? [] : ['entra.group.unknown-member'])],
      around: crashing(500, 'insert or update on table "group_members" violates foreign key constraint', op),
    }),
  ),
  {
    name: 'unknown-member-unavailable',
    says: 'PATCH add of a member with an unknown id returns 503',
    caughtBy: ['scim.patch.unknown-member', 'entra.group.unknown-member'],
    around: crashing(503, 'try again later', 'add'),
  },
  {
    name: 'unknown-member-not-implemented',
    says: 'PATCH add of a member with an unknown id returns 501',
    caughtBy: ['scim.patch.unknown-member', 'entra.group.unknown-member'],
    around: crashing(501, 'members of other directories are not implemented', 'add'),
  },
  {
    name: 'unknown-member-empties-group',
    says: 'PATCH add of a member with an unknown id is rejected, and the group loses its members',
    caughtBy: ['scim.patch.unknown-member', 'entra.group.unknown-member'],
    around: async (request, serve) => {
      if (!groupPatch(request) || !(await namesUnknown(request, serve, 'add'))) return serve(request)
      const Operations = [{ op: 'remove', path: 'members' }]
      await serve({ ...request, body: { ...Object(request.body), Operations } })
      throw new ScimError(400, 'one of the members is not known', { scimType: 'invalidValue' })
    },
  },
  {
    name: 'deleted-member-crashes',
    says: 'PATCH with the id of a deleted user returns 500',
    caughtBy: ['entra.group.unknown-member'],
    around: (() => {
      const gone = new Set<string>()
      const isUserDelete = (request: ScimRequest): boolean => isDelete(request) && request.path.startsWith('/Users/')
      return async (request: ScimRequest, serve: Serve): Promise<ScimResponse> => {
        if (isUserDelete(request)) gone.add(decodeURIComponent(request.path.split('/').at(-1) ?? ''))
        if (groupPatch(request) && membersNamed(request, 'add', 'remove').some((id) => gone.has(id)))
          throw new ScimError(500, "Cannot read properties of null (reading 'id')")
        return serve(request)
      }
    })(),
  },
]
