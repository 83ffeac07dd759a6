import type { JsonObject, JsonValue } from '../../protocol/index.ts'
import type { Engine } from '../engine/engine.ts'
import type { Deviation } from './deviation.ts'

type Apply = Engine['applyOperations']
/** The parsed operations of a PATCH. */
export type Listed = Parameters<Apply>[1]

/** Changes the result of operations, or which of them are applied. */
export const applying =
  (change: (correct: Apply, ...of: Parameters<Apply>) => JsonObject): NonNullable<Deviation['engine']> =>
  ({ applyOperations }) => ({ applyOperations: (...of) => change(applyOperations, ...of) })

/** Returns the elements of an attribute; none if it has no list. */
export const listOf = (attributes: JsonObject, name: string): JsonValue[] => {
  const value = attributes[name]
  return Array.isArray(value) ? value : []
}
