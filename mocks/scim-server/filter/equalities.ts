import type { Filter } from './filter.ts'

/** An attribute that a store may index. */
export type IndexedAttribute = 'id' | 'userName' | 'externalId'

/** An equality that every match of a filter satisfies. */
export interface Equality {
  readonly attribute: IndexedAttribute
  readonly value: string
}

const INDEXED: ReadonlyMap<string, IndexedAttribute> = new Map([
  ['id', 'id'],
  ['username', 'userName'],
  ['externalid', 'externalId'],
])

/**
 * Finds an equality over an indexed attribute that every match must satisfy, so that a store can use its index;
 * undefined if there is none.
 */
export function necessaryEquality(filter: Filter): Equality | undefined {
  if (filter.kind === 'and') {
    for (const operand of filter.operands) {
      const found = necessaryEquality(operand)
      if (found !== undefined) return found
    }
    return undefined
  }
  if (filter.kind !== 'comparison' || filter.operator !== 'eq' || typeof filter.value !== 'string') return undefined
  const name = filter.path.toLowerCase().replace(/^urn:ietf:params:scim:schemas:core:2\.0:(?:user|group):/, '')
  const attribute = INDEXED.get(name)
  return attribute === undefined ? undefined : { attribute, value: filter.value }
}
