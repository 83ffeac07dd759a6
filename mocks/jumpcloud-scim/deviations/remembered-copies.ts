import { isJsonObject, type JsonObject } from '../../protocol/index.ts'
import { deviating } from '../../scim-server/index.ts'
import { isWrite } from './api-calls.ts'
import type { FrontDeviation } from './front-deviation.ts'

const { isCreate, isPatch, isRead, isUser } = deviating
type Api = NonNullable<FrontDeviation['api']>

const MAPPED = ['firstname', 'lastname', 'jobTitle', 'department', 'location', 'costCenter', 'employeeType', 'company']

/** Remembers the last write of each user, by id; `change` receives the copy before it is updated. */
function remembering(change: (body: JsonObject, copy: JsonObject) => JsonObject): Api {
  const copies = new Map<string, JsonObject>()
  return (correct) => async (request, limits) => {
    if (!isWrite(request)) return correct(request, limits)
    const body = JSON.parse(request.body ?? '{}') as JsonObject
    const id = request.url.split('/').at(-1) ?? ''
    const changed = request.method === 'PUT' ? change(body, copies.get(id) ?? {}) : body
    if (Object.keys(changed).length === 0)
      return correct({ method: 'GET', url: request.url, headers: request.headers }, limits)
    const response = await correct({ ...request, body: JSON.stringify(changed) }, limits)
    const user: unknown = response.status === 200 ? JSON.parse(response.body) : undefined
    if (isJsonObject(user))
      copies.set(String(user['_id']), request.method === 'POST' ? user : { ...copies.get(id), ...body })
    return response
  }
}

const picked = (copy: JsonObject, names: readonly string[]): JsonObject =>
  Object.fromEntries(names.flatMap((name) => (copy[name] === undefined ? [] : [[name, copy[name]]])))

/** The last representation of each user that clients received, by path. */
const shown = new Map<string, JsonObject>()

/** Deviations that trust a remembered copy more than JumpCloud. */
export const rememberedCopyDeviations: readonly FrontDeviation[] = [
  {
    name: 'copy-written-with-changes',
    says: 'a change also writes the remembered values of all mapped properties',
    caughtBy: ['jumpcloud.drift.edits-kept'],
    api: remembering((body, copy) => (Object.hasOwn(body, 'suspended') ? body : { ...picked(copy, MAPPED), ...body })),
  },
  {
    name: 'copy-written-on-disable',
    says: 'a disable also writes the remembered title',
    caughtBy: ['jumpcloud.side-effect.switch'],
    api: remembering((body, copy) => (body['suspended'] === true ? { ...picked(copy, ['jobTitle']), ...body } : body)),
  },
  {
    name: 'copy-restored-on-read',
    says: 'a GET writes the remembered family name back if it differs',
    caughtBy: ['jumpcloud.drift.edits-kept'],
    api: (correct) => {
      const names = new Map<string, unknown>()
      return async (request, limits) => {
        const response = await correct(request, limits)
        const isOne = /\/systemusers(?:\/[0-9a-f]{24})?$/.test(request.url) && response.status === 200
        const user: unknown = isOne ? JSON.parse(response.body) : undefined
        if (!isJsonObject(user)) return response
        const id = String(user['_id'])
        if (isWrite(request)) names.set(id, user['lastname'])
        const name = names.get(id)
        if (request.method !== 'GET' || name === undefined || name === user['lastname']) return response
        const headers = { ...request.headers, 'content-type': 'application/json' }
        return correct({ method: 'PUT', url: request.url, headers, body: JSON.stringify({ lastname: name }) }, limits)
      }
    },
  },
  {
    name: 'same-value-not-written',
    says: 'a value that was written before is not written again',
    caughtBy: ['jumpcloud.drift.same-value-written', 'jumpcloud.lifecycle.overwrites'],
    api: remembering((body, copy) =>
      Object.fromEntries(Object.entries(body).filter(([name, value]) => name === 'suspended' || copy[name] !== value)),
    ),
  },
  {
    name: 'former-username-written',
    says: 'each change also writes the remembered username and email address',
    caughtBy: ['jumpcloud.drift.renamed-elsewhere'],
    api: remembering((body, copy) =>
      Object.hasOwn(body, 'suspended') ? body : { ...picked(copy, ['username', 'email']), ...body },
    ),
  },
  {
    name: 'deleted-elsewhere-shown',
    says: 'a user whom an administrator deleted is returned as last seen',
    caughtBy: ['jumpcloud.drift.deleted-elsewhere'],
    around: async (request, serve) => {
      if (!isUser(request) || !isRead(request)) {
        if (request.method === 'DELETE') shown.delete(request.path)
        const response = await serve(request)
        if (isCreate(request) && isJsonObject(response.body)) shown.set(`/Users/${response.body['id']}`, response.body)
        return response
      }
      const copy = shown.get(request.path)
      const response = await serve(request)
      return response.status === 404 && copy !== undefined ? { status: 200, headers: {}, body: copy } : response
    },
  },
  {
    name: 'changes-of-deleted-accepted',
    says: 'a PATCH of a user who no longer exists succeeds',
    caughtBy: ['jumpcloud.drift.deleted-elsewhere'],
    around: async (request, serve) => {
      const response = await serve(request)
      return isUser(request) && isPatch(request) && response.status === 404 ? { status: 204, headers: {} } : response
    },
  },
]
