import type { JsonObject, JsonValue } from '../../protocol/index.ts'
import { isJsonObject } from '../../protocol/index.ts'

/** Names of attributes as Graph writes them. */
const NAMES = [
  ...[
    'id',
    'objectId',
    'userPrincipalName',
    'mailNickname',
    'displayName',
    'givenName',
    'surname',
    'mail',
    'otherMails',
  ],
  ...[
    'jobTitle',
    'department',
    'companyName',
    'employeeId',
    'employeeType',
    'employeeHireDate',
    'employeeLeaveDateTime',
  ],
  ...['accountEnabled', 'userType', 'usageLocation', 'preferredLanguage', 'proxyAddresses', 'imAddresses', 'ageGroup'],
  ...['city', 'state', 'country', 'postalCode', 'streetAddress', 'officeLocation', 'physicalDeliveryOfficeName'],
  ...['mobilePhone', 'mobile', 'businessPhones', 'telephoneNumber', 'faxNumber', 'facsimileTelephoneNumber'],
  ...['createdDateTime', 'creationType', 'externalUserState', 'securityIdentifier', 'IsSoftDeleted', 'description'],
  ...['manager', 'appRoleAssignments', 'employeeOrgData', 'division', 'costCenter', 'onPremisesExtensionAttributes'],
  ...['onPremisesImmutableId', 'onPremisesSamAccountName', 'onPremisesDistinguishedName', 'onPremisesDomainName'],
  ...['onPremisesUserPrincipalName', 'onPremisesSecurityIdentifier', 'onPremisesSyncEnabled', 'additionalProperties'],
  ...Array.from({ length: 15 }, (_, index) => `extensionAttribute${index + 1}`),
] as const

/** Column headings of the Microsoft 365 admin center that differ from Graph's names. */
const ALIASES: Readonly<Record<string, string>> = {
  firstname: 'givenName',
  lastname: 'surname',
  title: 'jobTitle',
  office: 'officeLocation',
  fax: 'faxNumber',
  phonenumber: 'telephoneNumber',
  countryregion: 'country',
  countryorregion: 'country',
  stateorprovince: 'state',
  ziporpostalcode: 'postalCode',
}

/**
 * Reduces a name to letters and digits in lower case: `UserPrincipalName`, `User principal name` and
 * `user_principal_name` are the same.
 */
const bare = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '')

const KNOWN: ReadonlyMap<string, string> = new Map([
  ...Object.entries(ALIASES),
  ...NAMES.map((name): [string, string] => [bare(name), name]),
])

/** Members whose own members are attributes as well. */
const NESTED: ReadonlySet<string> = new Set([
  'manager',
  'appRoleAssignments',
  'employeeOrgData',
  'onPremisesExtensionAttributes',
])

/**
 * Converts attribute names that Graph PowerShell (`ConvertTo-Json`, `Export-Csv`) and the admin centers write to those
 * of Graph. An unknown name stays unchanged, except for its first letter if the object is PowerShell's. If a name
 * occurs in two forms, the first is used.
 */
export function normalizeNames(object: JsonObject): JsonObject {
  const isPascal = Object.keys(object).some(
    (name) => /^[A-Z]/.test(name) && KNOWN.get(bare(name))?.startsWith(name.charAt(0).toLowerCase()),
  )
  const normal: JsonObject = {}
  for (const [name, value] of Object.entries(object)) {
    if (value === undefined) continue
    const known = name.includes('@') ? name : (KNOWN.get(bare(name)) ?? (isPascal ? lowerFirst(name) : name))
    if (known === 'additionalProperties' && isJsonObject(value)) {
      for (const [more, of] of Object.entries(value))
        if (!Object.hasOwn(normal, more) && of !== undefined) normal[more] = of
      continue
    }
    if (!Object.hasOwn(normal, known)) normal[known] = NESTED.has(known) ? nested(value) : value
  }
  return normal
}

function nested(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map((element) => (isJsonObject(element) ? withLowerFirst(element) : element))
  return isJsonObject(value) ? withLowerFirst(value) : value
}

const lowerFirst = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1)

function withLowerFirst(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [lowerFirst(name), value])) as JsonObject
}
