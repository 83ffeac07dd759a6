import type { JsonObject } from '../../protocol/index.ts'
import type { ComparisonRules } from '../filter/comparison.ts'
import type { Leniency } from '../leniency/leniency.ts'
import type { ResourceType } from '../schema/resource-type.ts'

/** The context of a PATCH, other than its operations. */
export interface PatchContext {
  readonly type: ResourceType
  readonly leniency: Leniency
  readonly rules: ComparisonRules
  /** The resource with its readOnly attributes: a write of the value that such an attribute already has is not a change. */
  readonly current: JsonObject
}
