import type { JsonObject, JsonValue } from './json.ts'

/** The definition of an attribute or sub-attribute (RFC 7643 §7). */
export interface AttributeDefinition extends JsonObject {
  name: string
  type: 'string' | 'boolean' | 'decimal' | 'integer' | 'dateTime' | 'binary' | 'reference' | 'complex'
  multiValued: boolean
  description?: string
  required?: boolean
  canonicalValues?: string[]
  caseExact?: boolean
  mutability?: 'readOnly' | 'readWrite' | 'immutable' | 'writeOnly'
  returned?: 'always' | 'never' | 'default' | 'request'
  uniqueness?: 'none' | 'server' | 'global'
  referenceTypes?: string[]
  subAttributes?: AttributeDefinition[]
}

/** A schema (RFC 7643 §7); `id` is its URN. */
export interface SchemaDefinition extends JsonObject {
  id: string
  name?: string
  description?: string
  attributes: AttributeDefinition[]
}

/** A resource type (RFC 7643 §6); `endpoint` is relative to the base URL, `/Users`. */
export interface ResourceTypeDefinition extends JsonObject {
  id?: string
  name: string
  endpoint: string
  description?: string
  schema: string
  schemaExtensions?: { schema: string; required: boolean; [member: string]: JsonValue | undefined }[]
}

/** The service provider's configuration (RFC 7643 §5; `pagination` of RFC 9865 §4). */
export interface ServiceProviderConfig extends JsonObject {
  documentationUri?: string
  patch: { supported: boolean }
  bulk: { supported: boolean; maxOperations: number; maxPayloadSize: number }
  filter: { supported: boolean; maxResults: number }
  changePassword: { supported: boolean }
  sort: { supported: boolean }
  etag: { supported: boolean }
  authenticationSchemes: JsonObject[]
  pagination?: JsonObject
}
