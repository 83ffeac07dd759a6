import type { JsonObject, JsonValue } from '../../protocol/index.ts'
import type { Engine } from '../engine.ts'
import type { Deviation } from './deviation.ts'

type Apply = Engine['applyOperations']
/** The operations of a PATCH, read. */
export type Listed = Parameters<Apply>[1]

/** Changes what comes of operations, or which of them are carried out. */
export const applying =
  (change: (right: Apply, ...of: Parameters<Apply>) => JsonObject): NonNullable<Deviation['engine']> =>
  ({ applyOperations }) => ({ applyOperations: (...of) => change(applyOperations, ...of) })

/** The elements of an attribute; none where it has no list. */
export const listOf = (attributes: JsonObject, name: string): JsonValue[] => {
  const value = attributes[name]
  return Array.isArray(value) ? value : []
}
