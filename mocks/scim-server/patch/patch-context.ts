import type { JsonObject } from '../../protocol/index.ts'
import type { ComparisonRules } from '../filter/comparison.ts'
import type { Leniency } from '../leniency.ts'
import type { ResourceType } from '../schema/resource-type.ts'
import type { PatchTarget } from './patch-path.ts'

/** What applying a PATCH needs to know beside the operations. */
export interface PatchContext {
  readonly type: ResourceType
  readonly leniency: Leniency
  readonly rules: ComparisonRules
  /** readOnly attributes as they stand, since naming them with their own value changes nothing. */
  readonly standing: JsonObject
}

/** A target that is an attribute, or a part of one. */
export type AttributeTarget = PatchTarget & { readonly kind: 'attribute' }
