import { ENTERPRISE_USER_SCHEMA } from '../protocol/index.ts'

/** A SCIM attribute and the system user's property that stores it. */
export interface PropertyRow {
  /** Path in the SCIM user: `urn` is the extension, absent for the base schema. */
  readonly scim: { readonly urn?: string; readonly name: string; readonly sub?: string }
  readonly jumpCloud: string
}

const E = ENTERPRISE_USER_SCHEMA

/**
 * Strings that are stored unchanged in both directions (vendor article on provisioning from Azure AD, attribute mapping
 * table). `emails` and `active` have separate rules.
 */
export const PROPERTIES: readonly PropertyRow[] = [
  { scim: { name: 'userName' }, jumpCloud: 'username' },
  { scim: { name: 'name', sub: 'givenName' }, jumpCloud: 'firstname' },
  { scim: { name: 'name', sub: 'familyName' }, jumpCloud: 'lastname' },
  { scim: { name: 'displayName' }, jumpCloud: 'displayname' },
  { scim: { name: 'title' }, jumpCloud: 'jobTitle' },
  { scim: { name: 'locale' }, jumpCloud: 'location' },
  { scim: { name: 'userType' }, jumpCloud: 'employeeType' },
  { scim: { urn: E, name: 'department' }, jumpCloud: 'department' },
  { scim: { urn: E, name: 'costCenter' }, jumpCloud: 'costCenter' },
  { scim: { urn: E, name: 'organization' }, jumpCloud: 'company' },
  { scim: { urn: E, name: 'employeeNumber' }, jumpCloud: 'employeeIdentifier' },
]

/**
 * Names of custom attributes in which this server stores values for which the API has no property; the API allows only
 * letters and digits.
 */
export const MARKS = { deleted: 'scimDeleted', externalId: 'scimExternalId' } as const
