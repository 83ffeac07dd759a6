import type { IncomingMessage } from 'node:http'
import { type AdminOptions, ROLES, type Role } from '../../mocks/jumpcloud-api/index.ts'

/** One API key whose rights change while it is used, as those of an administrator do. */
export interface KeySwitch {
  /** Administrators to set the mock up with: one of each role. */
  readonly admins: readonly AdminOptions[]
  /** The key that the target is told. */
  readonly apiKey: string
  /** Puts the key of the present role in place of the target's. */
  translate(request: Pick<IncomingMessage, 'headers'>): void
  become(role: Role | 'unknown'): void
}

/** Makes a switch whose keys bear the run's name; the target's begins with all rights. */
export function createKeySwitch(runName: string): KeySwitch {
  const key = (index: number): string => `jca_${runName}${index}${'0'.repeat(36)}`.slice(0, 40)
  const apiKey = key(ROLES.length)
  const admins = ROLES.map((role, index) => ({
    email: `${role.toLowerCase().replaceAll(' ', '-')}@jumpcloud.example`,
    apiKey: key(index),
    role,
  }))
  let role: Role | 'unknown' = 'Administrator With Billing'
  return {
    admins,
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
