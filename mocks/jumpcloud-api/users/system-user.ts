import { ApiError } from '../api-error.ts'
import type { JsonObject } from '../json.ts'

/** A system user as the API gives it. `_id` and `id` are the same 24 hexadecimal digits. */
export interface SystemUser extends JsonObject {
  _id: string
  id: string
  username: string
  email: string
  suspended: boolean
  /** False while the password is pending. */
  activated: boolean
}

/** Properties that the server keeps to itself; a client's values for them are not taken. */
const DERIVED = new Set([
  '_id',
  'id',
  'created',
  'organization',
  'activated',
  'totp_enabled',
  'password_date',
  'password_expiration_date',
  'password_expired',
  'account_locked_date',
  'badLoginAttempts',
  'creationSource',
  'mfaEnrollment',
  'admin',
])

/** What is not kept as it is sent: a password is never given back. */
const NEVER_STORED = new Set(['password', 'external_password_expiration_date'])

/** Where a new user starts, and where it came from. */
export interface Birth {
  readonly id: string
  /** RFC 3339. */
  readonly now: string
  readonly organization: string
  /** `jumpcloud:scim`, `jumpcloud:bulk` … */
  readonly creationSource: string
  /** The organization's setting for users made by hand, by the API and by SCIM. */
  readonly defaultState: 'ACTIVATED' | 'STAGED'
}

/** Composes a new system user: Password Pending unless a password came with it (user states article). */
export function newSystemUser(body: JsonObject, birth: Birth): SystemUser {
  const hasPassword = typeof body['password'] === 'string' && body['password'] !== ''
  const state = agreedState(body) ?? birth.defaultState
  return {
    account_locked: false,
    account_locked_date: null,
    addresses: [],
    alternateEmail: null,
    attributes: [],
    company: '',
    costCenter: '',
    department: '',
    description: '',
    displayname: '',
    employeeIdentifier: null,
    employeeType: '',
    enable_user_portal_multifactor: false,
    externally_managed: false,
    firstname: '',
    jobTitle: '',
    lastname: '',
    ldap_binding_user: false,
    location: '',
    manager: null,
    middlename: '',
    passwordless_sudo: false,
    password_never_expires: false,
    phoneNumbers: [],
    restrictedFields: [],
    samba_service_user: false,
    ssh_keys: [],
    sudo: false,
    ...taken(body),
    _id: birth.id,
    id: birth.id,
    username: String(body['username']),
    email: String(body['email']),
    state,
    suspended: state === 'SUSPENDED',
    activated: hasPassword,
    badLoginAttempts: 0,
    created: birth.now,
    creationSource: birth.creationSource,
    organization: birth.organization,
    password_date: hasPassword ? birth.now : null,
    password_expiration_date: null,
    password_expired: false,
    totp_enabled: false,
  }
}

/** Composes a user after a partial update. */
export function updatedSystemUser(user: SystemUser, body: JsonObject, now: string): SystemUser {
  if (body['state'] === 'STAGED')
    throw new ApiError(400, 'state must be one of ACTIVATED, SUSPENDED', 'state-enumeration')
  const state = agreedState(body) ?? user['state'] ?? 'ACTIVATED'
  const setsPassword = typeof body['password'] === 'string' && body['password'] !== ''
  return {
    ...user,
    ...taken(body),
    _id: user._id,
    id: user.id,
    state,
    suspended: state === 'SUSPENDED',
    ...(setsPassword ? { activated: true, password_date: now, password_expired: false } : {}),
  }
}

function taken(body: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(body).filter(([name]) => !DERIVED.has(name) && !NEVER_STORED.has(name)))
}

/** `state` and `suspended` say the same; a body in which they disagree is refused. Undefined where it says neither. */
function agreedState({ state, suspended }: JsonObject): string | undefined {
  const isConflict =
    (suspended === true && (state === 'STAGED' || state === 'ACTIVATED')) ||
    (suspended === false && state === 'SUSPENDED')
  if (isConflict) {
    throw new ApiError(
      400,
      `Cannot save conflicting state and suspended fields. (state=${state} suspended=${suspended})`,
      'state-conflict',
    )
  }
  if (typeof state === 'string') return state
  return typeof suspended === 'boolean' ? (suspended ? 'SUSPENDED' : 'ACTIVATED') : undefined
}
