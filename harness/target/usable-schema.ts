import {
  type AttributeDefinition,
  isJsonObject,
  type JsonObject,
  type SchemaDefinition,
} from '../../mocks/protocol/index.ts'

/**
 * Reads a document of /Schemas as far as checks can rely on it; undefined if it has no id or no attributes. What should
 * be a list has only the elements that fit (a string alone is a list of one): that the target wrote something else is
 * judged by the checks of the documents.
 */
export function usableSchema(document: JsonObject): SchemaDefinition | undefined {
  const { id, attributes } = document
  if (typeof id !== 'string' || !Array.isArray(attributes)) return undefined
  return { ...document, id, attributes: definitionsIn(attributes) }
}

const definitionsIn = (list: unknown): AttributeDefinition[] =>
  Array.isArray(list) ? list.filter(isJsonObject).map(usableDefinition) : []

function usableDefinition(definition: JsonObject): AttributeDefinition {
  const usable: JsonObject = { ...definition }
  for (const name of ['canonicalValues', 'referenceTypes'])
    if (name in usable) usable[name] = [usable[name]].flat().filter((value) => typeof value === 'string')
  if ('subAttributes' in usable) usable['subAttributes'] = definitionsIn(usable['subAttributes'])
  return usable as AttributeDefinition
}
