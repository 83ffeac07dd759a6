import type { JumpCloudApi, RadiusVerdict, Role, SystemUser } from '../../mocks/jumpcloud-api/index.ts'
import { isJsonObject, type JsonObject } from '../../mocks/protocol/index.ts'
import type { Transport } from '../../mocks/transport/index.ts'
import type { FaultSwitch, UserFault } from '../target/fault-switch.ts'
import type { KeySwitch } from '../target/key-switch.ts'

/**
 * What JumpCloud's administrators can do: change users by hand, and change the rights of the key that the target
 * uses.
 */
export interface JumpCloudPortal {
  /** Changes properties of a system user. */
  edit(id: string, properties: JsonObject): Promise<SystemUser>
  /** Deletes a system user. */
  remove(id: string): Promise<void>
  /** Returns the record of a new user with only a username and an email address; the user is deleted again. */
  blankUser(): Promise<SystemUser>
  /** Expires a user's password. */
  expirePassword(id: string): Promise<SystemUser>
  /**
   * Sets a user to the state that an organization may set for its new users; the API's own rules prevent a PUT from
   * doing so.
   */
  stage(id: string): void
  /** Adds a RADIUS server that verifies passwords with Entra (`authIdp: AZURE`). */
  radiusServer(): Promise<RadiusPort>
  /**
   * Runs an action while the target's key has another role, or is unknown to JumpCloud; no other requests must be
   * sent meanwhile.
   */
  whileKeyIs<Result>(role: Role | 'unknown', action: () => Promise<Result>): Promise<Result>
  /** Runs an action while requests of the target about one user fail; `hits` is the number of failed requests. Requests about other users succeed. */
  failing<Result>(
    fault: UserFault,
    action: () => Promise<Result>,
  ): Promise<{ readonly result: Result; readonly hits: number }>
}

/** A RADIUS server of JumpCloud that verifies passwords with Entra. */
interface RadiusPort {
  /** Binds a user to it, as an administrator does; the name of such a user can no longer change. */
  bind(userId: string): Promise<void>
  /** Returns the RADIUS verdict for a user with the correct password. */
  judge(login: string): RadiusVerdict
}

/** The components of the portal. */
export interface PortalParts {
  readonly api: JumpCloudApi
  /** The origin of the mock JumpCloud API. */
  readonly apiUrl: string
  /** The key of an administrator who uses only the portal. */
  readonly apiKey: string
  readonly keys: KeySwitch
  readonly faults: FaultSwitch
  readonly transport: Transport
}

const BLANK_USER: JsonObject = { username: 'blank-record', email: 'blank-record@rehearsal.example' }

/**
 * Creates a portal. Its methods throw Error if the mock rejects a call: that is a fault of the harness or of a check.
 */
export function createPortal({ api, apiUrl, apiKey, keys, faults, transport }: PortalParts): JumpCloudPortal {
  const send = async (method: string, path: string, body: JsonObject = {}) => {
    const headers = { 'x-api-key': apiKey, 'content-type': 'application/json' }
    const answer = await transport({ method, url: `${apiUrl}${path}`, headers, body: JSON.stringify(body) })
    const parsed: unknown = answer.body === '' ? {} : JSON.parse(answer.body)
    return { status: answer.status, body: isJsonObject(parsed) ? parsed : {} }
  }
  const done = async (id: string, request: ReturnType<typeof send>): Promise<SystemUser> => {
    const { status, body } = await request
    const user = api.store.find(id)
    if (status !== 200 || user === undefined) {
      throw new Error(`the mock JumpCloud API rejected a call of the portal: ${status} ${JSON.stringify(body)}`)
    }
    return user
  }
  return {
    edit: (id, properties) => done(id, send('PUT', `/api/systemusers/${id}`, properties)),
    remove: async (id) => {
      const { status } = await send('DELETE', `/api/systemusers/${id}`)
      if (status !== 200) throw new Error(`the mock JumpCloud API did not delete a user: ${status}`)
    },
    blankUser: async () => {
      const { status, body } = await send('POST', '/api/systemusers', BLANK_USER)
      if (status !== 200) throw new Error(`the mock JumpCloud API rejected a user: ${status} ${JSON.stringify(body)}`)
      await send('DELETE', `/api/systemusers/${String(body['_id'])}`)
      return body as SystemUser
    },
    expirePassword: (id) => done(id, send('POST', `/api/systemusers/${id}/expire`)),
    stage: (id) => {
      const user = api.store.find(id)
      if (user !== undefined) api.store.update({ ...user, state: 'STAGED', suspended: false })
    },
    radiusServer: async () => {
      const { radiusVerdict } = await import('../../mocks/jumpcloud-api/index.ts')
      const { status, body } = await send('POST', '/api/radiusservers', {
        name: 'Rehearsal',
        networkSourceIp: '192.0.2.7',
        sharedSecret: 'rehearsal-of-radius',
        authIdp: 'AZURE',
      })
      const id = String(body['_id'] ?? '')
      const server = api.store.radiusServers.all(String(body['organization'] ?? '')).find(({ _id }) => _id === id)
      if (server === undefined)
        throw new Error(`the mock JumpCloud API rejected a RADIUS server: ${status} ${JSON.stringify(body)}`)
      return {
        bind: async (userId) => {
          const association = { op: 'add', type: 'radius_server', id }
          const bound = await send('POST', `/api/v2/users/${userId}/associations`, association)
          if (bound.status !== 204) throw new Error(`the mock JumpCloud API did not bind a user: ${bound.status}`)
        },
        judge: (login) => radiusVerdict(api.store, server, login),
      }
    },
    whileKeyIs: async (role, action) => {
      keys.become(role)
      try {
        return await action()
      } finally {
        keys.become('Administrator With Billing')
      }
    },
    failing: async (fault, action) => {
      const active = faults.begin(fault)
      try {
        return { result: await action(), hits: active.hits }
      } finally {
        active.end()
      }
    },
  }
}
