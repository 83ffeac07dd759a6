import type { Filter } from '../filter/filter.ts'
import type { Deviation } from './deviation.ts'

/** Creates an engine that changes the meaning of some filters, from the leaves up. */
export function rewritingFilters(change: (filter: Filter) => Filter): NonNullable<Deviation['engine']> {
  return ({ parseFilter }) => ({
    parseFilter: (source, grammar) => rewriteFilter(parseFilter(source, grammar), change),
  })
}

/** Replaces parts of a filter, from the leaves up. */
export function rewriteFilter(filter: Filter, change: (filter: Filter) => Filter): Filter {
  if ('operands' in filter)
    return change({ ...filter, operands: filter.operands.map((one) => rewriteFilter(one, change)) })
  if ('operand' in filter) return change({ ...filter, operand: rewriteFilter(filter.operand, change) })
  return change(filter)
}
