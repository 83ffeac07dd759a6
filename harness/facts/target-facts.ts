import type { Dialect } from '../../mocks/entra/index.ts'
import type {
  AttributeDefinition,
  ResourceTypeDefinition,
  SchemaDefinition,
  ScimResource,
} from '../../mocks/protocol/index.ts'
import type { Capability } from './capability.ts'

/** The facts about the target that are known before the first check. */
export interface TargetFacts {
  /** The base URL without a trailing slash and without the dialect's flag. */
  readonly baseUrl: string
  readonly dialect: Dialect
  readonly observe: 'scim' | 'jumpcloud'
  readonly capabilities: Readonly<Record<Capability, boolean>>
  /** The reason why each capability counts as absent or present. */
  readonly capabilityReasons: Readonly<Record<Capability, string>>
  /** The configuration; undefined if the target does not return it. */
  readonly serviceProviderConfig?: ScimResource
  /** The resource types; empty if the target does not return them. */
  readonly resourceTypes: readonly ResourceTypeDefinition[]
  /** The schemas by URN, as the target declares them; those of RFC 7643 if it does not return /Schemas. */
  readonly schemas: ReadonlyMap<string, SchemaDefinition>
  /** True if `schemas` were read from the target. */
  readonly hasSchemaDocuments: boolean
  /** Returns the path of a resource type's endpoint below the base URL, such as `/Users`. */
  endpoint(resourceType: string): string
  /**
   * Returns the definition of `name.givenName` or `userName` in a schema, compared without case; undefined if none is
   * declared.
   */
  attribute(schemaUrn: string, path: string): AttributeDefinition | undefined
  /** Returns whether the target computes the value of a User's attribute itself and ignores the sent one. */
  isComputed(name: string): boolean
  /**
   * Returns whether the target returns a plain attribute of a User, such as `nickName`, unchanged; false for one
   * that the target computes, true if that was not tried.
   */
  isStored(name: string): boolean
  /** Returns whether the target can be judged on an attribute: it declares the attribute, or declares nothing at all. */
  declares(schemaUrn: string, path: string): boolean
}
