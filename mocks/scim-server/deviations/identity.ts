import { setTimeout } from 'node:timers/promises'
import { isJsonObject, type JsonObject, type JsonValue, PATCH_OP_MESSAGE } from '../../protocol/index.ts'
import type { ScimRequest, ScimResponse } from '../wire/message.ts'
import type { Around, Deviation, Serve } from './deviation.ts'
import { operationsOf, pathOf, withBody } from './message-parts.ts'
import { both, isDelete, isPatch, isPut, isQuery, isRead, isUser } from './request-conditions.ts'
import { bodies } from './rewriters.ts'

const userPatch = both(isUser, isPatch)
const userRead = both(isUser, isRead)

const idIn = ({ path }: ScimRequest): string => decodeURIComponent(path.split('/').at(-1) ?? '')

/** Returns all users in the order of creation. */
async function everyone({ body: _, ...request }: ScimRequest, serve: Serve): Promise<JsonObject[]> {
  const query = new URLSearchParams({ count: '1000' })
  const { body } = await serve({ ...request, method: 'GET', path: '/Users', query })
  const listed = isJsonObject(body) ? body['Resources'] : undefined
  return Array.isArray(listed) ? listed.filter(isJsonObject) : []
}

/** Returns the user created before (or after) the one that a request names. */
async function neighbour(request: ScimRequest, serve: Serve, distance: number): Promise<JsonObject | undefined> {
  const all = await everyone(request, serve)
  const at = all.findIndex(({ id }) => id === idIn(request))
  return at < 0 ? undefined : all[at + distance]
}

/** Sends operations to another user as well. */
async function alsoTo(
  user: JsonObject | undefined,
  Operations: readonly JsonValue[],
  request: ScimRequest,
  serve: Serve,
): Promise<void> {
  if (user === undefined || Operations.length === 0) return
  const body = { schemas: [PATCH_OP_MESSAGE], Operations: [...Operations] }
  await serve({ ...request, method: 'PATCH', path: `/Users/${String(user['id'])}`, body })
}

/** Processes a request, and also affects the user created before. */
const spilling =
  (
    when: (request: ScimRequest) => boolean,
    spill: (request: ScimRequest, other: JsonObject | undefined, serve: Serve) => Promise<void>,
    distance = -1,
  ): Around =>
  async (request, serve) => {
    if (!when(request)) return serve(request)
    const other = await neighbour(request, serve, distance)
    const response = await serve(request)
    if (response.status < 300) await spill(request, other, serve)
    return response
  }

/** Responds with the user created before. */
const answeringWithOther =
  (when: (request: ScimRequest) => boolean): Around =>
  async (request, serve) => {
    const response = await serve(request)
    if (!when(request) || response.status !== 200) return response
    return withBody(response, (await neighbour(request, serve, -1)) ?? response.body)
  }

const listOf = (body: JsonObject): JsonObject[] =>
  Array.isArray(body['Resources']) ? body['Resources'].filter(isJsonObject) : []

/** Gives each user in a list some attributes of the next one. */
const swapping = (...names: readonly string[]): Around =>
  bodies(both(isUser, isQuery), (body) => {
    const listed = listOf(body)
    if (listed.length < 2) return body
    const swapped = listed.map((user, index) => {
      const next = listed[(index + 1) % listed.length] ?? user
      return { ...user, ...Object.fromEntries(names.map((name) => [name, next[name]])) }
    })
    return { ...body, Resources: swapped as JsonValue }
  })

/** Responds to a read with the user of the previous read. */
function oneBehind(): Around {
  let last: JsonValue | undefined
  return async (request, serve) => {
    const response = await serve(request)
    if (!userRead(request) || response.status !== 200) return response
    const before = last ?? response.body
    last = response.body
    return withBody(response, before)
  }
}

/** Stores the path of a read where other requests overwrite it. */
function sharedPath(): Around {
  let path = ''
  return async (request: ScimRequest, serve: Serve): Promise<ScimResponse> => {
    if (!userRead(request)) return serve(request)
    path = request.path
    await setTimeout(3)
    return serve({ ...request, path })
  }
}

/** Deviations that return the data of another user. */
export const identityDeviations: readonly Deviation[] = [
  {
    name: 'read-returns-other-user',
    says: 'a GET returns the user who was created before',
    caughtBy: ['entra.identity.own-data', 'scim.identity.reads-at-once', 'scim.read.by-id'],
    around: answeringWithOther(userRead),
  },
  {
    name: 'read-returns-last-read',
    says: 'a GET returns the user who was read before',
    caughtBy: ['entra.identity.own-data', 'scim.identity.reads-at-once'],
    around: oneBehind(),
  },
  {
    name: 'reads-share-path',
    says: 'reads at the same time all return the user of the last request',
    caughtBy: ['entra.identity.own-data', 'scim.identity.reads-at-once'],
    around: sharedPath(),
  },
  {
    name: 'query-finds-attributes-of-other',
    says: 'a matching query returns the user with the name of the user who was created before',
    caughtBy: ['entra.identity.own-data', 'scim.identity.list-elements'],
    around: async (request, serve) => {
      const response = await serve(request)
      if (!both(isUser, isQuery)(request) || !isJsonObject(response.body)) return response
      const [only, ...rest] = listOf(response.body)
      if (only === undefined || rest.length > 0) return response
      const other = await neighbour({ ...request, path: `/Users/${String(only['id'])}` }, serve, -1)
      const mixed = { ...only, displayName: other?.['displayName'] ?? 'Somebody' }
      return withBody(response, { ...response.body, Resources: [mixed] })
    },
  },
  {
    name: 'list-swaps-names',
    says: 'each user in a list has the displayName and the name of the next one',
    caughtBy: ['scim.identity.list-elements'],
    around: swapping('displayName', 'name'),
  },
  {
    name: 'list-swaps-ids',
    says: 'each user in a list has the id of the next one',
    caughtBy: ['scim.identity.list-elements'],
    around: swapping('id', 'meta'),
  },
  {
    name: 'patch-answers-other-user',
    says: 'the response to a PATCH is the user who was created before',
    caughtBy: ['entra.identity.patch', 'scim.identity.patch'],
    around: answeringWithOther(userPatch),
  },
  {
    name: 'patch-changes-other-user-too',
    says: 'a PATCH of displayName also changes the user who was created before',
    caughtBy: ['entra.identity.patch', 'scim.identity.patch'],
    around: spilling(userPatch, (request, other, serve) =>
      alsoTo(
        other,
        operationsOf(request).filter((one) => pathOf(one) === 'displayName'),
        request,
        serve,
      ),
    ),
  },
  {
    name: 'patch-changes-next-user',
    says: 'a PATCH of displayName also changes the user who was created after',
    caughtBy: ['entra.identity.patch', 'scim.identity.patch'],
    around: spilling(
      userPatch,
      (request, other, serve) =>
        alsoTo(
          other,
          operationsOf(request).filter((one) => pathOf(one) === 'displayName'),
          request,
          serve,
        ),
      1,
    ),
  },
  {
    name: 'patch-changes-first-user-too',
    says: 'a PATCH of displayName also changes the user who was created first',
    caughtBy: ['entra.identity.patch', 'scim.identity.patch'],
    around: async (request, serve) => {
      const response = await serve(request)
      if (!userPatch(request) || response.status >= 300) return response
      const [oldest] = await everyone(request, serve)
      const named = operationsOf(request).filter((one) => pathOf(one) === 'displayName')
      await alsoTo(oldest, named, request, serve)
      return response
    },
  },
  {
    name: 'disable-reaches-other-user',
    says: 'disabling a user also disables the user who was created before',
    caughtBy: ['entra.identity.disable'],
    around: spilling(userPatch, (request, other, serve) =>
      alsoTo(
        other,
        operationsOf(request).filter((one) => pathOf(one) === 'active'),
        request,
        serve,
      ),
    ),
  },
  {
    name: 'delete-takes-other-user',
    says: 'a DELETE also removes the user who was created after',
    caughtBy: ['entra.identity.delete', 'scim.identity.delete'],
    around: spilling(
      both(isUser, isDelete),
      async (request, other, serve) => {
        if (other !== undefined) await serve({ ...request, path: `/Users/${String(other['id'])}` })
      },
      1,
    ),
  },
  {
    name: 'delete-renames-other-user',
    says: 'a DELETE gives the user who was created before the title "former"',
    caughtBy: ['entra.identity.delete', 'scim.identity.delete'],
    around: spilling(both(isUser, isDelete), (request, other, serve) =>
      alsoTo(other, [{ op: 'replace', path: 'title', value: 'former' }], request, serve),
    ),
  },
  {
    name: 'put-answers-other-user',
    says: 'the response to a PUT is the user who was created before',
    caughtBy: ['scim.identity.put'],
    around: answeringWithOther(both(isUser, isPut)),
  },
  {
    name: 'put-changes-other-user-too',
    says: 'a PUT also changes the displayName of the user who was created before',
    caughtBy: ['scim.identity.put'],
    around: spilling(both(isUser, isPut), (request, other, serve) =>
      alsoTo(other, [{ op: 'replace', path: 'displayName', value: 'Touched' }], request, serve),
    ),
  },
]
