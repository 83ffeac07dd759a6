import type { Role } from '../records/roles.ts'

/** The caller of a request. */
export interface Caller {
  /** Id of the administrator or service account. */
  readonly id: string
  readonly kind: 'admin' | 'service_account'
  readonly email: string
  readonly role: Role
  /** The id of the organization; for an administrator of several, that of the request. */
  readonly organization: string
  /** True if the caller administers several organizations, and names one in `x-org-id`. */
  readonly isMultiTenant: boolean
}
