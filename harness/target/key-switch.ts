import type { IncomingMessage } from 'node:http'
import { type AdminOptions, ROLES, type Role } from '../../mocks/jumpcloud-api/index.ts'

/** One API key whose rights change while it is used, like those of an administrator. */
export interface KeySwitch {
  /** The administrators of the mock: one of each role, and one for the portal. */
  readonly admins: readonly AdminOptions[]
  /**
   * The key of the administrator who uses the Admin Portal; it differs from the target's, so that their calls can be
   * distinguished.
   */
  readonly portalKey: string
  /** The email address of that administrator. */
  readonly portalEmail: string
  /** The key that the target receives. */
  readonly apiKey: string
  /** Replaces the target's key by that of the current role. */
  translate(request: Pick<IncomingMessage, 'headers'>): void
  become(role: Role | 'unknown'): void
}

/** Creates a switch whose keys contain the run's name; the target's initially has all rights. */
export function createKeySwitch(runName: string): KeySwitch {
  const key = (index: number): string => `jca_${runName}${index}k${'0'.repeat(36)}`.slice(0, 40)
  const apiKey = key(ROLES.length)
  const admins = ROLES.map((role, index) => ({
    email: `${role.toLowerCase().replaceAll(' ', '-')}@jumpcloud.example`,
    apiKey: key(index),
    role,
  }))
  const portal: AdminOptions = {
    email: 'portal@jumpcloud.example',
    apiKey: key(ROLES.length + 1),
    role: 'Administrator With Billing',
  }
  let role: Role | 'unknown' = 'Administrator With Billing'
  return {
    admins: [...admins, portal],
    portalKey: portal.apiKey,
    portalEmail: portal.email,
    apiKey,
    translate: ({ headers }) => {
      const present = admins.find((admin) => admin.role === role)
      if (headers['x-api-key'] === apiKey && present !== undefined) headers['x-api-key'] = present.apiKey
    },
    become: (next) => {
      role = next
    },
  }
}
