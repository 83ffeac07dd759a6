import type { Role } from '../records/roles.ts'
import type { Administrator } from '../store/administrators.ts'
import { prefixOf } from '../store/api-keys.ts'
import type { JumpCloudStore } from '../store/jumpcloud-store.ts'

/** Creates an administrator without a key. One of a provider administers several organizations. */
export function newAdministrator(given: {
  readonly id: string
  readonly email: string
  readonly role: Role
  readonly organization: string
  readonly provider?: string
  /** The current time in RFC 3339. */
  readonly now: string
}): Administrator {
  const { id, email, role, organization, provider = '', now } = given
  return {
    _id: id,
    email,
    firstname: '',
    lastname: '',
    roleName: role,
    roleNames: [role],
    role,
    enableMultiFactor: false,
    totpEnrolled: false,
    // Off for new administrators, until one with billing enables it (article "Manage admin roles").
    apiKeyAllowed: false,
    apiKeySet: false,
    created: now,
    suspended: false,
    sessionCount: 0,
    organization,
    provider,
  }
}

/** Issues a key to an administrator, which revokes the previous one; `lifetime` is in milliseconds. */
export function issueKey(
  store: JumpCloudStore,
  administrator: Administrator,
  key: string,
  now: string,
  lifetime?: number,
): Administrator {
  const expires = lifetime === undefined ? undefined : Date.parse(now) + lifetime
  const after: Administrator = {
    ...administrator,
    apiKeySet: true,
    apiKeyUpdatedAt: now,
    apiKeyHash: {
      prefix: prefixOf(key),
      createdAt: now,
      ...(expires === undefined ? {} : { expireAt: new Date(expires).toISOString() }),
    },
  }
  store.keys.set(administrator._id, key, expires)
  store.administrators.save(after)
  return after
}
