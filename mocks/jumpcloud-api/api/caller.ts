import type { Role } from '../auth/roles.ts'

/** Who a request comes from. */
export interface Caller {
  /** Id of the administrator or service account. */
  readonly id: string
  readonly kind: 'admin' | 'service_account'
  readonly email: string
  readonly role: Role
  /** Id of the organization; of one who administers several, that of the request. */
  readonly organization: string
  /** Administers several organizations, and says of which in `x-org-id`. */
  readonly isMultiTenant: boolean
}
