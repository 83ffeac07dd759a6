import { ROLES } from '../records/roles.ts'
import { listOf } from '../users/schemas.ts'
import type { JsonSchema } from '../wire/json.ts'

const flag = { type: 'boolean' } as const
const string = { type: 'string' } as const
const instant = { type: 'string', format: 'date-time' } as const
const role = { type: 'string', enum: ROLES } as const
const email = { type: 'string', format: 'email', maxLength: 1024 } as const

const put: Readonly<Record<string, JsonSchema>> = {
  email,
  firstname: string,
  lastname: string,
  roleName: role,
  roleNames: { type: 'array', items: role, minItems: 1, maxItems: 1 },
  enableMultiFactor: flag,
  apiKeyAllowed: flag,
}

/** The schemas of administrators, which the API calls users (userput, userreturn). */
export const ADMINISTRATOR_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  UserPost: { type: 'object', required: ['email'], properties: put },
  UserPut: { type: 'object', properties: { ...put, suspended: flag } },
  User: {
    type: 'object',
    required: ['_id'],
    additionalProperties: false,
    properties: {
      _id: string,
      email: string,
      firstname: string,
      lastname: string,
      roleName: role,
      roleNames: { type: 'array', items: role },
      role: string,
      enableMultiFactor: flag,
      totpEnrolled: flag,
      apiKeyAllowed: flag,
      apiKeySet: flag,
      apiKeyUpdatedAt: instant,
      apiKeyHash: {
        type: 'object',
        additionalProperties: false,
        properties: { prefix: string, createdAt: instant, expireAt: instant },
      },
      created: instant,
      suspended: flag,
      sessionCount: { type: 'integer' },
      organization: string,
      provider: string,
    },
  },
  UserList: listOf('User'),
  ApiKeyPost: { type: 'object', properties: { ttl: { type: 'integer', minimum: 1, maximum: 31_536_000 } } },
  ApiKey: { type: 'object', required: ['apiKey'], additionalProperties: false, properties: { apiKey: string } },
  Role: {
    type: 'object',
    required: ['id', 'name'],
    additionalProperties: false,
    properties: { id: string, name: role, description: string },
  },
  RoleList: listOf('Role'),
}
