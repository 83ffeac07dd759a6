/** Properties of a user that v1.0 returns without `$select` (Graph documentation, "Get a user"). */
export const USUAL_PROPERTIES: readonly string[] = [
  'businessPhones',
  'displayName',
  'givenName',
  'jobTitle',
  'mail',
  'mobilePhone',
  'officeLocation',
  'preferredLanguage',
  'surname',
  'userPrincipalName',
  'id',
]

/** Properties whose value is a string or null, and that provisioning can read. */
export const STRING_PROPERTIES: readonly string[] = [
  'ageGroup',
  'city',
  'companyName',
  'consentProvidedForMinor',
  'country',
  'createdDateTime',
  'creationType',
  'department',
  'displayName',
  'employeeHireDate',
  'employeeId',
  'employeeLeaveDateTime',
  'employeeType',
  'externalUserState',
  'faxNumber',
  'givenName',
  'jobTitle',
  'mail',
  'mailNickname',
  'mobilePhone',
  'officeLocation',
  'onPremisesDistinguishedName',
  'onPremisesDomainName',
  'onPremisesImmutableId',
  'onPremisesSamAccountName',
  'onPremisesSecurityIdentifier',
  'onPremisesUserPrincipalName',
  'passwordPolicies',
  'postalCode',
  'preferredDataLocation',
  'preferredLanguage',
  'securityIdentifier',
  'state',
  'streetAddress',
  'surname',
  'usageLocation',
  'userPrincipalName',
  'userType',
]

/** Properties whose value is a list of strings. */
export const LIST_PROPERTIES: readonly string[] = ['businessPhones', 'imAddresses', 'otherMails', 'proxyAddresses']

/** Parts of `employeeOrgData` and `onPremisesExtensionAttributes`, which mappings read as attributes of the user. */
export const ORGANIZATION_PARTS: readonly string[] = ['costCenter', 'division']
export const EXTENSION_PARTS: readonly string[] = Array.from(
  { length: 15 },
  (_, index) => `extensionAttribute${index + 1}`,
)

/** The names that mappings use for properties with another name in Graph. */
export const MAPPING_NAMES: Readonly<Record<string, string>> = {
  faxNumber: 'facsimileTelephoneNumber',
  mobilePhone: 'mobile',
  officeLocation: 'physicalDeliveryOfficeName',
}
