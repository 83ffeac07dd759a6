import { ADMINISTRATOR_SCHEMAS } from '../administrators/schemas.ts'
import { BULK_SCHEMAS } from '../bulk/schemas.ts'
import { GROUP_SCHEMAS } from '../groups/schemas.ts'
import { INSIGHTS_SCHEMAS } from '../insights/schemas.ts'
import { ORGANIZATION_SCHEMAS } from '../organizations/schemas.ts'
import { RADIUS_SCHEMAS } from '../radius/schemas.ts'
import { EXCLUSION_DAYS } from '../records/properties.ts'
import { createValidator, type Validator } from '../schema/validator.ts'
import type { Switches } from '../settings/switches.ts'
import { listOf, systemUserSchemas } from '../users/schemas.ts'
import type { JsonSchema } from '../wire/json.ts'

const string = { type: 'string' } as const
const whole = { type: 'integer' } as const

const search: JsonSchema = {
  type: 'object',
  properties: {
    fields: { type: ['string', 'array'] },
    filter: { type: ['object', 'array', 'string', 'null'] },
    searchFilter: { type: ['object', 'null'] },
    limit: {},
    skip: {},
    sort: {},
  },
}

/** The schemas and their validators. */
export interface Shapes {
  readonly schemas: Readonly<Record<string, JsonSchema>>
  readonly validator: Validator
}

const known = new Map<string, Shapes>()

/**
 * Returns the schemas for some switches. They are cached, because compiling a schema takes longer than answering a
 * thousand calls.
 */
export function shapesOf(switches: Switches): Shapes {
  const { usernames, maxUsernameLength, unknownProperties } = switches
  const key = [usernames, maxUsernameLength, unknownProperties].join()
  const shapes = known.get(key)
  if (shapes !== undefined) return shapes
  const schemas = componentSchemas(switches)
  const fresh = { schemas, validator: createValidator(schemas) }
  known.set(key, fresh)
  return fresh
}

/**
 * Returns the schemas of all bodies and responses by name; requests are validated by the same schemas as in the OpenAPI
 * description.
 */
function componentSchemas(switches: Switches): Readonly<Record<string, JsonSchema>> {
  return {
    ...systemUserSchemas(switches),
    SystemUserSearch: search,
    SystemUserActivation: { type: 'object', properties: { email: { type: ['string', 'boolean'] } } },
    SystemUserMfaReset: {
      type: 'object',
      properties: {
        exclusion: { type: 'boolean' },
        exclusionDays: EXCLUSION_DAYS,
        exclusionUntil: { type: 'string', format: 'date-time' },
      },
    },
    SshKeyPost: {
      type: 'object',
      required: ['name', 'public_key'],
      properties: { name: string, public_key: string },
    },
    SshKey: {
      type: 'object',
      required: ['_id', 'name', 'public_key'],
      additionalProperties: false,
      properties: { _id: string, create_date: string, name: string, public_key: string },
    },
    TotpEnrollmentInfo: {
      type: 'object',
      additionalProperties: false,
      properties: { enrollmentDate: { type: 'string', format: 'date-time' } },
    },
    Ok: { type: 'string', enum: ['OK'] },
    Search: search,
    Nothing: { type: 'object' },
    NothingList: listOf('Nothing'),
    ...ORGANIZATION_SCHEMAS,
    ...ADMINISTRATOR_SCHEMAS,
    ...GROUP_SCHEMAS,
    ...RADIUS_SCHEMAS,
    ...BULK_SCHEMAS,
    ...INSIGHTS_SCHEMAS,
    TokenRequest: {
      type: 'object',
      required: ['grant_type'],
      properties: { grant_type: string, scope: string },
    },
    Token: {
      type: 'object',
      required: ['access_token', 'token_type', 'expires_in'],
      additionalProperties: false,
      properties: { access_token: string, token_type: string, expires_in: whole, scope: string },
    },
    TokenError: { type: 'object', required: ['error'], additionalProperties: false, properties: { error: string } },
    ErrorV1: {
      type: 'object',
      description: 'The error of v1, as measured against the live API.',
      required: ['error', 'message'],
      additionalProperties: false,
      properties: {
        error: string,
        message: string,
        details: {
          type: 'array',
          items: {
            type: 'object',
            required: ['field', 'message'],
            additionalProperties: false,
            properties: { field: string, message: string },
          },
        },
      },
    },
    ErrorV2: {
      type: 'object',
      description: 'The error of v2 and Directory Insights, as published.',
      required: ['code', 'message', 'status'],
      additionalProperties: false,
      properties: {
        code: whole,
        message: string,
        status: string,
        details: { type: 'array', items: { type: 'object', description: 'google.rpc.BadRequest' } },
      },
    },
  }
}
