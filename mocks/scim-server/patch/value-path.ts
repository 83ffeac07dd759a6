import type { JsonObject } from '../../protocol/index.ts'
import type { Filter } from '../filter/filter.ts'
import type { Leniency } from '../leniency/leniency.ts'
import { readOne } from '../resource/read-value.ts'
import type { Attribute } from '../schema/resource-type.ts'

/**
 * Returns the element that the filter of a value path describes by its equalities: `emails[type eq "work"]` describes
 * `{ type: 'work' }`, which Entra expects to be created. Undefined if no element is created: under strict rules, or if
 * the filter contains more than equalities or a `type` that is not canonical. A replace creates an element only for
 * filters on `type` and `primary`; otherwise it gets `noTarget` (RFC 7644 §3.5.2.3).
 */
export function describedElement(
  filter: Filter,
  attribute: Attribute,
  { isAdd, leniency }: { readonly isAdd: boolean; readonly leniency: Leniency },
): JsonObject | undefined {
  if (!leniency.valuePathCreates) return undefined
  const operands = filter.kind === 'and' ? filter.operands : [filter]
  const element: JsonObject = {}
  for (const operand of operands) {
    if (operand.kind !== 'comparison' || operand.operator !== 'eq' || operand.value === null) return undefined
    const sub = attribute.subAttributes.get(operand.path.toLowerCase())
    if (sub === undefined || sub.mutability === 'readOnly') return undefined
    if (!isAdd && sub.name !== 'type' && sub.name !== 'primary') return undefined
    if (sub.canonicalValues.length > 0 && !sub.canonicalValues.includes(String(operand.value))) return undefined
    const value = readOne(sub, operand.value, leniency)
    if (value !== undefined) element[sub.name] = value
  }
  return element
}
