import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts'

/** One rule of the API's validation: a fact about one field. */
export interface ValidationRule {
  readonly id: string
  readonly field: string
  /** As a message says it. */
  readonly says: string
  /** Whether a value of the field satisfies it; an absent one is null. */
  readonly holds: (value: JsonValue, switches: ValidationSwitches) => boolean
  /** Applies to creation alone, since an update may leave the field out. */
  readonly onCreate?: boolean
}

/** What the vendor's texts leave open. */
export interface ValidationSwitches {
  /**
   * `documented`: begins with a letter, then letters, digits, `.`, `_`, `-` (article "Naming conventions for users"). `lenient`: no blank, no
   * control character and no `@`.
   */
  readonly usernames: 'documented' | 'lenient'
}

const MAX_TEXT = 1024
const MAX_EMPLOYEE_IDENTIFIER = 256
const USERNAME = { documented: /^[A-Za-z][A-Za-z0-9._-]*$/, lenient: /^[^\s@\p{Cc}]+$/u } as const
const EMAIL = /^[^\s@"(),:;<>[\\\]]+@[^\s@.]+(?:\.[^\s@.]+)+$/

const isPresent = (value: JsonValue): boolean => typeof value === 'string' && value.trim() !== ''
const isText = (value: JsonValue): value is string => typeof value === 'string'
const within =
  (limit: number) =>
  (value: JsonValue): boolean =>
    !isText(value) || value.length <= limit

/** Fields of free text with the limit of the published specification (systemuserput). */
export const TEXT_FIELDS = [
  'username',
  'email',
  'firstname',
  'middlename',
  'lastname',
  'displayname',
  'jobTitle',
  'department',
  'location',
  'costCenter',
  'employeeType',
  'company',
  'description',
] as const

/** The validation of a system user, one rule a line (the provisioning article's table, and limits of the published specification). */
export const validationRules: readonly ValidationRule[] = [
  { id: 'username-required', field: 'username', says: 'username is required', holds: isPresent, onCreate: true },
  {
    id: 'username-no-email',
    field: 'username',
    says: 'username may not be an email address',
    holds: (value) => !isText(value) || !/@/.test(value),
  },
  {
    id: 'username-no-special-characters',
    field: 'username',
    says: 'username may contain letters, numbers, ".", "_" and "-" and begins with a letter',
    holds: (value, { usernames }) =>
      !isPresent(value) || (isText(value) && (/@/.test(value) || USERNAME[usernames].test(value))),
  },
  { id: 'email-required', field: 'email', says: 'email is required', holds: isPresent, onCreate: true },
  {
    id: 'email-format',
    field: 'email',
    says: 'email is not an email address',
    holds: (value) => !isPresent(value) || (isText(value) && EMAIL.test(value)),
  },
  ...TEXT_FIELDS.map((field) => ({
    id: `${field.toLowerCase()}-max-length`,
    field,
    says: `${field} may have at most ${MAX_TEXT} characters`,
    holds: within(MAX_TEXT),
  })),
  {
    id: 'employeeidentifier-max-length',
    field: 'employeeIdentifier',
    says: `employeeIdentifier may have at most ${MAX_EMPLOYEE_IDENTIFIER} characters`,
    holds: within(MAX_EMPLOYEE_IDENTIFIER),
  },
  ...[...TEXT_FIELDS, 'employeeIdentifier'].map((field) => ({
    id: `${field.toLowerCase()}-type`,
    field,
    says: `${field} must be a string`,
    holds: (value: JsonValue) => value === null || isText(value),
  })),
  ...['suspended', 'activated', 'sudo', 'account_locked', 'password_never_expires'].map((field) => ({
    id: `${field}-type`,
    field,
    says: `${field} must be a boolean`,
    holds: (value: JsonValue) => value === null || typeof value === 'boolean',
  })),
  {
    id: 'state-enumeration',
    field: 'state',
    says: 'state must be one of STAGED, ACTIVATED, SUSPENDED',
    holds: (value) => value === null || (isText(value) && ['STAGED', 'ACTIVATED', 'SUSPENDED'].includes(value)),
  },
  {
    id: 'attribute-names-no-spaces',
    field: 'attributes',
    says: 'Attribute names may not contain spaces',
    holds: (value) => attributeNames(value).every((name) => !/\s/.test(name)),
  },
  {
    id: 'attribute-names-alphanumeric',
    field: 'attributes',
    says: 'Attribute names may only contain letters and numbers',
    holds: (value) => attributeNames(value).every((name) => /\s/.test(name) || /^[A-Za-z0-9]+$/.test(name)),
  },
]

function attributeNames(value: JsonValue): string[] {
  if (!Array.isArray(value)) return []
  return value.filter(isJsonObject).map(({ name }) => (typeof name === 'string' ? name : ''))
}

/** The rules that a body breaks. On update a field that is not given is not judged. */
export function brokenRules(
  body: JsonObject,
  phase: 'create' | 'update',
  switches: ValidationSwitches,
): ValidationRule[] {
  return validationRules.filter((rule) => {
    const isGiven = Object.hasOwn(body, rule.field) && body[rule.field] !== undefined
    if (!isGiven && (phase === 'update' || rule.onCreate !== true)) return false
    return !rule.holds(body[rule.field] ?? null, switches)
  })
}
