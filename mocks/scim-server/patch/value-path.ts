import type { JsonObject } from '../../protocol/index.ts'
import type { Filter } from '../filter/filter.ts'
import type { Leniency } from '../leniency.ts'
import { readOne } from '../resource/read-value.ts'
import type { Attribute } from '../schema/resource-type.ts'

/**
 * The element that a value path without a match asks for, out of the equalities of its filter: `emails[type eq "work"]` makes
 * `{ type: 'work' }`, as Entra expects. Undefined where none is to be made: under strict rules; where the filter says more than
 * equalities; where a `type` is none of the canonical values; and for a replace that selects by anything but `type` and `primary`,
 * which is then `noTarget` (RFC 7644 §3.5.2.3).
 */
export function createdByFilter(
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
