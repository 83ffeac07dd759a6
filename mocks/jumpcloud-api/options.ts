import type { FaultRule, RateLimit } from '../serving/index.ts'
import type { ServiceParts } from './api/service.ts'
import type { Role } from './auth/roles.ts'
import type { Switches } from './switches.ts'

/** An administrator with an API key. */
export interface AdminOptions {
  readonly email: string
  readonly apiKey: string
  readonly role: Role
  /** Id of their organization (the first). */
  readonly organization?: string
  /** Administers all organizations, and says of which in `x-org-id` (false). */
  readonly isMultiTenant?: boolean
  /** When the key ends; never where absent. */
  readonly expires?: Date
}

/** An OAuth client that fetches tokens at `/oauth2/token`. */
export interface ServiceAccountOptions {
  readonly clientId: string
  readonly clientSecret: string
  readonly role: Role
  /** Id of its organization (the first). */
  readonly organization?: string
}

/** An organization. */
export interface OrganizationOptions {
  /** 24 hexadecimal digits. */
  readonly id: string
  readonly name: string
}

/** What the API knows from the start. */
export interface StateOptions {
  /** Administrators; one with billing whose key is `apiKey` where absent. */
  readonly admins?: readonly AdminOptions[]
  /** The key of the default administrator. */
  readonly apiKey?: string
  readonly serviceAccounts?: readonly ServiceAccountOptions[]
  /** One where absent. */
  readonly organizations?: readonly OrganizationOptions[]
  /** A SQLite file that keeps the state (`:memory:`). */
  readonly db?: string
  /** State of users made by hand, by the API and by SCIM (`ACTIVATED`). */
  readonly newUserState?: 'ACTIVATED' | 'STAGED'
  /** People who are there from the start; those that the file has already count (0). */
  readonly seedUsers?: number
}

/** How the API behaves. */
export interface BehaviourOptions {
  readonly switches?: Partial<Switches>
  /** What befalls calls on purpose. */
  readonly faults?: readonly FaultRule[]
  /** For faults that strike a share of the calls (1). */
  readonly faultSeed?: number
  readonly rateLimit?: RateLimit
  /** The present instant. */
  readonly now?: () => Date
  /** Makes 24 hexadecimal digits; lists without `sort` come in their order. */
  readonly newId?: () => string
  /** Told of faults of the mock's own (a warning of the process). */
  readonly onFault?: ServiceParts['onFault']
}

/** How the mock is set up. */
export interface JumpCloudApiOptions extends StateOptions, BehaviourOptions {
  /** Calls that the recorder keeps, the last (10 000). */
  readonly recordedCalls?: number
  /** Serves the recorder at `GET /__recorder` to clients on this machine (false). */
  readonly exposeRecorder?: boolean
}
