import { PROPERTIES, type Property, WRITE_ONLY } from '../records/properties.ts'
import { carriedRules } from '../records/rules.ts'
import type { Switches } from '../settings/switches.ts'
import type { JsonSchema } from '../wire/json.ts'

/** The schemas of system users: for creates, for updates, and for responses. */
export function systemUserSchemas(switches: Switches): Readonly<Record<string, JsonSchema>> {
  const body = (phase: 'create' | 'update'): JsonSchema => ({
    type: 'object',
    properties: Object.fromEntries([
      ...PROPERTIES.filter(({ setBy }) => setBy.includes(phase)).map((property) => [
        property.name,
        acceptedSchema(property, phase, switches),
      ]),
      ...Object.entries(WRITE_ONLY),
    ]),
    ...(switches.unknownProperties === 'refused' ? { additionalProperties: false } : {}),
  })
  const given = Object.fromEntries(PROPERTIES.map(({ name, schema }) => [name, closed(schema)]))
  const { delegatedAuthority: _, ...searched } = given
  const user = { type: 'object', required: ['_id', 'id'], additionalProperties: false }
  return {
    SystemUserCreate: { ...body('create'), required: ['username', 'email'] },
    SystemUserUpdate: body('update'),
    SystemUser: { ...user, properties: given },
    SystemUserFound: { ...user, properties: { ...searched, memberof: { type: 'array', items: { type: 'string' } } } },
    SystemUserList: listOf('SystemUser'),
    SystemUserSearchList: listOf('SystemUserFound'),
  }
}

/** Returns the schema of a v1 list. */
export function listOf(name: string): JsonSchema {
  return {
    type: 'object',
    required: ['totalCount', 'results'],
    additionalProperties: false,
    properties: {
      totalCount: { type: 'integer', minimum: 0 },
      results: { type: 'array', items: { $ref: `#/components/schemas/${name}` } },
    },
  }
}

function acceptedSchema({ name, schema, accepted = schema }: Property, phase: string, switches: Switches): JsonSchema {
  const rules = carriedRules(name, switches).map(({ id, schema: judge }) => ({ $comment: id, ...judge }))
  return {
    ...accepted,
    ...(name === 'username' ? { maxLength: switches.maxUsernameLength } : {}),
    // Only activation ends STAGED, and no change returns to it.
    ...(name === 'state' && phase === 'update' ? { enum: ['ACTIVATED', 'SUSPENDED', null] } : {}),
    ...(rules.length === 0 ? {} : { allOf: rules }),
  }
}

/** Closes a schema, because responses have only the members of the schema. */
function closed(schema: JsonSchema): JsonSchema {
  const { properties, items } = schema
  if (typeof items === 'object' && items !== null) return { ...schema, items: closed(items as JsonSchema) }
  return properties === undefined ? schema : { ...schema, additionalProperties: false }
}
