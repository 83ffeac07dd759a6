import { createHash, timingSafeEqual } from 'node:crypto'
import { ApiError } from '../api-error.ts'
import type { AdminOptions, Role } from './options.ts'

/** Who a request comes from. */
export interface Admin {
  readonly email: string
  readonly role: Role
}

/** A missing key is answered with a redirect to the login page, as the live API does. */
export class LoginRedirect extends Error {
  override readonly name = 'LoginRedirect'
}

const WRITERS: ReadonlySet<Role> = new Set(['Administrator With Billing', 'Administrator', 'Manager'])
const READERS: ReadonlySet<Role> = new Set([...WRITERS, 'Help Desk', 'Read Only'])

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

/** Makes the gate: keys are kept hashed and compared in constant time. It throws LoginRedirect, or ApiError 401 or 403. */
export function createGate(admins: readonly AdminOptions[]): (apiKey: string | undefined, isWrite: boolean) => Admin {
  const known = admins.map(({ email, role, apiKey }) => ({ email, role, hash: digest(apiKey) }))
  return (apiKey, isWrite) => {
    if (apiKey === undefined || apiKey === '') throw new LoginRedirect('no x-api-key')
    const hash = digest(apiKey)
    const admin = known.filter((candidate) => timingSafeEqual(candidate.hash, hash))[0]
    if (admin === undefined) throw new ApiError(401, 'Unauthorized: api key user not found')
    if (!(isWrite ? WRITERS : READERS).has(admin.role)) throw new ApiError(403, 'Forbidden')
    return { email: admin.email, role: admin.role }
  }
}
