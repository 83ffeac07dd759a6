import type { CheckContext } from '../../../harness/index.ts'
import { type AttributeDefinition, isJsonObject, type JsonObject, USER_SCHEMA } from '../../../mocks/protocol/index.ts'
import { requireDeclared } from '../../support/index.ts'

/** An attribute of Users that keeps its first value. */
export interface ImmutableAttribute {
  readonly name: string
  /** The URN of the extension that declares it; undefined for the base schema. */
  readonly extension?: string
  /** The path by which a PATCH names it. */
  readonly path: string
}

const isPlain = ({ type, multiValued, mutability, returned, canonicalValues = [] }: AttributeDefinition): boolean =>
  type === 'string' &&
  multiValued !== true &&
  mutability === 'immutable' &&
  (returned ?? 'default') === 'default' &&
  canonicalValues.length === 0

/**
 * Finds a string attribute of Users that the target declares as immutable and optional. Ends the check if there is
 * none.
 */
export function immutableString(context: CheckContext): ImmutableAttribute {
  const { target, inapplicable } = context
  requireDeclared(context, USER_SCHEMA)
  const type = target.resourceTypes.find(({ schema }) => schema === USER_SCHEMA)
  const extensions = (type?.schemaExtensions ?? []).map(({ schema }) => schema)
  for (const extension of [undefined, ...extensions]) {
    const found = target.schemas
      .get(extension ?? USER_SCHEMA)
      ?.attributes.find((one) => isPlain(one) && one.required !== true)
    if (found === undefined) continue
    const { name } = found
    return extension === undefined ? { name, path: name } : { name, extension, path: `${extension}:${name}` }
  }
  return inapplicable('/Schemas declares no string of User immutable')
}

/** Returns the value of the attribute in a resource; undefined if it has none. */
export function valueIn(resource: JsonObject, { name, extension }: ImmutableAttribute): unknown {
  const holder = extension === undefined ? resource : resource[extension]
  return isJsonObject(holder) ? (holder[name] ?? undefined) : undefined
}

/** Returns a body with a value for the attribute. */
export function withValue(body: JsonObject, { name, extension }: ImmutableAttribute, value: string): JsonObject {
  if (extension === undefined) return { ...body, [name]: value }
  const [schemas, holder] = [body['schemas'], body[extension]]
  const named = Array.isArray(schemas) ? schemas : [USER_SCHEMA]
  return {
    ...body,
    schemas: named.includes(extension) ? named : [...named, extension],
    [extension]: { ...(isJsonObject(holder) ? holder : {}), [name]: value },
  }
}
