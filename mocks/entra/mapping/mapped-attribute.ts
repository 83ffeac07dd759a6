import type { JsonValue } from '../../protocol/index.ts'
import type { Reading } from '../expression/reading.ts'
import type { SourceObject } from '../expression/source-object.ts'
import type { ObjectMapping } from './synchronization-schema.ts'

/** One mapped value. Attributes that evaluate to null are absent from a result. */
export interface MappedAttribute {
  /** The index of the mapping's row. */
  readonly row: number
  /**
   * The target attribute as in the schema: `userName`, `name.givenName`, `emails[type eq "work"].value`,
   * `urn:…:User:department`.
   */
  readonly target: string
  readonly value: JsonValue
  /** True for manager and members, which are sent later in a separate PATCH; the value is the id of a source object. */
  readonly isReference: boolean
  readonly flowType: 'Always' | 'ObjectAddOnly' | 'MultiValueAddOnly'
}

/**
 * A row whose expression failed for this object; the object is still provisioned without it, unless it is a matching
 * row.
 */
export interface MappingFailure {
  readonly row: number
  readonly target: string
  readonly code: string
  readonly message: string
}

/** The result of a mapping for one object. */
export interface MappedObject {
  readonly attributes: readonly MappedAttribute[]
  readonly failures: readonly MappingFailure[]
}

/** The external inputs of an evaluation. */
export interface EvaluationEnvironment {
  /** Returns the current time. */
  readonly now: () => Date
  /** Returns a random number in [0, 1). */
  readonly random: () => number
  /** Selects the other interpretation where the documentation is ambiguous. */
  readonly reading?: Partial<Reading>
}

/** An object mapping whose expressions are compiled. */
export interface CompiledMapping {
  readonly mapping: ObjectMapping
  /** Rows with a matching priority, in ascending order of it. */
  readonly matching: readonly { readonly row: number; readonly target: string; readonly priority: number }[]
  /** Evaluates every row. For `create`, defaults apply and creation-only rows are included; for `update`, neither. */
  map(source: SourceObject, phase: 'create' | 'update', environment: EvaluationEnvironment): MappedObject
  /** Returns whether an object matches the scoping filter; an absent filter matches all. */
  isInScope(source: SourceObject): boolean
}
