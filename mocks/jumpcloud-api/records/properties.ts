import type { JsonSchema, JsonValue } from '../wire/json.ts'

/**
 * One property of a system user, as in the published specification (systemuserputpost, systemuserput,
 * systemuserreturn).
 */
export interface Property {
  readonly name: string
  /** The schema of the value that the API returns. */
  readonly schema: JsonSchema
  /** The schema of the accepted value, if it differs from that of the returned value. */
  readonly accepted?: JsonSchema
  /** The bodies that can set the property; other bodies ignore it. */
  readonly setBy: readonly ('create' | 'update')[]
  /** The initial value; undefined if it is generated for each user. */
  readonly initial?: JsonValue
}

const BOTH = ['create', 'update'] as const
const NEVER = [] as const
const MAX_TEXT = 1024
const MAX_EMPLOYEE_IDENTIFIER = 256
const MAX_ITEMS = 500

const string = (limit?: number): JsonSchema =>
  limit === undefined ? { type: 'string' } : { type: 'string', maxLength: limit }
const orNull = (schema: JsonSchema): JsonSchema => ({ ...schema, type: [schema['type'], 'null'] })
const object = (properties: Readonly<Record<string, JsonSchema>>): JsonSchema => ({ type: 'object', properties })
const list = (items: JsonSchema): JsonSchema => ({ type: 'array', maxItems: MAX_ITEMS, items })
const texts = (...names: readonly string[]): Readonly<Record<string, JsonSchema>> =>
  Object.fromEntries(names.map((name) => [name, string(MAX_TEXT)]))

/** Defines a string property; null clears it. */
const text = (name: string, limit: number | undefined = MAX_TEXT): Property => ({
  name,
  schema: string(limit),
  accepted: orNull(string(limit)),
  setBy: BOTH,
  initial: '',
})
/** Defines a string property whose value is null if it is empty. */
const textOrNull = (name: string, limit?: number): Property => ({
  name,
  schema: orNull(string(limit)),
  setBy: BOTH,
  initial: null,
})
const flag = (name: string, initial = false, setBy: Property['setBy'] = BOTH): Property => ({
  name,
  schema: { type: 'boolean' },
  accepted: { type: ['boolean', 'null'] },
  setBy,
  initial,
})
const derived = (name: string, schema: JsonSchema, initial?: JsonValue): Property => ({
  name,
  schema,
  setBy: NEVER,
  ...(initial === undefined ? {} : { initial }),
})

/** States of a user (article "Manage user states"). */
const STATES = ['STAGED', 'ACTIVATED', 'SUSPENDED'] as const
/** The states of enrolment in MFA. */
const ENROLMENT = [
  'NOT_ENROLLED',
  'DISABLED',
  'PENDING_ACTIVATION',
  'ENROLLMENT_EXPIRED',
  'IN_ENROLLMENT',
  'PRE_ENROLLMENT',
  'ENROLLED',
] as const
const RESTRICTABLE = [
  'addresses',
  'company',
  'costCenter',
  'department',
  'description',
  'displayname',
  'email',
  'employeeIdentifier',
  'employeeType',
  'firstname',
  'jobTitle',
  'lastname',
  'location',
  'middlename',
  'password',
  'phoneNumbers',
  'sudo',
  'username',
] as const

const DATE_TIME: JsonSchema = { type: 'string', format: 'date-time' }
/**
 * The format of dates that the vendor's PowerShell module sends in its own culture, by default `MM/dd/yyyy HH:mm:ss`.
 */
const WRITTEN_DATE_TIME: JsonSchema = {
  type: 'string',
  pattern: '^(?:\\d{4}-\\d{2}-\\d{2}T|\\d{1,2}/\\d{1,2}/\\d{4} )\\d{2}:\\d{2}:\\d{2}',
}
const mfa = (days: JsonSchema, until: JsonSchema): JsonSchema =>
  object({
    configured: { type: 'boolean' },
    exclusion: { type: 'boolean' },
    exclusionDays: days,
    exclusionUntil: until,
  })
/** The number of days, which the vendor's PowerShell module sends as a string. */
export const EXCLUSION_DAYS: JsonSchema = { type: ['integer', 'string'], minimum: 1, pattern: '^[1-9][0-9]{0,4}$' }
const DAYS: JsonSchema = { type: 'integer', minimum: 1 }
const WRITTEN_MFA: JsonSchema = mfa(EXCLUSION_DAYS, WRITTEN_DATE_TIME)
const ADDRESS = [
  'type',
  'poBox',
  'extendedAddress',
  'streetAddress',
  'locality',
  'region',
  'postalCode',
  'country',
] as const
const sshKey: JsonSchema = {
  ...object({ name: string(), public_key: string() }),
  required: ['name', 'public_key'],
}

/** The properties, one per line. */
export const PROPERTIES: readonly Property[] = [
  derived('_id', { type: 'string', pattern: '^[0-9a-f]{24}$' }),
  derived('id', { type: 'string', pattern: '^[0-9a-f]{24}$' }),
  { name: 'username', schema: string(MAX_TEXT), accepted: orNull(string(MAX_TEXT)), setBy: BOTH },
  { name: 'email', schema: string(MAX_TEXT), accepted: orNull(string(MAX_TEXT)), setBy: BOTH },
  text('firstname'),
  text('middlename'),
  text('lastname'),
  text('displayname'),
  text('description'),
  text('jobTitle'),
  text('department'),
  text('costCenter'),
  text('company'),
  text('employeeType'),
  text('location'),
  text('managedAppleId'),
  textOrNull('employeeIdentifier', MAX_EMPLOYEE_IDENTIFIER),
  textOrNull('manager'),
  textOrNull('alternateEmail'),
  text('external_dn', undefined),
  text('external_source_type', undefined),
  text('external_password_expiration_date', undefined),
  text('public_key', undefined),
  {
    name: 'state',
    schema: { type: 'string', enum: STATES },
    accepted: { type: ['string', 'null'], enum: [...STATES, null] },
    setBy: BOTH,
  },
  flag('suspended'),
  flag('activated', false, ['create']),
  flag('account_locked'),
  derived('account_locked_date', orNull(string()), null),
  flag('allow_public_key', true),
  flag('disableDeviceMaxLoginAttempts'),
  flag('enable_managed_uid'),
  flag('enable_user_portal_multifactor'),
  flag('externally_managed'),
  flag('ldap_binding_user'),
  flag('password_never_expires'),
  flag('passwordless_sudo', false, ['create']),
  flag('samba_service_user'),
  flag('sudo'),
  derived('systemUsername', string(), ''),
  flag('totp_enabled', false, NEVER),
  flag('password_expired', false, NEVER),
  derived('password_date', orNull(string()), null),
  derived('password_expiration_date', orNull(string()), null),
  derived('badLoginAttempts', { type: 'integer', minimum: 0 }, 0),
  { name: 'unix_uid', schema: DAYS, setBy: BOTH },
  { name: 'unix_guid', schema: DAYS, setBy: BOTH },
  {
    name: 'addresses',
    schema: list(object({ ...texts(...ADDRESS), id: string() })),
    accepted: list(object(texts(...ADDRESS))),
    setBy: BOTH,
    initial: [],
  },
  {
    name: 'phoneNumbers',
    schema: list(object({ ...texts('type', 'number'), id: string() })),
    accepted: list(object(texts('type', 'number'))),
    setBy: BOTH,
    initial: [],
  },
  { name: 'attributes', schema: list(object({ name: string(), ...texts('value') })), setBy: BOTH, initial: [] },
  { name: 'relationships', schema: list(object({ type: string(), value: string() })), setBy: BOTH, initial: [] },
  {
    name: 'restrictedFields',
    schema: list(
      object({
        field: { type: 'string', enum: RESTRICTABLE },
        id: string(24),
        type: { type: 'string', enum: ['active_directory', 'federated_identity_provider', 'scim'] },
      }),
    ),
    setBy: BOTH,
    initial: [],
  },
  {
    name: 'delegatedAuthority',
    schema: orNull(object({ id: string(), name: { type: 'string', enum: ['ActiveDirectory'] } })),
    setBy: BOTH,
    initial: null,
  },
  { name: 'mfa', schema: mfa(DAYS, DATE_TIME), accepted: WRITTEN_MFA, setBy: BOTH },
  derived(
    'mfaEnrollment',
    object(
      Object.fromEntries(
        ['overallStatus', 'totpStatus', 'webAuthnStatus', 'pushStatus', 'jcGoStatus'].map((name) => [
          name,
          { type: 'string', enum: ENROLMENT },
        ]),
      ),
    ),
  ),
  {
    name: 'recoveryEmail',
    schema: object({ address: string(), verified: { type: 'boolean' }, verifiedAt: string() }),
    accepted: object({ address: string() }),
    setBy: ['create'],
  },
  {
    name: 'ssh_keys',
    schema: list(object({ _id: string(), create_date: string(), name: string(), public_key: string() })),
    accepted: list(sshKey),
    setBy: ['update'],
    initial: [],
  },
  derived('created', string()),
  derived('creationSource', string(MAX_TEXT)),
  derived('organization', string()),
  derived(
    'admin',
    orNull(object({ id: string(), roleName: string(), roleNames: { type: 'array', items: string() } })),
    null,
  ),
]

/** Values that are accepted and never returned; they are not properties of a user. */
export const WRITE_ONLY: Readonly<Record<string, JsonSchema>> = { password: orNull(string()), mfaData: WRITTEN_MFA }
