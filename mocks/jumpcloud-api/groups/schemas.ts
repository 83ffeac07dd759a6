import type { JsonSchema } from '../wire/json.ts'

const string = { type: 'string' } as const
const flag = { type: 'boolean' } as const
const whole = { type: 'integer' } as const
const list = (items: JsonSchema): JsonSchema => ({ type: 'array', maxItems: 1000, items })
const object = (properties: Readonly<Record<string, JsonSchema>>): JsonSchema => ({ type: 'object', properties })

/** The ways in which a user becomes a member. */
const MEMBERSHIP_METHODS = ['NOTSET', 'STATIC', 'DYNAMIC_REVIEW_REQUIRED', 'DYNAMIC_AUTOMATED'] as const

const graphObject: JsonSchema = { ...object({ type: string, id: string }), required: ['type', 'id'] }

const body: Readonly<Record<string, JsonSchema>> = {
  name: { type: 'string', minLength: 1, maxLength: 1024 },
  description: string,
  email: string,
  attributes: object({
    sudo: object({ enabled: flag, withoutPassword: flag }),
    ldapGroups: list(object({ name: string })),
    posixGroups: list(object({ id: whole, name: string })),
    radius: object({ reply: list(object({ name: string, value: string })) }),
    sambaEnabled: flag,
  }),
  memberQuery: object({
    queryType: { type: 'string', enum: ['Filter', 'FilterQuery', 'Search'] },
    searchFilters: string,
    filters: { type: 'array', maxItems: 100, items: { type: ['string', 'object'] } },
  }),
  memberQueryExemptions: list(graphObject),
  memberSuggestionsNotify: flag,
  membershipMethod: { type: 'string', enum: MEMBERSHIP_METHODS },
}

/** The schemas of user groups and of the graph (UserGroup, GraphConnection, GraphOperation). */
export const GROUP_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  UserGroupPost: { type: 'object', required: ['name'], properties: body },
  UserGroup: {
    type: 'object',
    required: ['id', 'type', 'name'],
    additionalProperties: false,
    properties: {
      ...body,
      attributes: { ...body['attributes'], type: ['object', 'null'] },
      id: string,
      type: { type: 'string', enum: ['user_group'] },
      organizationObjectId: string,
      suggestionCounts: object({ add: whole, remove: whole, total: whole }),
    },
  },
  GraphConnection: {
    type: 'object',
    required: ['to'],
    additionalProperties: false,
    properties: { to: { ...graphObject, additionalProperties: false } },
  },
  GraphObjectWithPaths: {
    type: 'object',
    required: ['type', 'id', 'paths'],
    additionalProperties: false,
    properties: {
      type: string,
      id: string,
      compiledAttributes: object({}),
      paths: list(list({ $ref: '#/components/schemas/GraphConnection' })),
    },
  },
  GraphMemberOperation: operation('user'),
  GraphRadiusOperation: operation('user', 'user_group'),
  GraphToRadiusOperation: operation('radius_server'),
}

function operation(...types: readonly string[]): JsonSchema {
  return {
    type: 'object',
    required: ['op', 'type', 'id'],
    properties: {
      op: { type: 'string', enum: ['add', 'remove', 'update'] },
      type: { type: 'string', enum: types },
      id: string,
      attributes: object({}),
    },
  }
}
