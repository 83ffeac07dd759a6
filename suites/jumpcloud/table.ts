/** Where a SCIM target arrives in a system user, and the requirement that says so (JumpCloud's article on provisioning from Entra). */
export interface TableRow {
  readonly target: string
  readonly property: string
  readonly requirement: string
}

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'

/** The article's table, one row a line. */
export const TABLE: readonly TableRow[] = [
  { target: 'userName', property: 'username', requirement: 'jumpcloud.mapping.username' },
  { target: 'name.givenName', property: 'firstname', requirement: 'jumpcloud.mapping.firstname' },
  { target: 'name.familyName', property: 'lastname', requirement: 'jumpcloud.mapping.lastname' },
  { target: 'emails[type eq "work"].value', property: 'email', requirement: 'jumpcloud.mapping.email' },
  { target: 'displayName', property: 'displayname', requirement: 'jumpcloud.mapping.displayname' },
  { target: 'active', property: 'suspended', requirement: 'jumpcloud.mapping.suspended' },
  { target: 'title', property: 'jobTitle', requirement: 'jumpcloud.mapping.jobTitle' },
  { target: `${ENTERPRISE}:department`, property: 'department', requirement: 'jumpcloud.mapping.department' },
  {
    target: `${ENTERPRISE}:employeeNumber`,
    property: 'employeeIdentifier',
    requirement: 'jumpcloud.mapping.employeeIdentifier',
  },
]

/** Awkward people whom the table's rules keep out. */
export const KEPT_OUT: ReadonlySet<string> = new Set([
  'guest',
  'nickname-is-email',
  'nickname-with-blank',
  'nickname-begins-with-digit',
  'given-name-1025',
  'surname-1025',
  'title-1025',
  'employee-id-257',
])

/** The value that the property is to have where SCIM has `sent`; `suspended` is the denial of `active`. */
export function expectedProperty(property: string, sent: unknown): unknown {
  return property === 'suspended' ? sent !== true : sent
}
