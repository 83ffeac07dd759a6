import {
  type AttributeDefinition,
  isJsonObject,
  type JsonObject,
  type SchemaDefinition,
} from '../../mocks/protocol/index.ts'

/**
 * Returns the parts of a document of /Schemas on which checks can rely; undefined if it has no id, or no attribute with
 * a name. A wrong list contains only the valid elements (a single string becomes a list): the checks of the documents
 * judge it.
 */
export function usableSchema(document: JsonObject): SchemaDefinition | undefined {
  const { id, attributes } = document
  if (typeof id !== 'string' || !Array.isArray(attributes)) return undefined
  const usable = definitionsIn(attributes)
  return usable.length === 0 && attributes.length > 0 ? undefined : { ...document, id, attributes: usable }
}

const definitionsIn = (list: unknown): AttributeDefinition[] =>
  Array.isArray(list)
    ? list
        .filter(isJsonObject)
        .filter(({ name }) => typeof name === 'string')
        .map(usableDefinition)
    : []

function usableDefinition(definition: JsonObject): AttributeDefinition {
  const usable: JsonObject = { ...definition }
  for (const name of ['canonicalValues', 'referenceTypes'])
    if (name in usable) usable[name] = [usable[name]].flat().filter((value) => typeof value === 'string')
  if ('subAttributes' in usable) usable['subAttributes'] = definitionsIn(usable['subAttributes'])
  return usable as AttributeDefinition
}
