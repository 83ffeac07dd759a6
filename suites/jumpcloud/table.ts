import { ENTERPRISE_USER_SCHEMA } from '../../mocks/protocol/index.ts'

/**
 * A row of the table that maps a SCIM attribute to a property of a system user (JumpCloud's article on provisioning
 * from Entra).
 */
export interface TableRow {
  readonly target: string
  readonly property: string
  /** The maximum number of characters; absent if the value is not a string. */
  readonly limit?: number
  /** Matches the names by which an error message may refer to the field. */
  readonly namePattern: RegExp
}

const E = ENTERPRISE_USER_SCHEMA
const MAX = 1024
/** The limit in the published specification of the API. */
const MAX_EMPLOYEE_ID = 256

/** The article's table, one row per line. */
export const TABLE: readonly TableRow[] = [
  { target: 'userName', property: 'username', limit: MAX, namePattern: /user ?name/i },
  { target: 'name.givenName', property: 'firstname', limit: MAX, namePattern: /(?:given|first) ?name/i },
  { target: 'name.familyName', property: 'lastname', limit: MAX, namePattern: /(?:family|last|sur) ?name/i },
  { target: 'emails[type eq "work"].value', property: 'email', limit: MAX, namePattern: /e-?mail/i },
  { target: 'displayName', property: 'displayname', limit: MAX, namePattern: /display ?name/i },
  { target: 'active', property: 'suspended', namePattern: /active|suspend/i },
  { target: 'title', property: 'jobTitle', limit: MAX, namePattern: /title/i },
  { target: `${E}:department`, property: 'department', limit: MAX, namePattern: /department/i },
  {
    target: `${E}:employeeNumber`,
    property: 'employeeIdentifier',
    limit: MAX_EMPLOYEE_ID,
    namePattern: /employee ?(?:number|id)/i,
  },
  { target: 'locale', property: 'location', limit: MAX, namePattern: /locale|location/i },
  { target: `${E}:costCenter`, property: 'costCenter', limit: MAX, namePattern: /cost ?cent/i },
  { target: 'userType', property: 'employeeType', limit: MAX, namePattern: /(?:user|employee) ?type/i },
  { target: `${E}:organization`, property: 'company', limit: MAX, namePattern: /organi[sz]ation|company/i },
]

/** Returns the row of a SCIM attribute; undefined if JumpCloud has no property for it. */
export function rowOf(target: string): TableRow | undefined {
  return TABLE.find((row) => row.target.toLowerCase() === target.toLowerCase())
}

/** Returns the id of the requirement that a row's value is stored. */
export const requirementOf = ({ property }: TableRow): string => `jumpcloud.mapping.${property}`

/** Returns the value that the property must have if SCIM has `sent`; `suspended` is the negation of `active`. */
export function expectedProperty(property: string, sent: unknown): unknown {
  return property === 'suspended' ? sent !== true : sent
}

/** Returns whether a value is missing or an empty string, which a server may store as the same. */
const isEmpty = (value: unknown): boolean => value === undefined || value === null || value === ''

/**
 * Compares values; e-mail addresses may be canonicalised, for example to lower case (RFC 7643 §4.1.2: "SHOULD be
 * canonicalized by the service provider").
 */
export function isSameValue(target: string, one: unknown, other: unknown): boolean {
  if (isEmpty(one) && isEmpty(other)) return true
  if (!/^emails\b/i.test(target) || typeof one !== 'string' || typeof other !== 'string') return Object.is(one, other)
  return one.toLowerCase() === other.toLowerCase()
}
