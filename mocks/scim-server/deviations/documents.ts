import { isJsonObject, type JsonObject, type JsonValue } from '../../protocol/index.ts'
import type { Around } from './deviation.ts'
import { on } from './request-conditions.ts'
import { bodies, resources } from './rewriters.ts'

const isSchemas = on('GET', /^\/Schemas\b/)
const isResourceTypes = on('GET', /^\/ResourceTypes\b/)

/** Changes each returned schema, in the list or as a single document. */
export const schemasShown = (change: (schema: JsonObject) => JsonObject): Around => resources(isSchemas, change)

/** Changes each returned resource type, in the list or as a single document. */
export const typesShown = (change: (type: JsonObject) => JsonObject): Around => resources(isResourceTypes, change)

/** Changes the resource types of the list as a whole. */
export const typeList = (change: (types: readonly JsonValue[]) => readonly JsonValue[]): Around =>
  listed(/^\/ResourceTypes\/?$/, change)

/** Changes the schemas of the list as a whole. */
export const schemaList = (change: (schemas: readonly JsonValue[]) => readonly JsonValue[]): Around =>
  listed(/^\/Schemas\/?$/, change)

function listed(path: RegExp, change: (documents: readonly JsonValue[]) => readonly JsonValue[]): Around {
  return bodies(on('GET', path), (body) => {
    const changed = [...change(Array.isArray(body['Resources']) ? body['Resources'] : [])]
    return { ...body, totalResults: changed.length, itemsPerPage: changed.length, Resources: changed }
  })
}

/** Changes the definition of one attribute, such as `name.givenName`, wherever its schema is returned. */
export function definitionShown(urn: string, path: string, change: (definition: JsonObject) => JsonObject): Around {
  return schemasShown((schema) =>
    schema['id'] === urn ? { ...schema, attributes: within(schema['attributes'], path.split('.'), change) } : schema,
  )
}

function within(
  definitions: JsonValue | undefined,
  [name, ...rest]: readonly string[],
  change: (definition: JsonObject) => JsonObject,
): JsonValue {
  return (Array.isArray(definitions) ? definitions : []).map((definition) => {
    if (!isJsonObject(definition) || definition['name'] !== name) return definition
    if (rest.length === 0) return change(definition)
    return { ...definition, subAttributes: within(definition['subAttributes'], rest, change) }
  })
}
