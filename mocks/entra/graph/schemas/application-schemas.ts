import {
  ANY_OBJECT,
  BOOLEAN,
  closed,
  GUID,
  ID,
  INSTANT,
  type JsonSchema,
  listOf,
  NULLABLE_INSTANT,
  NULLABLE_TEXT,
  reference,
  TEXT,
} from './shapes.ts'

const shared = {
  id: ID,
  deletedDateTime: NULLABLE_INSTANT,
  appId: GUID,
  applicationTemplateId: TEXT,
  createdDateTime: INSTANT,
  displayName: TEXT,
  notes: NULLABLE_TEXT,
  signInAudience: TEXT,
  tags: listOf(TEXT),
  appRoles: listOf(reference('appRole')),
}

const changed = {
  displayName: { type: 'string', minLength: 1, maxLength: 256 },
  notes: { type: ['string', 'null'], maxLength: 1024 },
  tags: listOf(TEXT),
  appRoles: listOf(reference('appRole')),
}

/** Templates, applications, service principals, assignments. */
export const applicationSchemas: Readonly<Record<string, JsonSchema>> = {
  applicationTemplate: closed(
    {
      id: GUID,
      displayName: TEXT,
      homePageUrl: NULLABLE_TEXT,
      supportedSingleSignOnModes: listOf(TEXT),
      supportedProvisioningTypes: listOf(TEXT),
      logoUrl: NULLABLE_TEXT,
      categories: listOf(TEXT),
      publisher: NULLABLE_TEXT,
      description: NULLABLE_TEXT,
    },
    ['id', 'displayName'],
  ),
  instantiate: closed(
    { displayName: { type: 'string', minLength: 1, maxLength: 256 }, serviceManagementReference: NULLABLE_TEXT },
    ['displayName'],
  ),
  appRole: closed(
    {
      id: GUID,
      allowedMemberTypes: { type: 'array', items: { enum: ['User', 'Application'] }, minItems: 1 },
      displayName: { type: 'string', minLength: 1, maxLength: 256 },
      description: NULLABLE_TEXT,
      isEnabled: BOOLEAN,
      value: { type: ['string', 'null'], maxLength: 250, pattern: '^\\S*$' },
      origin: TEXT,
    },
    ['id', 'displayName'],
  ),
  application: closed(
    {
      ...shared,
      identifierUris: listOf(TEXT),
      publisherDomain: NULLABLE_TEXT,
      api: ANY_OBJECT,
      info: ANY_OBJECT,
      web: ANY_OBJECT,
    },
    ['id', 'appId', 'displayName', 'appRoles'],
  ),
  applicationUpdate: closed(changed),
  servicePrincipal: closed(
    {
      ...shared,
      accountEnabled: BOOLEAN,
      appDisplayName: TEXT,
      appRoleAssignmentRequired: BOOLEAN,
      servicePrincipalNames: listOf(TEXT),
      servicePrincipalType: TEXT,
      oauth2PermissionScopes: listOf(ANY_OBJECT),
    },
    ['id', 'appId', 'displayName', 'appRoles'],
  ),
  servicePrincipalUpdate: closed({ ...changed, accountEnabled: BOOLEAN, appRoleAssignmentRequired: BOOLEAN }),
  applicationServicePrincipal: closed(
    { application: reference('application'), servicePrincipal: reference('servicePrincipal') },
    ['application', 'servicePrincipal'],
  ),
  appRoleAssignment: closed(
    {
      id: ID,
      deletedDateTime: NULLABLE_INSTANT,
      appRoleId: GUID,
      createdDateTime: INSTANT,
      principalDisplayName: NULLABLE_TEXT,
      principalId: ID,
      principalType: { enum: ['User', 'Group'] },
      resourceDisplayName: TEXT,
      resourceId: ID,
    },
    ['id', 'appRoleId', 'principalId', 'resourceId'],
  ),
  appRoleAssignmentCreate: closed({ principalId: ID, resourceId: ID, appRoleId: GUID }, [
    'principalId',
    'resourceId',
    'appRoleId',
  ]),
}
