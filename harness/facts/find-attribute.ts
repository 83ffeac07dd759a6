import type { AttributeDefinition } from '../../mocks/protocol/index.ts'

/** Finds the definition at a dotted path, compared without case; undefined if there is none. */
export function findAttribute(
  attributes: readonly AttributeDefinition[] | undefined,
  path: string,
): AttributeDefinition | undefined {
  const [first = '', ...rest] = path.split('.')
  const listed = Array.isArray(attributes) ? attributes : undefined
  const found = listed?.find((attribute) => String(attribute?.name).toLowerCase() === first.toLowerCase())
  return rest.length === 0 ? found : findAttribute(found?.subAttributes, rest.join('.'))
}
