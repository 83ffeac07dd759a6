/**
 * The party that can fix a cause: the server's owner, the tenant's administrator, or both; `nobody` if it passes by
 * itself.
 */
type Owner = 'server' | 'tenant' | 'both' | 'nobody'

/** The meaning of an error code of the provisioning log. */
export interface ErrorCode {
  readonly codes: readonly string[]
  /** The cause in one line. */
  readonly title: string
  /** The consequence for the users. */
  readonly meaning: string
  readonly remedy: string
  readonly owner: Owner
  /** Ids of the checks that reproduce it on a server. */
  readonly checks: readonly string[]
  readonly source: string
}

const LOGS = 'https://learn.microsoft.com/en-us/entra/identity/monitoring-health/howto-analyze-provisioning-logs'
const CROSS_TENANT = `${LOGS}#error-codes-for-cross-tenant-synchronization`
const QUARANTINE =
  'https://learn.microsoft.com/en-us/entra/identity/app-provisioning/application-provisioning-quarantine-status'
const DELETIONS = 'https://learn.microsoft.com/en-us/entra/identity/app-provisioning/accidental-deletions'
const COMPATIBILITY =
  'https://learn.microsoft.com/en-us/entra/identity/app-provisioning/use-scim-to-provision-users-and-groups'

/** Every error code of Microsoft's documentation, and those in publicly quoted logs. A code has one row. */
export const errorCodes: readonly ErrorCode[] = [
  {
    codes: ['Conflict', 'EntryConflict'],
    title: 'The server already has a user or group with that unique value',
    meaning:
      'Entra found no match, sent a POST, and the server answered 409. The object stays unprovisioned, and Entra repeats the POST until the conflict is resolved.',
    remedy:
      'If the object should have been matched, make the matching attribute findable: the server must answer the filter by it in any letter case, and show inactive users. Otherwise change or remove the object that has the value.',
    owner: 'both',
    checks: [
      'entra.match.one-hit',
      'entra.match.ignores-case',
      'entra.match.inactive-found',
      'entra.create.conflict',
      'entra.match.second-cycle',
    ],
    source: LOGS,
  },
  {
    codes: ['TooManyRequests'],
    title: 'The server rejected requests because there were too many (429)',
    meaning: 'Entra retries by itself. Many of them make cycles long, and at worst end in quarantine.',
    remedy: 'Raise the limit to at least 25 requests per second for a tenant, and send Retry-After with each 429.',
    owner: 'server',
    checks: ['entra.recovery.burst', 'entra.exchange.retry-after'],
    source: LOGS,
  },
  {
    codes: ['InternalServerError'],
    title: 'The server failed (5xx)',
    meaning: 'The change did not arrive, or it is not known whether it did. Entra retries in the next cycle.',
    remedy:
      "Look at the server's own log for the time of the entry. An unexpected value must be answered with 400, not with 500.",
    owner: 'server',
    checks: [
      'scim.exchange.no-server-error',
      'entra.create.all-attributes',
      'entra.update',
      'entra.patch.unknown-path-told',
    ],
    source: LOGS,
  },
  {
    codes: ['InsufficientRights', 'NotPermitted'],
    title: 'The server accepts the credentials and rejects the change (403)',
    meaning: 'No user of this kind is created or changed until the token has the right to.',
    remedy: 'Give the account behind the secret token the right to create, change and deactivate users and groups.',
    owner: 'both',
    checks: ['entra.create', 'entra.update', 'entra.delete'],
    source: LOGS,
  },
  {
    codes: ['MethodNotAllowed'],
    title: 'The server does not offer the method that Entra uses (405)',
    meaning: 'Often PATCH of groups or DELETE: memberships or removals never arrive.',
    remedy:
      'Implement GET, POST, PATCH and DELETE below /Users and /Groups, or turn the group mapping off in the portal.',
    owner: 'server',
    checks: ['entra.update', 'entra.delete', 'entra.group.members-added', 'entra.group.rename'],
    source: LOGS,
  },
  {
    codes: ['Unauthorized', 'SystemForCrossDomainIdentityManagementInvalidCredentials', 'InvalidCredentials'],
    title: 'The server rejects the credentials (401)',
    meaning: 'Nothing is provisioned, and no user is deactivated. The job goes into quarantine at once.',
    remedy:
      'Enter a valid secret token under Provisioning, Admin Credentials, press Test Connection, and restart provisioning.',
    owner: 'both',
    checks: ['entra.probe', 'entra.auth.wrong-token', 'entra.oauth.token'],
    source: LOGS,
  },
  {
    codes: ['CredentialValidationUnavailable'],
    title: 'Entra could not test the connection',
    meaning: 'The job is not started, or is in quarantine.',
    remedy:
      'Check that the Tenant URL can be reached from the internet with a certificate of a public authority, and that `GET /Users?filter=userName eq "a GUID"` answers 200 with an empty list.',
    owner: 'both',
    checks: ['entra.probe', 'entra.probe.list-response', 'entra.group.probe', 'entra.tls.version', 'entra.tls.trusted'],
    source: QUARANTINE,
  },
  {
    codes: ['UnprocessableEntity'],
    title: 'The server understood the request and rejects its values (422)',
    meaning:
      'The object is not created or not changed. SCIM defines 400 with a scimType for this, which gives Entra more information.',
    remedy: 'Read the answer: correct the value in the tenant or the mapping, or accept it on the server.',
    owner: 'both',
    checks: ['entra.create.all-attributes', 'entra.update', 'scim.exchange.error-shape'],
    source: LOGS,
  },
  {
    codes: ['WebExceptionProtocolError'],
    title: 'The connection to the server failed',
    meaning:
      'No valid HTTP response arrived: the connection was closed or refused, or its name or certificate failed. Entra retries in the next cycle.',
    remedy: 'Check load balancer, firewall, TLS certificate and idle time-outs between the internet and the server.',
    owner: 'server',
    checks: ['entra.probe', 'entra.tls.version', 'entra.tls.valid', 'entra.tls.trusted', 'entra.exchange.no-redirect'],
    source: LOGS,
  },
  {
    codes: ['InvalidAnchor'],
    title: 'An object that Entra had linked is no longer on the server (404)',
    meaning:
      'Entra continues to send changes to the stored id. The object stays unprovisioned until the job is restarted.',
    remedy:
      'Find out who deleted the object, or why its id changed: an id must never change. Then restart provisioning with reset scope Full, so that every object is matched again.',
    owner: 'both',
    checks: ['entra.update.vanished', 'entra.delete.returns', 'entra.match.second-cycle', 'entra.match.inactive-found'],
    source: LOGS,
  },
  {
    codes: ['NotImplemented'],
    title: 'The server does not implement the request (501)',
    meaning: 'Usually a filter, a form of PATCH, or groups. The change is lost until the server supports it.',
    remedy: 'Implement what the failing step names, or remove the mapping that needs it.',
    owner: 'server',
    checks: ['entra.match.one-hit', 'entra.update', 'entra.patch.several-ops', 'entra.group.create'],
    source: LOGS,
  },
  {
    codes: ['MandatoryFieldsMissing', 'MissingValues'],
    title: 'A value that the server requires is missing',
    meaning: 'These users cannot be created until the attribute has a value in Entra.',
    remedy:
      'Fill the attribute for these users, give the mapping a default value, or make the attribute optional on the server.',
    owner: 'both',
    checks: ['entra.create', 'scim.create.minimum'],
    source: LOGS,
  },
  {
    codes: ['SchemaAttributeNotFound'],
    title: 'The mapping writes to an attribute that the server does not have',
    meaning: 'The whole change is rejected, with its other attributes.',
    remedy:
      'Remove the attribute from the mapping, correct its name, or let the server ignore attributes that it does not know.',
    owner: 'both',
    checks: ['entra.create.all-attributes', 'entra.patch.unknown-path-told', 'entra.patch.urn-path'],
    source: LOGS,
  },
  {
    codes: ['InternalError'],
    title: "Entra's provisioning service failed",
    meaning: 'The server is not involved. Entra retries in the next cycle.',
    remedy: 'Wait. If it lasts for more than a day, open a support case with the change id.',
    owner: 'nobody',
    checks: [],
    source: LOGS,
  },
  {
    codes: ['InvalidDomain'],
    title: 'A value has a domain that the server does not accept',
    meaning: 'The user is not created, or an address is not changed.',
    remedy: 'Verify the domain on the server, or map an attribute whose domain it accepts.',
    owner: 'both',
    checks: ['entra.create', 'entra.attribute.userName', 'entra.attribute.emails-work-value'],
    source: LOGS,
  },
  {
    codes: ['Timeout'],
    title: 'The server did not answer within 60 seconds',
    meaning: 'Entra repeats the request. A POST that was carried out without an answer then meets 409.',
    remedy:
      'Answer faster, and look for a slow query: Entra filters by the matching attribute for every object, so that it needs an index.',
    owner: 'server',
    checks: ['entra.recovery.lost-answer', 'entra.recovery.burst', 'entra.group.thousand-members'],
    source: LOGS,
  },
  {
    codes: ['LicenseLimitExceeded'],
    title: 'The server has no licence left for the user',
    meaning: 'New users are not created. Existing ones are not touched.',
    remedy: 'Buy licences, or assign fewer users to the application.',
    owner: 'both',
    checks: [],
    source: LOGS,
  },
  {
    codes: ['DuplicateTargetEntries'],
    title: 'Several users of the server have the same matching value',
    meaning: 'Entra does not know which user is meant, and changes none of them, also not to deactivate.',
    remedy:
      'Remove the duplicate on the server. If there is none, the filter is wrong: it must return only users whose whole value is equal.',
    owner: 'both',
    checks: [
      'entra.match.one-hit',
      'entra.create.race',
      'entra.create.conflict',
      'entra.recovery.repeated-cycle',
      'scim.filter.unsupported',
    ],
    source: LOGS,
  },
  {
    codes: ['DuplicateSourceEntries'],
    title: 'Several users of the tenant have the same matching value',
    meaning: 'One of them is provisioned; the others fail.',
    remedy:
      'Make the value unique in Entra, or match by another attribute. If the values differ, the server returns the wrong user for a filter.',
    owner: 'tenant',
    checks: ['entra.match.one-hit', 'entra.identity.own-data'],
    source: LOGS,
  },
  {
    codes: ['ImportSkipped'],
    title: 'The user has no value for the matching attribute',
    meaning: 'The user is left out before scope is evaluated. This is expected for users without the attribute.',
    remedy: 'Fill the attribute in Entra, or match by one that every user has.',
    owner: 'tenant',
    checks: [],
    source: LOGS,
  },
  {
    codes: ['EntrySynchronizationSkipped', 'RedundantExport'],
    title: 'There was nothing to do',
    meaning: 'The user is out of scope, or the server has all values already. This is not a failure.',
    remedy: 'Nothing. If a value should have changed, check that the server shows attributes as they were sent.',
    owner: 'nobody',
    checks: ['entra.match.second-cycle'],
    source: LOGS,
  },
  {
    codes: ['NotEffectivelyEntitled'],
    title: 'The user is not in scope',
    meaning:
      'The user is not assigned to the application, is not active, or fails a scoping filter. This is not a failure.',
    remedy: 'Nothing, or assign the user.',
    owner: 'tenant',
    checks: [],
    source: LOGS,
  },
  {
    codes: ['SystemForCrossDomainIdentityManagementMultipleEntriesInResponse'],
    title: 'A request for one object returned several',
    meaning: 'Often a group that was read with its members although Entra excluded them, or a filter that is ignored.',
    remedy: 'Honour excludedAttributes=members, and return only what the filter matches.',
    owner: 'server',
    checks: ['entra.group.match', 'entra.match.one-hit', 'entra.group.thousand-members', 'scim.filter.unsupported'],
    source: LOGS,
  },
  {
    codes: [
      'SystemForCrossDomainIdentityManagementServiceIncompatible',
      'SystemForCrossDomainIdentityManagementBadRequest',
    ],
    title: 'The server rejects what Entra sends, or Entra cannot read the answer',
    meaning:
      'A 400, or an answer that is not SCIM. The object stays unprovisioned; on the probe it quarantines the whole job.',
    remedy: 'Read the answer and run the checks: they send each form that Entra uses and name the form that fails.',
    owner: 'server',
    checks: [
      'entra.probe',
      'entra.probe.list-response',
      'entra.create.all-attributes',
      'entra.create.answers-user',
      'entra.update',
      'entra.disable.legacy-string',
      'entra.patch.value-path-add',
      'entra.manager.set',
      'entra.exchange.manager-is-complex',
      'scim.exchange.error-shape',
    ],
    source: COMPATIBILITY,
  },
  {
    codes: ['SystemForCrossDomainIdentityManagementServiceIncompatibleFiltering'],
    title: 'The server does not support the filter that Entra sends',
    meaning: 'Entra cannot look for existing objects, so no object is provisioned.',
    remedy:
      'Support `eq` on every matching attribute (userName, externalId, emails[type eq "work"].value, displayName of groups).',
    owner: 'server',
    checks: [
      'entra.probe',
      'entra.match.one-hit',
      'entra.match.by-work-email',
      'entra.probe.by-external-id',
      'entra.probe.plus-for-blanks',
      'entra.group.match',
    ],
    source: COMPATIBILITY,
  },
  {
    codes: ['UnableToResolveReferenceAttributeValue'],
    title: 'A manager or member is not provisioned itself',
    meaning: 'The object exists, without the reference. Entra does not add it later by itself.',
    remedy: 'Bring the referenced user into scope, then restart provisioning.',
    owner: 'tenant',
    checks: ['entra.manager.unknown', 'entra.group.unknown-member'],
    source: LOGS,
  },
  {
    codes: ['SchemaPropertyCanOnlyAcceptValue'],
    title: 'A list of values is mapped to an attribute with one value',
    meaning: 'The change is rejected.',
    remedy: 'Map an attribute with one value, or wrap it: Item([attribute], 1).',
    owner: 'tenant',
    checks: [],
    source: LOGS,
  },
  {
    codes: ['StagedDelete', 'StagedAction', 'TooManyDeletes'],
    title: 'Deletions wait because there were too many at once',
    meaning: 'None of them is deactivated yet: these users keep their access.',
    remedy:
      'Look at the list. If the deletions are right, allow them in the portal (ForceDeletes); otherwise correct assignments or scope first.',
    owner: 'tenant',
    checks: [],
    source: DELETIONS,
  },
  {
    codes: [
      'EncounteredQuarantineException',
      'EncounteredBaseEscrowThreshold',
      'EncounteredTotalEscrowThreshold',
      'EncounteredEscrowProportionThreshold',
      'QuarantinedOnDemand',
    ],
    title: 'The job is in quarantine',
    meaning: 'Cycles become rare, down to one a day, and after four weeks the job is disabled.',
    remedy: 'Fix the causes that are listed beside this one, then restart provisioning.',
    owner: 'both',
    checks: ['entra.probe', 'entra.group.probe', 'entra.probe.repeated'],
    source: QUARANTINE,
  },
  {
    codes: [
      'AzureActiveDirectoryCannotUpdateObjectsOriginatedInExternalService',
      'CannotUpdateObjectsOriginatedInExternalService',
    ],
    title: 'Cross-tenant: a property is mastered by another service',
    meaning: 'Mail or showInAddressList is not updated in the other tenant; the rest may be.',
    remedy: 'Remove the property from the mapping, or change it in the other tenant.',
    owner: 'tenant',
    checks: [],
    source: CROSS_TENANT,
  },
  {
    codes: ['AzureDirectoryB2BManagementPolicyCheckFailure'],
    title: 'Cross-tenant: automatic redemption is not allowed by both tenants',
    meaning: 'No user is invited.',
    remedy: 'Turn on automatic redemption in the inbound policy of one tenant and the outbound policy of the other.',
    owner: 'tenant',
    checks: [],
    source: CROSS_TENANT,
  },
  {
    codes: ['AzureActiveDirectoryQuotaLimitExceeded', 'QuotaLimitExceeded'],
    title: 'Cross-tenant: the directory has its maximum number of objects',
    meaning: 'No more users are created.',
    remedy: 'Raise the quota of the tenant, or remove objects.',
    owner: 'tenant',
    checks: [],
    source: CROSS_TENANT,
  },
  {
    codes: ['InvitationCreationFailure'],
    title: 'Cross-tenant: the invitation failed',
    meaning: 'The user is not created in the other tenant.',
    remedy: 'Open a support case; the log does not say more.',
    owner: 'tenant',
    checks: [],
    source: CROSS_TENANT,
  },
  {
    codes: ['AzureActiveDirectoryForbidden', 'Forbidden'],
    title: 'Cross-tenant: external collaboration settings block invitations',
    meaning: 'No user is invited. (For a SCIM application, the server answered 403.)',
    remedy: 'Allow invitations in the external collaboration settings.',
    owner: 'tenant',
    checks: [],
    source: CROSS_TENANT,
  },
  {
    codes: ['InvitationCreationFailureInvalidPropertyValue'],
    title: 'Cross-tenant: a property of the invited user is invalid',
    meaning:
      'The user is not created: an invalid mail address, a user type other than Guest or Member, or the address of a group.',
    remedy: 'Correct the mail address, the mapping of userType, or the address of the group.',
    owner: 'tenant',
    checks: [],
    source: CROSS_TENANT,
  },
  {
    codes: ['InvitationCreationFailureAmbiguousUser'],
    title: 'Cross-tenant: an internal user has the same proxy address',
    meaning: 'The user is not created.',
    remedy: 'Delete the internal user in the other tenant, or remove the user from scope.',
    owner: 'tenant',
    checks: [],
    source: CROSS_TENANT,
  },
  {
    codes: ['AzureActiveDirectoryCannotUpdateObjectsMasteredOnPremises', 'CannotUpdateObjectsMasteredOnPremises'],
    title: 'Cross-tenant: the user is mastered on premises',
    meaning: 'Cross-tenant synchronization cannot update this user.',
    remedy: 'Change the user where it is mastered, or take it out of scope.',
    owner: 'tenant',
    checks: [],
    source: CROSS_TENANT,
  },
]

/**
 * Returns the row of an error code; names ignore letter case, blanks and the name of Microsoft Entra ID at the
 * beginning. Undefined for an unknown code.
 */
export function errorCodeOf(code: string): ErrorCode | undefined {
  return byName.get(simple(code))
}

const simple = (code: string): string =>
  code
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '')
    .replace(/^(?:azureactivedirectory|microsoftentraid)/, '')
const byName: ReadonlyMap<string, ErrorCode> = new Map(
  errorCodes.flatMap((row) => row.codes.map((code): [string, ErrorCode] => [simple(code), row])),
)
