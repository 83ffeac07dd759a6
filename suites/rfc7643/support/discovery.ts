import { type CheckContext, defineStory, type ScimResponse, type Story } from '../../../harness/index.ts'
import {
  type AttributeDefinition,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  USER_SCHEMA,
} from '../../../mocks/protocol/index.ts'
import { abilityOfDocument, member } from '../../support/index.ts'

/** Requests a discovery document once per run, because dozens of checks read it. */
const answerOf = (path: string): Story<ScimResponse> =>
  defineStory({ id: `discovery${path}`, ability: abilityOfDocument(path), gather: ({ scim }) => scim.get(path) })

/** Reads a discovery document. Skips the check if the target does not return it, which another check reports. */
export async function document(
  context: CheckContext,
  path: string,
): Promise<{ response: ScimResponse; body: JsonObject }> {
  const response = await context.once(answerOf(path))
  if (response.status !== 200 || !isJsonObject(response.body))
    context.skip(`${path} cannot be read: ${response.describe()}`, abilityOfDocument(path))
  const body = response.body as JsonObject
  if (/ServiceProviderConfig/i.test(path) && !CONFIG_MEMBERS.some((name) => member(body, name) !== undefined))
    context.skip(`${path} has no member of a configuration`, abilityOfDocument(path))
  return { response, body }
}

const CONFIG_MEMBERS = ['patch', 'bulk', 'filter', 'changePassword', 'sort', 'etag', 'authenticationSchemes']

/**
 * Reads a discovery list; a bare array, which another check reports, is also accepted. Skips the check if the target
 * does not return the list.
 */
export async function documents(context: CheckContext, path: string): Promise<JsonObject[]> {
  const response = await context.once(answerOf(path))
  const list = isJsonObject(response.body) ? response.body['Resources'] : response.body
  if (response.status !== 200 || !Array.isArray(list))
    context.skip(`${path} cannot be read: ${response.describe()}`, abilityOfDocument(path))
  const found = (list as JsonObject[]).filter(isJsonObject)
  if (found.length === 0) context.skip(`${path} returns an empty list`, abilityOfDocument(path))
  return found
}

/** The definition of an attribute with its location. */
export interface Located {
  readonly schema: JsonObject
  /** The path of the attribute with the names that the schema uses: `name.givenName`. */
  readonly path: string
  readonly definition: JsonObject
  /** The complex attribute of which this is a sub-attribute. */
  readonly parent?: JsonObject
}

/** Returns all attributes and sub-attributes of schemas as received, at any depth. */
export function definitionsOf(schemas: readonly JsonObject[]): Located[] {
  return schemas.flatMap((schema) => definitionsBelow(schema, schema['attributes'], '', undefined))
}

function definitionsBelow(
  schema: JsonObject,
  list: unknown,
  prefix: string,
  parent: JsonObject | undefined,
): Located[] {
  if (!Array.isArray(list)) return []
  return list.filter(isJsonObject).flatMap((definition) => {
    const path = `${prefix}${String(definition['name'])}`
    const own: Located = { schema, path, definition, ...(parent === undefined ? {} : { parent }) }
    return [own, ...definitionsBelow(schema, definition['subAttributes'], `${path}.`, definition)]
  })
}

/** Returns a readable name of a definition: the last part of its schema's URN, and its path. */
export function nameOf({ schema, path }: Located): string {
  const id = String(schema['id'] ?? '')
  return `${id.split(':').at(-1) ?? ''} ${path} (${id})`
}

/** An attribute that Users of the target may have. */
export interface Declared {
  /** The URN of the extension that declares it; undefined for the base schema. */
  readonly extension?: string
  readonly definition: AttributeDefinition
  /** The path that the `attributes` parameter and PATCH use. */
  readonly path: string
}

/** Returns the value of a declared attribute in a resource, from below the URN of its extension if it has one. */
export function valueIn(resource: JsonObject, { extension, definition }: Declared): JsonValue | undefined {
  return member(extension === undefined ? resource : member(resource, extension), definition.name)
}

/**
 * Returns the attributes that the target declares for Users, those of the base schema first. Common attributes are left
 * out.
 */
export function userAttributes({ target }: CheckContext): Declared[] {
  const type = target.resourceTypes.find(({ name, schema }) => name === 'User' && schema === USER_SCHEMA)
  const base = target.schemas.get(type?.schema ?? USER_SCHEMA)?.attributes ?? []
  const extensions = (type?.schemaExtensions ?? []).flatMap(({ schema }) =>
    (target.schemas.get(schema)?.attributes ?? []).map((definition) => ({
      extension: schema,
      definition,
      path: `${schema}:${definition.name}`,
    })),
  )
  const own = base
    .filter(({ name }) => !COMMON.has(name.toLowerCase()))
    .map((definition) => ({ definition, path: definition.name }))
  return [...own, ...extensions]
}

const COMMON = new Set(['id', 'externalid', 'meta', 'schemas'])
