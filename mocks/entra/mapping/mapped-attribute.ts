import type { JsonValue } from '../../protocol/index.ts'
import type { Reading } from '../expression/reading.ts'
import type { SourceObject } from './source-object.ts'
import type { ObjectMapping } from './synchronization-schema.ts'

/** One mapped value on its way to the target. Attributes that evaluate to null are absent from a result. */
export interface MappedAttribute {
  /** Index of the mapping's row. */
  readonly row: number
  /** As the schema writes it: `userName`, `name.givenName`, `emails[type eq "work"].value`, `urn:…:User:department`. */
  readonly target: string
  readonly value: JsonValue
  /** True for manager and members: sent by a later PATCH of their own, the value being a source object's id. */
  readonly isReference: boolean
  readonly flowType: 'Always' | 'ObjectAddOnly' | 'MultiValueAddOnly'
}

/** A row whose expression failed on this object; the object is still provisioned without it, unless the row is a matching one. */
export interface MappingFailure {
  readonly row: number
  readonly target: string
  readonly code: string
  readonly message: string
}

/** What one object's mapping yields. */
export interface MappedObject {
  readonly attributes: readonly MappedAttribute[]
  readonly failures: readonly MappingFailure[]
}

/** What an evaluation takes from outside. */
export interface EvaluationEnvironment {
  /** The present instant. */
  readonly now: () => Date
  /** Uniform in [0, 1). */
  readonly random: () => number
  /** Where the documentation can be read in two ways, the other one. */
  readonly reading?: Partial<Reading>
}

/** An object mapping whose expressions are compiled. */
export interface CompiledMapping {
  readonly mapping: ObjectMapping
  /** Rows with a matching priority, in ascending order of it. */
  readonly matching: readonly { readonly row: number; readonly target: string; readonly priority: number }[]
  /** Evaluates every row. On `create` defaults apply and creation-only rows take part; on `update` neither. */
  map(source: SourceObject, phase: 'create' | 'update', environment: EvaluationEnvironment): MappedObject
  /** Tells whether the scoping filter lets the object in; an absent filter lets all in. */
  isInScope(source: SourceObject): boolean
}
