import { type DownstreamWrite, shorten } from '../../harness/index.ts'
import { isJsonObject, type JsonValue } from '../../mocks/protocol/index.ts'
import { TABLE } from './table.ts'

/** A property of a system user that a write changed. */
export interface RecordChange {
  readonly property: string
  readonly from: JsonValue | undefined
  readonly to: JsonValue | undefined
}

/** A class of properties, by the effect of an unexplained change. */
export type PropertyKind = 'rights' | 'sign-in' | 'other' | 'suspension' | 'mapped' | 'ignored'

const RIGHTS = [
  'sudo',
  'passwordless_sudo',
  'ldap_binding_user',
  'samba_service_user',
  'allow_public_key',
  'public_key',
  'ssh_keys',
  'enable_managed_uid',
  'unix_uid',
  'unix_guid',
  'delegatedAuthority',
  'disableDeviceMaxLoginAttempts',
  'admin',
]
const SIGN_IN = [
  'account_locked',
  'password_never_expires',
  'password_expired',
  'external_password_expiration_date',
  'externally_managed',
  'enable_user_portal_multifactor',
  'mfa',
  'mfaEnrollment',
  'totp_enabled',
  'alternateEmail',
  'recoveryEmail',
]
/**
 * Properties that JumpCloud sets by itself, that other rows judge (whether a password is pending), or that a server may
 * use for its own records of a user.
 */
const IGNORED = [
  '_id',
  'id',
  'created',
  'creationSource',
  'organization',
  'systemUsername',
  'activated',
  'password_date',
  'password_expiration_date',
  'account_locked_date',
  'badLoginAttempts',
  'attributes',
  'external_dn',
  'external_source_type',
  'restrictedFields',
]
const KINDS: ReadonlyMap<string, PropertyKind> = new Map([
  ...RIGHTS.map((name) => [name, 'rights'] as const),
  ...SIGN_IN.map((name) => [name, 'sign-in'] as const),
  ...IGNORED.map((name) => [name, 'ignored'] as const),
  ...TABLE.map(({ property }) => [property, 'mapped'] as const),
  ['suspended', 'suspension'],
  ['state', 'suspension'],
])

/** Returns the class of a property; an unlisted one is `other`. */
export const kindOf = (property: string): PropertyKind => KINDS.get(property) ?? 'other'

/** Properties that JumpCloud chooses for a new user unless the call sets them. */
const CHOSEN_AT_CREATION = new Set(['unix_uid', 'unix_guid', 'username', 'email'])

/** Returns the properties of one class that a write changed. */
export function changesOf({ kind: write, before, after }: DownstreamWrite, kind: PropertyKind): RecordChange[] {
  if (before === undefined || after === undefined) return []
  const names = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...names].flatMap((property) => {
    if (kindOf(property) !== kind || (write === 'create' && CHOSEN_AT_CREATION.has(property))) return []
    const [from, to] = [before[property], after[property]]
    return isSameProperty(from, to) ? [] : [{ property, from, to }]
  })
}

/**
 * Compares values of a property: all kinds of empty values are equal, and ids of list elements, which JumpCloud renews,
 * are ignored.
 */
export function isSameProperty(one: JsonValue | undefined, other: JsonValue | undefined): boolean {
  if (isEmptyProperty(one) && isEmptyProperty(other)) return true
  return JSON.stringify(comparable(one)) === JSON.stringify(comparable(other))
}

/** Returns whether a property has no value: absent, null, an empty string or list, or false. */
export function isEmptyProperty(value: JsonValue | undefined): boolean {
  return (
    value === undefined ||
    value === null ||
    value === '' ||
    value === false ||
    (Array.isArray(value) && value.length === 0)
  )
}

const MADE_BY_JUMPCLOUD = new Set(['id', '_id', 'create_date'])

function comparable(value: JsonValue | undefined): JsonValue | undefined {
  if (Array.isArray(value)) return value.map((element) => comparable(element) ?? null)
  if (!isJsonObject(value)) return value
  const members = Object.entries(value)
    .filter(([name]) => !MADE_BY_JUMPCLOUD.has(name))
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
  return Object.fromEntries(members.map(([name, part]) => [name, comparable(part)]))
}

/** Describes a change: `sudo from false to true`. */
export const describeChange = ({ property, from, to }: RecordChange): string =>
  `${property} from ${show(from)} to ${show(to)}`

function show(value: JsonValue | undefined): string {
  return value === undefined ? 'no value' : shorten(JSON.stringify(value), 80)
}
