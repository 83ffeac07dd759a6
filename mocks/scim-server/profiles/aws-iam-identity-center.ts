import { ENTERPRISE_USER_SCHEMA, isJsonObject, type JsonObject } from '../../protocol/index.ts'
import type { Around } from '../deviations/deviation.ts'
import {
  enterpriseUserSchema,
  groupResourceType,
  groupSchema,
  userResourceType,
  userSchema,
} from '../schema/discovery.ts'
import { badRequest } from '../wire/scim-error.ts'
import { filtersOnly, inTurn, membersAtOnce, operationsIn, requiring, withoutMethods, withoutPaths } from './limits.ts'
import type { ScimServerProfile } from './profile.ts'

/** Attributes with at most one value; no other attribute may have several values. */
const SINGLE = ['emails', 'addresses', 'phoneNumbers'] as const
const UNKNOWN = ['ims', 'photos', 'entitlements', 'x509Certificates', 'roles', 'password']

/**
 * Allows one e-mail address, one postal address and one phone number per user; other multi-valued attributes are
 * rejected.
 */
const oneOfEach: Around = (request, serve) => {
  const { method, path, body } = request
  if ((method !== 'POST' && method !== 'PUT') || !/^\/Users\b/.test(path) || !isJsonObject(body)) return serve(request)
  for (const name of SINGLE) {
    const values = body[name]
    if (Array.isArray(values) && values.length > 1) throw badRequest('invalidValue', `${name} takes one value`)
  }
  const unknown = UNKNOWN.find((name) => body[name] !== undefined)
  if (unknown !== undefined) throw badRequest('invalidValue', `${unknown} is not supported`)
  return serve(request)
}

/**
 * Allows adding and removing members of a group, but neither replacing nor removing all of them; groups are returned
 * without members.
 */
const memberOperations: Around = async (request, serve) => {
  const isWhole = ({ op, path, value }: JsonObject): boolean =>
    /^members$/i.test(String(path ?? '')) &&
    (String(op).toLowerCase() === 'replace' || (String(op).toLowerCase() === 'remove' && value === undefined))
  if (request.method === 'PATCH' && /^\/Groups\//.test(request.path) && operationsIn(request.body).some(isWhole))
    throw badRequest('invalidValue', 'members cannot be replaced or removed as a whole')
  const answer = await serve(request)
  const { body } = answer
  if (!/^\/Groups\b/.test(request.path) || request.method !== 'GET' || !isJsonObject(body)) return answer
  const without = ({ members: _, ...group }: JsonObject): JsonObject => group
  const list = body['Resources']
  return {
    ...answer,
    body: Array.isArray(list) ? { ...body, Resources: list.filter(isJsonObject).map(without) } : without(body),
  }
}

const configuration: Around = async (request, serve) => {
  const answer = await serve(request)
  const { body } = answer
  if (!/^\/ServiceProviderConfig\/?$/.test(request.path) || !isJsonObject(body)) return answer
  return {
    ...answer,
    body: {
      ...body,
      bulk: { supported: false, maxOperations: 1, maxPayloadSize: 1_048_576 },
      changePassword: { supported: false },
    },
  }
}

const FILTERS = {
  username: ['eq'],
  externalid: ['eq'],
  id: ['eq'],
  displayname: ['eq'],
  members: ['eq'],
  'members.value': ['eq'],
  manager: ['eq'],
  'emails.value': ['eq'],
}

/** AWS IAM Identity Center, which Entra provisions by a gallery application. */
export const awsIamIdentityCenter: ScimServerProfile = {
  name: 'aws-iam-identity-center',
  says: 'AWS IAM Identity Center: pages of 50, filters with eq and `and`, one e-mail address, members changed one request at a time',
  source: 'https://docs.aws.amazon.com/singlesignon/latest/developerguide/limitations.html',
  options: {
    pagination: 'index',
    bulk: false,
    sort: false,
    etag: false,
    pageSize: 50,
    maxResults: 50,
    resourceTypes: [
      { ...userResourceType, schemaExtensions: [{ schema: ENTERPRISE_USER_SCHEMA, required: false }] },
      groupResourceType,
    ],
    schemas: [userSchema, groupSchema, enterpriseUserSchema],
  },
  behaviour: {
    name: 'aws-iam-identity-center',
    says: 'behaviour that options cannot express',
    caughtBy: [],
    around: inTurn(
      withoutPaths(/^\/(?:Bulk|Me)\b|\.search$|^\/?$/),
      withoutMethods(/^\/Groups\/[^/]+/, ['PUT'], 'GET, PATCH, DELETE'),
      configuration,
      filtersOnly(FILTERS),
      requiring(/^\/Users\/?$/, ['userName', 'displayName', 'name.givenName', 'name.familyName']),
      oneOfEach,
      membersAtOnce({ added: 100, removed: 100 }),
      memberOperations,
    ),
  },
}
