import { isJsonObject, type JsonObject } from '../../mocks/protocol/index.ts'

/** Returns a member of an object if it is an object; otherwise an empty object. */
export function memberObject(object: JsonObject, name: string): JsonObject {
  const value = object[name]
  return isJsonObject(value) ? value : {}
}
