/** A defect of a real server that its maintainers or users reported in public. */
export interface RealDefect {
  readonly title: string
  readonly report: string
  /** The reason why no deviation expresses it. */
  readonly reason?: string
}

/** Defects with which the suites are compared; one per line. */
export const REAL_DEFECTS: readonly RealDefect[] = [
  { title: 'Deprovisioning refused: string boolean in PATCH', report: 'https://github.com/scimmyjs/scimmy/issues/51' },
  {
    title: 'active persisted as a string because PATCH values are not type checked',
    report: 'https://github.com/thomaspoignant/scim-patch/issues/872',
  },
  {
    title: 'Capitalised string boolean not understood by Keycloak plug-in',
    report: 'https://github.com/Captain-P-Goldfish/scim-for-keycloak/issues/119',
  },
  {
    title: 'Deactivation flips an internal deleted flag but the active attribute stays true',
    report: 'https://github.com/ssoready/ssoready/issues/155',
  },
  {
    title: 'PATCH op names validated against lower case only',
    report: 'https://github.com/langwatch/langwatch/issues/6972',
  },
  {
    title: 'Validate step lowercases nothing while the apply step does',
    report: 'https://github.com/imulab/go-scim/issues/54',
  },
  {
    title: 'Reactivating a disabled user fails',
    report: 'https://github.com/FusionAuth/fusionauth-issues/issues/3311',
  },
  {
    title: 'replace on emails[type eq work].value with no such value gives noTarget',
    report: 'https://github.com/Captain-P-Goldfish/scim-for-keycloak/issues/73',
  },
  {
    title: 'Workaround for filtered replace deletes sibling values',
    report: 'https://github.com/Captain-P-Goldfish/SCIM-SDK/issues/668',
  },
  {
    title: 'Filtered add with nothing to match is rejected',
    report: 'https://github.com/Captain-P-Goldfish/SCIM-SDK/issues/416',
  },
  {
    title: 'Filtered value path judged a syntax error by the library',
    report: 'https://github.com/elimity-com/scim/issues/105',
  },
  {
    title: 'Regression: filtered emails/phones crash',
    report: 'https://github.com/limosa-io/laravel-scim-server/issues/119',
  },
  {
    title: 'Add operations may not carry a value selection filter',
    report: 'https://github.com/pingidentity/scim2/issues/135',
  },
  {
    title: 'Remove of manager through a filter on a single-valued attribute',
    report: 'https://github.com/thomaspoignant/scim-patch/issues/453',
  },
  {
    title: 'Colon inside the filter literal breaks the path parser',
    report: 'https://github.com/lightdash/lightdash/issues/18243',
  },
  { title: 'URN split at the dot of ’2.0’', report: 'https://github.com/wso2/product-is/issues/6015' },
  {
    title: 'Replace of an extension attribute removes it, then throws',
    report: 'https://github.com/scimmyjs/scimmy/issues/77',
  },
  { title: 'Fully qualified core paths and filters unknown', report: 'https://github.com/rancher/rancher/pull/54896' },
  {
    title: 'Extension URIs inside a pathless value fail validation',
    report: 'https://github.com/elimity-com/scim/issues/204',
  },
  {
    title: 'Dotted keys become literal top-level attributes',
    report: 'https://github.com/simpleidserver/SimpleIdServer/issues/388',
  },
  {
    title: 'Pathless replace crashes with a null path',
    report: 'https://github.com/Metatavu/keycloak-scim-server/issues/95',
  },
  { title: 'replace without value accepted', report: 'https://github.com/scimmyjs/scimmy/issues/80' },
  { title: 'Unknown paths ignored with success', report: 'https://github.com/NorthlandPositronics/Cogtrix/issues/432' },
  {
    title: 'PATCH route answers 404 for a user the filter just found',
    report: 'https://github.com/OneUptime/oneuptime/issues/2134',
  },
  { title: 'Value-array remove refused', report: 'https://github.com/Captain-P-Goldfish/SCIM-SDK/issues/167' },
  { title: 'Removing one member removes all', report: 'https://github.com/simpleidserver/SimpleIdServer/issues/164' },
  { title: 'Value-array remove has no effect', report: 'https://github.com/thomaspoignant/scim-patch/issues/959' },
  {
    title: 'PATCH replaces the members instead of adding',
    report: 'https://github.com/grokability/snipe-it/issues/19096',
  },
  { title: 'members on POST/PUT and groups ignored', report: 'https://github.com/ory/polis/issues/3136' },
  {
    title: 'PUT keeps only one of several members',
    report: 'https://github.com/simpleidserver/SimpleIdServer/issues/34',
  },
  { title: 'Remove of a member already gone is an error', report: 'https://github.com/Infisical/infisical/pull/6471' },
  { title: 'List of groups never carries members', report: 'https://github.com/graphql-hive/console/issues/8352' },
  { title: 'Parallel member adds overwrite each other', report: 'https://github.com/scimmyjs/scimmy/issues/79' },
  {
    title: 'Up to five parallel PATCHes lose members',
    report: 'https://github.com/Captain-P-Goldfish/SCIM-SDK/issues/646',
  },
  {
    title: 'Racing duplicate creates give 500',
    report: 'https://github.com/gravitee-io/gravitee-access-management/pull/8290',
  },
  { title: 'Unknown user filter gives 404', report: 'https://github.com/jelhub/scimgateway/issues/18' },
  { title: 'Only userName can be filtered', report: 'https://github.com/OctopusDeploy/Issues/issues/9841' },
  { title: 'Unmapped filter attribute drops the filter', report: 'https://github.com/eneo-ai/eneo/pull/443' },
  { title: 'Quoted value not parsed', report: 'https://github.com/wso2/product-is/issues/3373' },
  { title: 'userName filter case sensitive', report: 'https://github.com/zulip/zulip/issues/21758' },
  {
    title: 'userName and displayName filters case sensitive on some databases',
    report: 'https://github.com/simpleidserver/SimpleIdServer/issues/489',
  },
  {
    title: 'Filter expression compared case sensitively',
    report: 'https://github.com/open-webui/open-webui/issues/18039',
  },
  { title: 'Apostrophe truncates the literal', report: 'https://github.com/wso2/product-is/issues/6631' },
  {
    title: 'Percent-encoded reserved characters refused in filters',
    report: 'https://github.com/fdipuma/scrima-dotnet/pull/5',
  },
  {
    title: 'Duplicate create gives 500',
    report: 'https://github.com/sourcegraph/sourcegraph-public-snapshot/issues/48353',
  },
  {
    title: '409 only for a single duplicate field',
    report: 'https://github.com/FusionAuth/fusionauth-issues/issues/3149',
  },
  { title: '409 without scimType and status', report: 'https://github.com/getsentry/sentry/issues/117860' },
  { title: 'externalId dropped because not in the schema', report: 'https://github.com/scimmyjs/scimmy/issues/57' },
  {
    title: 'Unknown sub-attribute makes creation fail',
    report: 'https://github.com/simpleidserver/SimpleIdServer/issues/733',
  },
  { title: 'meta.location carries another id', report: 'https://github.com/wso2/charon/issues/127' },
  {
    title: 'Location without realm leads to 404',
    report: 'https://github.com/simpleidserver/SimpleIdServer/issues/825',
  },
  {
    title: 'Location header on GET turns the answer into a redirect',
    report: 'https://github.com/limosa-io/laravel-scim-server/issues/148',
  },
  { title: 'members.value is a number', report: 'https://github.com/goauthentik/authentik/issues/15533' },
  {
    title: 'Soft delete unsupported, user gone after deactivation',
    report: 'https://github.com/sourcegraph/sourcegraph-public-snapshot/issues/49325',
  },
  {
    title: 'PATCH active=false leaves the account usable, reads not taken from storage',
    report: 'https://github.com/NorthlandPositronics/Cogtrix/pull/128',
  },
  { title: 'DELETE of a referenced user gives 500', report: 'https://github.com/getprobo/probo/pull/1277' },
  { title: 'PUT merges instead of replacing', report: 'https://github.com/attevon-llc/OpenTranscribe/issues/582' },
  {
    title: 'PUT with partial name wipes the other half (server claims merge)',
    report: 'https://github.com/Metatavu/keycloak-scim-server/pull/106',
  },
  { title: 'PUT missing', report: 'https://github.com/coder/coder/issues/15828' },
  { title: 'count=0 returns a full page', report: 'https://github.com/wso2/product-is/issues/5106' },
  {
    title: 'totalResults wrong when filter and count combine',
    report: 'https://github.com/wso2/product-is/issues/12813',
  },
  { title: 'startIndex ignored when results fit a page', report: 'https://github.com/scimmyjs/scimmy/issues/21' },
  { title: 'Second page empty', report: 'https://github.com/Captain-P-Goldfish/SCIM-SDK/issues/131' },
  { title: 'Response media type reversed', report: 'https://github.com/FusionAuth/fusionauth-issues/issues/1769' },
  { title: 'application/json refused', report: 'https://github.com/scimmyjs/scimmy-routers/pull/22' },
  {
    title: 'PATCH with application/scim+json answers 415 in HTML',
    report: 'https://github.com/pingidentity/scim2/issues/131',
  },
  { title: 'Error nested one level too deep', report: 'https://github.com/simpleidserver/SimpleIdServer/issues/227' },
  { title: 'Error.schemas is a string', report: 'https://github.com/wso2/product-is/issues/3572' },
  { title: '404/501 without JSON body', report: 'https://github.com/scimmyjs/scimmy-routers/pull/21' },
  { title: '/ResourceTypes is a bare array', report: 'https://github.com/imulab/go-scim/issues/14' },
  { title: '/Schemas and /ResourceTypes empty', report: 'https://github.com/AzureAD/SCIMReferenceCode/issues/17' },
  {
    title: 'Test Connection fails: discovery and base path missing',
    report: 'https://github.com/growthbook/growthbook/pull/5258',
  },
  { title: 'If-Match not evaluated', report: 'https://github.com/apache/directory-scimple/issues/534' },
  { title: 'Malformed bulk accepted', report: 'https://github.com/wso2/product-is/issues/3947' },
  {
    title: 'Requests without a User-Agent blocked before SCIM auth',
    report: 'https://github.com/kortix-ai/suna/pull/7297',
  },
  {
    title: 'Token of one organisation reads and changes another’s users',
    report: 'https://github.com/vouch-sh/vouch/pull/310',
    reason: 'a rehearsal has one token, and so one organisation',
  },
  {
    title: 'Existing account adopted by email and its email rewritten',
    report: 'https://github.com/intuitem/ciso-assistant-community/pull/4658',
  },
]
