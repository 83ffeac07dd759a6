import type {
  AttributeDefinition,
  ResourceTypeDefinition,
  SchemaDefinition,
  ScimResource,
} from '../../mocks/protocol/index.ts'
import type { Capability, Dialect } from '../check/check.ts'

/** What was learned of the target before the first check. */
export interface TargetFacts {
  /** Without a trailing slash and without the dialect's flag. */
  readonly baseUrl: string
  readonly dialect: Dialect
  readonly observe: 'scim' | 'jumpcloud'
  readonly capabilities: Readonly<Record<Capability, boolean>>
  /** Why a capability is taken as absent or present. */
  readonly capabilityReasons: Readonly<Record<Capability, string>>
  /** Undefined where the target does not answer it. */
  readonly serviceProviderConfig?: ScimResource
  /** Empty where the target does not answer them. */
  readonly resourceTypes: readonly ResourceTypeDefinition[]
  /** By URN, as the target declares them; those of RFC 7643 where it answers no /Schemas. */
  readonly schemas: ReadonlyMap<string, SchemaDefinition>
  /** Whether `schemas` were read from the target. */
  readonly hasSchemaDocuments: boolean
  /** The path of a resource type's endpoint below the base URL, `/Users`. */
  endpoint(resourceType: string): string
  /** The definition of `name.givenName` or `userName` in a schema, compared without case; undefined where none is declared. */
  attribute(schemaUrn: string, path: string): AttributeDefinition | undefined
  /** Tells whether the target makes up the value of a User's attribute itself, whatever it is sent. */
  isComputed(name: string): boolean
  /** Tells whether the target may be held to an attribute: it declares it, or declares nothing at all. */
  declares(schemaUrn: string, path: string): boolean
}
