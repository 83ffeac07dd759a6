import type { Json, JsonObject } from '../graph/types.ts'

/** Returns whether a value is a JSON object. */
export const isObject = (value: Json | undefined): value is JsonObject =>
  value !== null && typeof value === 'object' && !Array.isArray(value)

/** Returns the objects of a list; none if it is not a list. */
export const objectsOf = (value: Json | undefined): readonly JsonObject[] =>
  Array.isArray(value) ? (value as readonly Json[]).filter(isObject) : []

/** Returns an own member of an object; undefined if there is none. */
export const memberOf = (value: Json | undefined, name: string): Json | undefined =>
  isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined

/** Returns a string member; empty if it is not a string. */
export function textOf(value: Json | undefined, name: string): string {
  const member = memberOf(value, name)
  return typeof member === 'string' ? member : ''
}

/** Formats a JSON value: a string unchanged, everything else as JSON. */
export const shown = (value: Json | undefined): string =>
  typeof value === 'string' ? value : value === undefined || value === null ? '' : JSON.stringify(value)
