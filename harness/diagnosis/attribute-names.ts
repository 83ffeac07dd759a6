/** Attributes with more than one value (RFC 7643 §4, §8.7); lower case. */
export const MULTI_VALUED: ReadonlySet<string> = new Set([
  'emails',
  'phonenumbers',
  'ims',
  'photos',
  'addresses',
  'groups',
  'entitlements',
  'roles',
  'x509certificates',
  'members',
])

/** Attributes whose value is a JSON boolean, even if a client sends another type (RFC 7643 §4.1.1, §2.4); lower case. */
export const BOOLEAN: ReadonlySet<string> = new Set(['active', 'primary'])

/** Attributes of the enterprise extension that Entra writes (RFC 7643 §4.3). */
export const ENTERPRISE: ReadonlySet<string> = new Set([
  'employeenumber',
  'costcenter',
  'organization',
  'division',
  'department',
  'manager',
])

/** Attributes and sub-attributes that accept any string, so that a new value changes nothing else; in lower case. */
export const FREE_TEXT: ReadonlySet<string> = new Set([
  'username',
  'externalid',
  'displayname',
  'nickname',
  'title',
  'givenname',
  'familyname',
  'middlename',
  'formatted',
  'streetaddress',
  'locality',
  'region',
  'employeenumber',
  'costcenter',
  'organization',
  'division',
  'department',
])

/** The names of RFC 7643 in their letter case, by their lower-case form. */
const RFC_SPELLING: ReadonlyMap<string, string> = new Map(
  [
    'userName',
    'externalId',
    'displayName',
    'nickName',
    'profileUrl',
    'title',
    'userType',
    'preferredLanguage',
    'locale',
    'timezone',
    'active',
    'name',
    'givenName',
    'familyName',
    'middleName',
    'honorificPrefix',
    'honorificSuffix',
    'formatted',
    'emails',
    'phoneNumbers',
    'ims',
    'photos',
    'addresses',
    'streetAddress',
    'locality',
    'region',
    'postalCode',
    'country',
    'groups',
    'entitlements',
    'roles',
    'x509Certificates',
    'members',
    'value',
    'type',
    'primary',
    'display',
    'employeeNumber',
    'costCenter',
    'organization',
    'division',
    'department',
    'manager',
  ].map((name) => [name.toLowerCase(), name]),
)

/** Returns an attribute name in the letter case of RFC 7643; an unknown name is returned unchanged. */
export const rfcSpelling = (name: string): string => RFC_SPELLING.get(name.toLowerCase()) ?? name

/** Attributes of a User or Group that a client may omit from a POST, the most frequently rejected first. */
export const OPTIONAL: readonly string[] = [
  'externalId',
  'roles',
  'groups',
  'meta',
  'addresses',
  'phoneNumbers',
  'emails',
  'preferredLanguage',
  'title',
  'name',
  'displayName',
  'active',
  'nickName',
  'profileUrl',
  'userType',
  'locale',
  'timezone',
  'password',
  'entitlements',
  'members',
]
