import type { JsonObject } from '../../../protocol/index.ts'
import type { AppRoleAssignment } from '../../index.ts'

/** An app role of an application. */
export interface AppRole {
  readonly id: string
  readonly allowedMemberTypes: readonly string[]
  readonly displayName: string
  readonly description: string | null
  readonly isEnabled: boolean
  readonly value: string | null
}

/** An application with its service principal. */
export interface ApplicationRecord {
  /** The object id of the application. */
  readonly applicationId: string
  readonly appId: string
  readonly servicePrincipalId: string
  readonly templateId: string
  readonly displayName: string
  readonly createdDateTime: string
  readonly accountEnabled: boolean
  readonly appRoleAssignmentRequired: boolean
  readonly notes: string | null
  readonly tags: readonly string[]
  readonly appRoles: readonly AppRole[]
}

/** The id of the template "custom, non-gallery application" (Graph documentation, "Instantiate applicationTemplate"). */
export const NON_GALLERY_TEMPLATE = '8adf8e6e-67b2-4cf2-a259-e3dc5476c621'

/** The templates of applications: only the non-gallery one. */
export const TEMPLATES: readonly JsonObject[] = [
  {
    id: NON_GALLERY_TEMPLATE,
    displayName: 'Custom',
    homePageUrl: null,
    supportedSingleSignOnModes: ['password', 'saml', 'external'],
    supportedProvisioningTypes: ['sync'],
    logoUrl: null,
    categories: [],
    publisher: null,
    description: null,
  },
]

/** The roles of a new non-gallery application. */
export const NEW_ROLES: readonly Pick<AppRole, 'displayName'>[] = [
  { displayName: 'User' },
  { displayName: 'msiam_access' },
]

const graphRole = (role: AppRole): JsonObject => ({
  ...role,
  allowedMemberTypes: [...role.allowedMemberTypes],
  origin: 'Application',
})

/** Returns the application as Graph returns it. */
export function graphApplication(record: ApplicationRecord): JsonObject {
  return {
    id: record.applicationId,
    deletedDateTime: null,
    appId: record.appId,
    applicationTemplateId: record.templateId,
    createdDateTime: record.createdDateTime,
    displayName: record.displayName,
    identifierUris: [],
    notes: record.notes,
    publisherDomain: null,
    signInAudience: 'AzureADMyOrg',
    tags: [...record.tags],
    api: {},
    appRoles: record.appRoles.map(graphRole),
    info: {},
    web: {},
  }
}

/** Returns the service principal as Graph returns it. */
export function graphServicePrincipal(record: ApplicationRecord): JsonObject {
  return {
    id: record.servicePrincipalId,
    deletedDateTime: null,
    accountEnabled: record.accountEnabled,
    appDisplayName: record.displayName,
    appId: record.appId,
    applicationTemplateId: record.templateId,
    appRoleAssignmentRequired: record.appRoleAssignmentRequired,
    createdDateTime: record.createdDateTime,
    displayName: record.displayName,
    notes: record.notes,
    servicePrincipalNames: [record.appId],
    servicePrincipalType: 'Application',
    signInAudience: 'AzureADMyOrg',
    tags: [...record.tags],
    appRoles: record.appRoles.map(graphRole),
    oauth2PermissionScopes: [{ value: 'user_impersonation' }],
  }
}

/** Returns a role as mapping expressions read it; undefined for an unknown id. The name replaces a missing value. */
export function roleAssignment(record: ApplicationRecord, appRoleId: string): AppRoleAssignment | undefined {
  const role = record.appRoles.find(({ id }) => id === appRoleId)
  if (role === undefined) return undefined
  return { id: role.id, value: role.value ?? role.displayName, displayName: role.displayName }
}
