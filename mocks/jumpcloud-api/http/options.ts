import type { ValidationSwitches } from '../users/rules.ts'

/** The roles of an administrator that the API knows (vendor documentation, "Admin portal roles"). */
export const ROLES = [
  'Administrator With Billing',
  'Administrator',
  'Manager',
  'Help Desk',
  'Read Only',
  'Command Runner',
] as const
/** One of the roles. */
export type Role = (typeof ROLES)[number]

/** An administrator with an API key. */
export interface AdminOptions {
  readonly email: string
  readonly apiKey: string
  readonly role: Role
}

/** How the mock is set up. */
export interface JumpCloudApiOptions {
  /** Administrators; one with billing whose key is `apiKey` where absent. */
  readonly admins?: readonly AdminOptions[]
  /** The key of the default administrator. */
  readonly apiKey?: string
  /** A SQLite file that keeps the state (`:memory:`). */
  readonly db?: string
  /** State of users made by the API (`ACTIVATED`). */
  readonly newUserState?: 'ACTIVATED' | 'STAGED'
  readonly switches?: Partial<ValidationSwitches> & { readonly duplicateStatus?: 400 | 409 }
  /** The present instant. */
  readonly now?: () => Date
  /** Makes 24 hexadecimal digits. */
  readonly newId?: () => string
}
