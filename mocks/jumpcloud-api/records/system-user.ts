import { DEFAULT_SWITCHES, type Switches } from '../settings/switches.ts'
import { isJsonObject, type JsonObject, type JsonValue } from '../wire/json.ts'
import { later, withPassword } from './password.ts'
import { PROPERTIES, type Property } from './properties.ts'
import { ruleError } from './rules.ts'
import { stateAfter, type UserState } from './state.ts'

/** A system user as the API returns it. `_id` and `id` are the same 24 hexadecimal digits. */
export interface SystemUser extends JsonObject {
  _id: string
  id: string
  username: string
  email: string
  state: UserState
  /** True if `state` is SUSPENDED. */
  suspended: boolean
  /** False while the password is pending. */
  activated: boolean
  password_expired: boolean
  /** The creation time in RFC 3339. */
  created: string
  /** The id of the organization. */
  organization: string
}

/** The circumstances of a change, other than its body. */
export interface ChangeContext {
  /** The current time in RFC 3339. */
  readonly now: string
  readonly newId: () => string
  /** The settings of the organization. */
  readonly settings: JsonObject
}

/** The initial state and the origin of a new user. */
export interface NewUserContext extends ChangeContext {
  readonly organization: string
  /** The origin, such as `jumpcloud:scim` or `jumpcloud:bulk`. */
  readonly creationSource: string
  readonly defaultState: UserState
  /** The default for `unix_uid` and `unix_guid`. */
  readonly uid: number
  readonly switches?: Pick<Switches, 'systemUsername' | 'activatedOnCreation'>
}

const BY_NAME = new Map(PROPERTIES.map((property) => [property.name, property]))
/**
 * Initial values in the order of the table; values that are generated for each user are null here and set by
 * `newSystemUser`.
 */
const INITIAL: JsonObject = Object.fromEntries(PROPERTIES.map(({ name, initial = null }) => [name, initial]))
const NOT_ENROLLED = 'NOT_ENROLLED'
const ENROLLMENT: JsonObject = {
  overallStatus: NOT_ENROLLED,
  totpStatus: NOT_ENROLLED,
  webAuthnStatus: NOT_ENROLLED,
  pushStatus: NOT_ENROLLED,
  jcGoStatus: NOT_ENROLLED,
}

/**
 * Creates a system user from a valid body: Password Pending unless it contains a password. Throws ApiError for
 * contradictory values.
 */
export function newSystemUser(body: JsonObject, context: NewUserContext): SystemUser {
  const { systemUsername, activatedOnCreation } = context.switches ?? DEFAULT_SWITCHES
  const id = context.newId()
  const state = stateAfter(body, context.defaultState)
  const { systemUsername: localName = '', ...initial } = INITIAL
  return {
    ...initial,
    ...(systemUsername === 'shown' ? { systemUsername: localName } : {}),
    unix_uid: context.uid,
    unix_guid: context.uid,
    mfa: { configured: false, exclusion: false },
    mfaEnrollment: ENROLLMENT,
    recoveryEmail: { address: '', verified: false },
    ...acceptedProperties(body, 'create', context),
    ...consequences(body, { state } as SystemUser, context),
    _id: id,
    id,
    username: String(body['username']),
    email: String(body['email']),
    state,
    suspended: state === 'SUSPENDED',
    activated: isPassword(body['password']) || (activatedOnCreation === 'taken' && body['activated'] === true),
    password_expired: false,
    created: context.now,
    creationSource: context.creationSource,
    organization: context.organization,
  }
}

/** Returns a user after a partial update with a valid body. Throws ApiError for contradictory values. */
export function updatedSystemUser(user: SystemUser, body: JsonObject, context: ChangeContext): SystemUser {
  const state = stateAfter(body, user.state)
  const after = { ...user, ...acceptedProperties(body, 'update', context), state, suspended: state === 'SUSPENDED' }
  return { ...after, ...consequences(body, after, context) } as SystemUser
}

/** Returns a user after activation from STAGED; the days of MFA exclusion begin then. */
export function activatedSystemUser(user: SystemUser, { now }: Pick<ChangeContext, 'now'>): SystemUser {
  return { ...user, state: 'ACTIVATED', suspended: false, mfa: withExclusionEnd(asObject(user['mfa']), now) }
}

/** Returns the fields in which two states of a record differ, without values of passwords. */
export function changesBetween(before: JsonObject, after: JsonObject): JsonObject[] {
  const changes: JsonObject[] = []
  for (const name of Object.keys(after)) {
    const [from = null, to = null] = [before[name], after[name]]
    if (from === to || (typeof to === 'object' && JSON.stringify(from) === JSON.stringify(to))) continue
    changes.push({ field: name, from, to })
  }
  return changes
}

/** Returns the properties that a body may set, in normal form; unknown properties are left out. */
function acceptedProperties(body: JsonObject, phase: 'create' | 'update', { newId, now }: ChangeContext): JsonObject {
  const properties: JsonObject = {}
  for (const [name, value = null] of Object.entries(body)) {
    const property = BY_NAME.get(name)
    if (property === undefined || !property.setBy.includes(phase) || MERGED.has(name)) continue
    if (value !== null) properties[name] = withoutUnknownMembers(value, property)
    else if (property.schema['type'] === 'string') properties[name] = ''
    else if (Array.isArray(property.schema['type'])) properties[name] = null
  }
  for (const name of ['addresses', 'phoneNumbers'] as const) {
    const items = properties[name]
    if (Array.isArray(items)) properties[name] = items.map((item) => ({ ...asObject(item), id: newId() }))
  }
  const keys = properties['ssh_keys']
  if (Array.isArray(keys)) properties['ssh_keys'] = keys.map((key) => sshKey(asObject(key), newId(), now))
  return properties
}

/** Objects of which a body changes only the members that it has. */
const MERGED = new Set(['mfa', 'recoveryEmail'])

/** Removes the members of nested objects that the schema does not define. */
function withoutUnknownMembers(value: JsonValue, { schema, accepted = schema }: Property): JsonValue {
  if (Array.isArray(value)) return value.map((item) => within(item, accepted['items']))
  return within(value, accepted)
}

function within(value: JsonValue, schema: unknown): JsonValue {
  const { properties } = schema as { readonly properties?: object }
  if (!isJsonObject(value) || properties === undefined) return value
  return Object.fromEntries(Object.entries(value).filter(([member]) => Object.hasOwn(properties, member)))
}

/** Creates an SSH key of a user. */
export function sshKey({ name = '', public_key = '' }: JsonObject, id: string, now: string): JsonObject {
  return { _id: id, create_date: now, name, public_key }
}

/** Returns the changes that follow from the values of a body. */
function consequences(body: JsonObject, after: SystemUser, context: ChangeContext): JsonObject {
  const { now, settings } = context
  const more: JsonObject = {}
  if (isPassword(body['password']))
    Object.assign(more, withPassword(settings, now, after['password_never_expires'] === true))
  else if (body['password_never_expires'] === true) more['password_expiration_date'] = null
  if (typeof body['account_locked'] === 'boolean') more['account_locked_date'] = body['account_locked'] ? now : null
  if (typeof body['externally_managed'] === 'boolean')
    more['restrictedFields'] = body['externally_managed'] ? [{ field: 'password', type: 'active_directory' }] : []
  const { recoveryEmail } = body
  // Versions of the vendor's PowerShell module before 1.10.1 (2019) name it `mfaData`.
  const mfa = body['mfa'] ?? body['mfaData']
  if (isJsonObject(mfa)) {
    if (after.state === 'STAGED' && mfa['exclusionUntil'] !== undefined) throw ruleError('mfa-staged')
    const set: JsonObject = {
      configured: false,
      exclusion: false,
      ...asObject(after['mfa']),
      ...asObject(within(mfa, MFA)),
    }
    if (set['exclusionDays'] !== undefined) set['exclusionDays'] = Number(set['exclusionDays'])
    if (mfa['exclusionUntil'] !== undefined) set['exclusionUntil'] = instantOf(mfa['exclusionUntil'])
    more['mfa'] = after.state === 'STAGED' ? set : withExclusionEnd(set, now)
  }
  if (isJsonObject(recoveryEmail)) more['recoveryEmail'] = { address: recoveryEmail['address'] ?? '', verified: false }
  return more
}

const MFA = BY_NAME.get('mfa')?.schema

/** Converts a date-time, or a date in PowerShell's format, which is read as UTC, to RFC 3339. Throws ApiError 400. */
function instantOf(value: JsonValue): string {
  const written = String(value)
  const [, month, day, year, time] = /^(\d{1,2})\/(\d{1,2})\/(\d{4}) (\d{2}:\d{2}:\d{2})$/.exec(written) ?? []
  const iso = year === undefined ? written : `${year}-${month?.padStart(2, '0')}-${day?.padStart(2, '0')}T${time}Z`
  const instant = new Date(iso)
  if (Number.isNaN(instant.getTime())) throw ruleError('mfa-exclusion-until')
  return instant.toISOString()
}

/** Replaces the days of exclusion by the end of the exclusion. */
function withExclusionEnd({ exclusionDays, ...mfa }: JsonObject, now: string): JsonObject {
  return exclusionDays === undefined ? mfa : { ...mfa, exclusionUntil: later(now, Number(exclusionDays)) }
}

const asObject = (value: JsonValue | undefined): JsonObject => (isJsonObject(value) ? value : {})
const isPassword = (value: JsonValue | undefined): boolean => typeof value === 'string' && value !== ''
