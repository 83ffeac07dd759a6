import type { JsonObject } from '../../protocol/index.ts'
import type { ComparisonRules } from '../filter/comparison.ts'
import type { Leniency } from '../leniency.ts'
import type { ResourceType } from '../schema/resource-type.ts'
import type { PatchTarget } from './patch-path.ts'

/** The context of a PATCH, other than its operations. */
export interface PatchContext {
  readonly type: ResourceType
  readonly leniency: Leniency
  readonly rules: ComparisonRules
  /** The current readOnly attributes; writing them with the same value is not a change. */
  readonly standing: JsonObject
}

/** A target that is an attribute or a sub-attribute. */
export type AttributeTarget = PatchTarget & { readonly kind: 'attribute' }
