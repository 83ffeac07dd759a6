/** Schema URN of a user (RFC 7643 §4.1). */
export const USER_SCHEMA = 'urn:ietf:params:scim:schemas:core:2.0:User'
/** Schema URN of a group (RFC 7643 §4.2). */
export const GROUP_SCHEMA = 'urn:ietf:params:scim:schemas:core:2.0:Group'
/** Schema URN of the enterprise extension of a user (RFC 7643 §4.3). */
export const ENTERPRISE_USER_SCHEMA = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'
/** Schema URN of the service provider's configuration (RFC 7643 §5). */
export const SERVICE_PROVIDER_CONFIG_SCHEMA = 'urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'
/** Schema URN of a resource type (RFC 7643 §6). */
export const RESOURCE_TYPE_SCHEMA = 'urn:ietf:params:scim:schemas:core:2.0:ResourceType'
/** Schema URN of a schema definition (RFC 7643 §7). */
export const SCHEMA_SCHEMA = 'urn:ietf:params:scim:schemas:core:2.0:Schema'

/** Message URN of a list of resources (RFC 7644 §3.4.2). */
export const LIST_RESPONSE_MESSAGE = 'urn:ietf:params:scim:api:messages:2.0:ListResponse'
/** Message URN of a query by POST (RFC 7644 §3.4.3). */
export const SEARCH_REQUEST_MESSAGE = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest'
/** Message URN of a PATCH body (RFC 7644 §3.5.2). */
export const PATCH_OP_MESSAGE = 'urn:ietf:params:scim:api:messages:2.0:PatchOp'
/** Message URN of a bulk request (RFC 7644 §3.7). */
export const BULK_REQUEST_MESSAGE = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest'
/** Message URN of a bulk response (RFC 7644 §3.7). */
export const BULK_RESPONSE_MESSAGE = 'urn:ietf:params:scim:api:messages:2.0:BulkResponse'
/** Message URN of an error (RFC 7644 §3.12). */
export const ERROR_MESSAGE = 'urn:ietf:params:scim:api:messages:2.0:Error'

/** Second schema URN that Entra writes into every group it creates (Entra documentation, "Create Group"). */
export const ENTRA_GROUP_SCHEMA = 'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group'

/** Media type of SCIM over HTTP (RFC 7644 §3.1). */
export const SCIM_MEDIA_TYPE = 'application/scim+json'
