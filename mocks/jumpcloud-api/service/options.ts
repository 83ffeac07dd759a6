import type { FaultRule, RateLimit } from '../../serving/index.ts'
import type { Role } from '../records/roles.ts'
import type { Switches } from '../settings/switches.ts'
import type { ServiceParts } from './service.ts'

/** An administrator with an API key. */
export interface AdminOptions {
  readonly email: string
  readonly apiKey: string
  readonly role: Role
  /** The id of the administrator's organization (default: the first). */
  readonly organization?: string
  /** True if the administrator manages all organizations and names one in `x-org-id` (default: false). */
  readonly isMultiTenant?: boolean
  /** The expiry of the key; it does not expire by default. */
  readonly expires?: Date
}

/** An OAuth client that fetches tokens at `/oauth2/token`. */
export interface ServiceAccountOptions {
  readonly clientId: string
  readonly clientSecret: string
  readonly role: Role
  /** The id of its organization (default: the first). */
  readonly organization?: string
}

/** An organization. */
export interface OrganizationOptions {
  /** The id: 24 hexadecimal digits. */
  readonly id: string
  readonly name: string
}

/** The initial state of the API. */
export interface StateOptions {
  /** The administrators (default: one with billing whose key is `apiKey`). */
  readonly admins?: readonly AdminOptions[]
  /** The key of the default administrator. */
  readonly apiKey?: string
  readonly serviceAccounts?: readonly ServiceAccountOptions[]
  /** The organizations (default: one). */
  readonly organizations?: readonly OrganizationOptions[]
  /** The SQLite file of the state (default: `:memory:`). */
  readonly db?: string
  /** The state of users created by hand, by the API and by SCIM (default: `ACTIVATED`). */
  readonly newUserState?: 'ACTIVATED' | 'STAGED'
  /** The number of generated users at the start, including those already in the file (default: 0). */
  readonly seedUsers?: number
}

/** The behaviour of the API. */
export interface BehaviourOptions {
  readonly switches?: Partial<Switches>
  /** Faults to inject into calls. */
  readonly faults?: readonly FaultRule[]
  /** Chooses a fault for single calls, before `faults`; undefined lets the call pass. */
  readonly faultFor?: ServiceParts['faultFor']
  /** The seed for faults with a share (default: 1). */
  readonly faultSeed?: number
  readonly rateLimit?: RateLimit
  /** Returns the current time. */
  readonly now?: () => Date
  /** Creates 24 hexadecimal digits; lists without `sort` are in their order. */
  readonly newId?: () => string
  /** Receives internal faults of the mock (default: a warning of the process). */
  readonly onFault?: ServiceParts['onFault']
}

/** The settings of the mock. */
export interface JumpCloudApiOptions extends StateOptions, BehaviourOptions {
  /** The number of last calls that the recorder stores (default: 10 000). */
  readonly recordedCalls?: number
  /** Serves the recorder at `GET /__recorder` to clients on this machine (default: false). */
  readonly exposeRecorder?: boolean
}
