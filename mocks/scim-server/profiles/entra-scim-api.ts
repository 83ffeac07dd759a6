import { ENTERPRISE_USER_SCHEMA, isJsonObject, type JsonObject, type SchemaDefinition } from '../../protocol/index.ts'
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

const ENTRA_USER = 'urn:ietf:params:scim:schemas:extension:Microsoft:Entra:2.0:User'
const MAIL_NICKNAME = `${ENTRA_USER}:mailNickname`.toLowerCase()

const text = (name: string, description: string): SchemaDefinition['attributes'][number] => ({
  name,
  type: 'string',
  multiValued: false,
  description,
  required: false,
  caseExact: false,
  mutability: 'readWrite',
  returned: 'default',
  uniqueness: 'none',
})

const entraUserSchema: SchemaDefinition = {
  id: ENTRA_USER,
  name: 'MicrosoftEntraUser',
  description: 'Microsoft Entra User',
  attributes: [text('mailNickname', 'The mail alias of the user'), text('userType', 'Member or Guest')],
}

const ENDPOINTS: Readonly<Record<string, string>> = {
  users: 'Users',
  groups: 'Groups',
  schemas: 'Schemas',
  resourcetypes: 'ResourceTypes',
  serviceproviderconfig: 'ServiceProviderConfig',
}

/** Accepts endpoints in any letter case, as Microsoft Graph does; the documentation writes them in lower case. */
const anyCase: Around = (request, serve) => {
  const [, first = '', rest = ''] = /^\/([^/]*)(.*)$/s.exec(request.path) ?? []
  return serve({ ...request, path: `/${ENDPOINTS[first.toLowerCase()] ?? first}${rest}` })
}

/** Blanks around the `=` of a parameter. */
const noBlanks: Around = (request, serve) => {
  for (const [name, value] of request.query)
    if (name !== name.trim() || value !== value.trim())
      throw badRequest('invalidValue', `blanks around the = of ${name.trim()} are not supported`)
  return serve(request)
}

/** A list of resources has `resources` in lower case and no total. */
const lowerCaseLists: Around = async (request, serve) => {
  const answer = await serve(request)
  const { body } = answer
  if (!/^\/(?:Users|Groups)\/?$/.test(request.path) || !isJsonObject(body) || body['Resources'] === undefined)
    return answer
  const { Resources, totalResults: _total, startIndex: _start, ...rest } = body
  return { ...answer, body: { ...rest, resources: Resources } }
}

/** Responds to a PATCH with 204 without a body. */
const silentPatch: Around = async (request, serve) => {
  const { status, headers, ...rest } = await serve(request)
  return request.method === 'PATCH' && status === 200 ? { status: 204, headers } : { status, headers, ...rest }
}

/** Accepts only the filter `[type eq "work"]` in a path of a PATCH. */
const workFilterOnly: Around = (request, serve) => {
  const isOther = (path: unknown): boolean =>
    typeof path === 'string' && /\[(?!\s*type\s+eq\s+"work"\s*\])/i.test(path) && !/^members\[/i.test(path)
  if (request.method === 'PATCH' && operationsIn(request.body).some(({ path }) => isOther(path)))
    throw badRequest('invalidPath', 'the only supported filter in a path is [type eq "work"]')
  return serve(request)
}

/** Returns groups without their members. */
const hiddenMembers: Around = async (request, serve) => {
  const answer = await serve(request)
  const { body } = answer
  if (!/^\/Groups\b/.test(request.path) || !isJsonObject(body)) return answer
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
      bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
      filter: { supported: true, maxResults: 200 },
      changePassword: { supported: false },
    },
  }
}

const USER_FILTERS = {
  active: ['eq'],
  username: ['eq', 'ew'],
  externalid: ['eq'],
  id: ['eq'],
  'groups.value': ['eq'],
  'ownedgroups.value': ['eq'],
  displayname: ['eq'],
  [MAIL_NICKNAME]: ['eq', 'ew'],
}

/**
 * Microsoft Entra ID as a SCIM server, through which other systems provision users into it; it is not a target of
 * Entra's own client.
 */
export const entraScimApi: ScimServerProfile = {
  name: 'entra-scim-api',
  says: "Microsoft Entra ID's own SCIM server: only paging by cursor, no PUT, few filters, lists with `resources` in lower case",
  source:
    'https://github.com/MicrosoftDocs/entra-docs/blob/04ecb1f/docs/identity/app-provisioning/entra-id-scim-api-reference.md',
  options: {
    pagination: 'cursor',
    bulk: false,
    sort: false,
    etag: false,
    pageSize: 100,
    maxResults: 1000,
    resourceTypes: [
      {
        ...userResourceType,
        schemaExtensions: [
          { schema: ENTERPRISE_USER_SCHEMA, required: false },
          { schema: ENTRA_USER, required: false },
        ],
      },
      groupResourceType,
    ],
    schemas: [userSchema, groupSchema, enterpriseUserSchema, entraUserSchema],
  },
  behaviour: {
    name: 'entra-scim-api',
    says: 'behaviour that options cannot express',
    caughtBy: [],
    around: inTurn(
      anyCase,
      withoutMethods(/^\/(?:Users|Groups)(?:\/|$)/, ['PUT'], 'GET, POST, PATCH, DELETE'),
      withoutPaths(/^\/(?:Bulk|Me)\b|\.search$|^\/?$/),
      configuration,
      noBlanks,
      filtersOnly(USER_FILTERS, ['externalid']),
      requiring(/^\/Users\/?$/, ['userName', 'password', 'name.familyName', 'name.givenName', 'active', 'displayName']),
      workFilterOnly,
      membersAtOnce({ added: 20, removed: 1 }),
      silentPatch,
      lowerCaseLists,
      hiddenMembers,
    ),
  },
}
