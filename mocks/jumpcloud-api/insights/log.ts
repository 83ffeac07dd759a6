import { type Call, headerOf } from '../api/call.ts'
import type { DirectoryEvent } from '../store/events.ts'
import type { JsonObject } from '../wire/json.ts'

/** An event without its initiator and time. */
export interface EventFacts {
  readonly type: EventType
  readonly resource: JsonObject
  readonly changes?: readonly JsonObject[]
  readonly association?: JsonObject
}

/** Events that the API logs (vendor documentation, "Directory Insights event types"). */
export type EventType =
  | `user_${'create' | 'update' | 'delete' | 'activated' | 'suspended' | 'unsuspended' | 'lockout' | 'unlocked'}`
  | `user_password_${'set' | 'change' | 'expired'}`
  | 'user_activation_email'
  | 'user_mfa_reset'
  | `user_${'activation' | 'suspension'}_schedule_${'create' | 'delete'}`
  | `group_${'create' | 'update' | 'delete'}`
  | `admin_${'create' | 'update' | 'delete'}`
  | `radius_server_${'create' | 'update' | 'delete'}`
  | 'organization_update'
  | 'association_change'

/** Logs an event on behalf of the caller, in the transaction of the call. */
export function logEvent(call: Call, { type, resource, changes, association }: EventFacts): void {
  const { caller, request, now } = call
  const agent = headerOf(request, 'user-agent')
  const event: DirectoryEvent = {
    id: call.newId(),
    event_type: type,
    timestamp: now,
    service: 'directory',
    organization: caller.organization,
    resource,
    ...(changes === undefined ? {} : { changes: [...changes] }),
    ...(association === undefined ? {} : { association }),
    initiated_by: initiator(call),
    auth_method: caller.kind === 'admin' ? 'api-key' : 'oauth',
    client_ip: request.address,
    ...(agent === undefined ? {} : { useragent: { name: agent.replace(/[/ ].*$/s, '').slice(0, 100) } }),
    success: true,
    '@version': '1',
  }
  call.store.events.add(event)
}

/** Returns the administrator who owns the key; `source` names the client they use, such as a SCIM server. */
function initiator({ caller, request }: Call): JsonObject {
  const source = headerOf(request, 'creation-source')
  return {
    id: caller.id,
    type: caller.kind,
    ...(caller.kind === 'admin' ? { email: caller.email, administrator: true } : {}),
    ...(source === undefined ? {} : { source }),
  }
}

/** Returns a system user in the form in which events name users. */
export function userResource({ id, username }: { readonly id: string; readonly username: string }): JsonObject {
  return { type: 'systemuser', id, username }
}
