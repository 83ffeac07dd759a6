import type { Filter } from '../filter/filter.ts'
import type { Deviation } from './deviation.ts'

/** Creates an engine that changes the meaning of some filters, from the leaves up. */
export function remadeFilters(change: (filter: Filter) => Filter): NonNullable<Deviation['engine']> {
  return ({ parseFilter }) => ({ parseFilter: (source, grammar) => remade(parseFilter(source, grammar), change) })
}

/** A filter with another meaning laid under some of its parts, from the leaves up. */
export function remade(filter: Filter, change: (filter: Filter) => Filter): Filter {
  if ('operands' in filter) return change({ ...filter, operands: filter.operands.map((one) => remade(one, change)) })
  if ('operand' in filter) return change({ ...filter, operand: remade(filter.operand, change) })
  return change(filter)
}
