import { type Call, objectBody } from '../api/call.ts'
import { answerV1List } from '../api/lists.ts'
import type { Operation } from '../api/operation.ts'
import { V1_LIST } from '../api/parameters.ts'
import { logEvent } from '../insights/log.ts'
import { changesBetween } from '../records/system-user.ts'
import type { RadiusServer } from '../store/jumpcloud-store.ts'
import { ApiError } from '../wire/api-error.ts'
import type { JsonObject } from '../wire/json.ts'
import { OBJECT_ID } from '../wire/object-id.ts'
import { RADIUS_SCHEMAS } from './schemas.ts'

const PATH = '/api/radiusservers'
const BY_ID = '/api/radiusservers/{id}'
const SERVER = { 200: { says: 'The RADIUS server', schema: 'RadiusServer' } } as const
const WITHOUT_SECRET = { 200: { says: 'The RADIUS server, without its secret', schema: 'RadiusServerPut' } } as const

/** The operations of `/api/radiusservers`. */
export const radiusOperations: readonly Operation[] = [
  {
    id: 'radius_servers_list',
    method: 'GET',
    path: PATH,
    summary: 'List RADIUS servers',
    needs: ['radius', 'read'],
    query: V1_LIST,
    answers: { 200: { says: 'A page of RADIUS servers', schema: 'RadiusServerList' } },
    handle: (call) => answerV1List(call, call.store.radiusServers.all(call.caller.organization), ['name']),
  },
  {
    id: 'radius_servers_post',
    method: 'POST',
    path: PATH,
    summary: 'Create a RADIUS server',
    needs: ['radius', 'write'],
    body: 'RadiusServerPost',
    answers: SERVER,
    handle: (call) => {
      const { newId, caller } = call
      const given = { ...INITIAL, ...known(objectBody(call)) } as RadiusServer
      const after = { ...given, _id: newId(), organization: caller.organization }
      save(call, after)
      logEvent(call, { type: 'radius_server_create', resource: resourceOf(after) })
      return { status: 200, json: after, after }
    },
  },
  {
    id: 'radius_servers_get',
    method: 'GET',
    path: BY_ID,
    summary: 'Read a RADIUS server',
    needs: ['radius', 'read'],
    answers: SERVER,
    handle: (call) => ({ status: 200, json: existingServer(call) }),
  },
  {
    id: 'radius_servers_put',
    method: 'PUT',
    path: BY_ID,
    summary: 'Update a RADIUS server',
    needs: ['radius', 'write'],
    body: 'RadiusServerPost',
    answers: WITHOUT_SECRET,
    handle: (call) => {
      const before = existingServer(call)
      const kept = call.switches.radiusAuthIdp === 'taken' ? {} : { authIdp: before.authIdp }
      const after = { ...before, ...known(objectBody(call)), ...kept } as RadiusServer
      save(call, after)
      const changes = changesBetween(withoutSecret(before), withoutSecret(after))
      logEvent(call, { type: 'radius_server_update', resource: resourceOf(after), changes })
      return { status: 200, json: withoutSecret(after), before, after }
    },
  },
  {
    id: 'radius_servers_delete',
    method: 'DELETE',
    path: BY_ID,
    summary: 'Delete a RADIUS server',
    needs: ['radius', 'write'],
    answers: WITHOUT_SECRET,
    handle: (call) => {
      const before = existingServer(call)
      call.store.radiusServers.remove(call.caller.organization, before._id)
      call.store.edges.forget(before._id)
      logEvent(call, { type: 'radius_server_delete', resource: resourceOf(before) })
      return { status: 200, json: withoutSecret(before), before }
    },
  },
]

/** The RADIUS server of a path. Throws ApiError 404. */
export function existingServer({ store, caller, params }: Call): RadiusServer {
  const id = params['id'] ?? ''
  const server = OBJECT_ID.test(id) ? store.radiusServers.find(caller.organization, id) : undefined
  if (server === undefined) throw new ApiError(404, 'Not Found')
  return server
}

/** The properties of a new server; the actions are those of the specification's sample. */
const INITIAL: JsonObject = {
  authIdp: 'JUMPCLOUD',
  mfa: 'DISABLED',
  userLockoutAction: 'REMOVE',
  userPasswordExpirationAction: 'MAINTAIN',
  userPasswordEnabled: true,
  userCertEnabled: false,
  deviceCertEnabled: false,
  caCert: '',
  radsecEnabled: false,
  requireRadsec: false,
  requireTlsAuth: false,
}

function known(body: JsonObject): JsonObject {
  const { properties } = RADIUS_SCHEMAS['RadiusServerPost'] as { readonly properties: object }
  return Object.fromEntries(Object.entries(body).filter(([name]) => Object.hasOwn(properties, name)))
}

function save({ store, caller }: Call, server: RadiusServer): void {
  store.radiusServers.save(caller.organization, server._id, server)
}

const withoutSecret = ({ sharedSecret: _, ...server }: RadiusServer): JsonObject => server
const resourceOf = ({ _id, name }: RadiusServer): JsonObject => ({ type: 'radius_server', id: _id, name })
