import { STATUS_CODES } from 'node:http'
import { pathParameters } from '../../serving/index.ts'
import type { AnswerShape, Operation, QueryParameter } from '../api/operation.ts'
import { RESOURCES, type Resource } from '../service/operations.ts'
import { shapesOf } from '../service/schemas.ts'
import { DEFAULT_SWITCHES, type Switches } from '../settings/switches.ts'

type Json = Readonly<Record<string, unknown>>

/** Describes the API in OpenAPI 3.1, with the operations and the schemas that the server itself uses. */
export function jumpCloudDescription(switches: Partial<Switches> = {}): Json {
  const { schemas } = shapesOf({ ...DEFAULT_SWITCHES, ...switches })
  return {
    openapi: '3.1.0',
    jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
    info: {
      title: "JumpCloud's API, as scim-rehearsal mocks it",
      version: '1.0.0',
      description:
        "The part of JumpCloud's API v1, v2 and Directory Insights that provisioning uses, following the vendor's published specifications. docs/fidelity.md of scim-rehearsal lists the assumptions.",
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/', description: 'Where this description is served' }, ...CONSOLE],
    tags: RESOURCES.map(({ name, says }) => ({ name, description: says })),
    security: [{ apiKey: [] }, { serviceAccount: ['api'] }],
    paths: pathsOf(RESOURCES),
    components: {
      securitySchemes: {
        apiKey: { type: 'apiKey', in: 'header', name: 'x-api-key', description: 'The key of an administrator.' },
        serviceAccount: {
          type: 'oauth2',
          flows: {
            clientCredentials: {
              tokenUrl: 'https://admin-oauth.id.jumpcloud.com/oauth2/token',
              scopes: { api: 'All that the role of the service account permits.' },
            },
          },
        },
      },
      schemas,
    },
  }
}

const CONSOLE = [{ url: 'https://console.jumpcloud.com', description: 'The real API' }]
const INSIGHTS = [{ url: '/' }, { url: 'https://api.jumpcloud.com', description: 'The real API' }]
const OAUTH = [{ url: '/' }, { url: 'https://admin-oauth.id.jumpcloud.com', description: 'The real endpoint' }]

function pathsOf(resources: readonly Resource[]): Json {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const { name, operations } of resources) {
    for (const operation of operations) {
      const { path, method } = operation
      const item = paths[path] ?? itemOf(path)
      item[method.toLowerCase()] = describe(operation, name)
      paths[path] = item
    }
  }
  return paths
}

function itemOf(path: string): Record<string, unknown> {
  const parameters = pathParameters(path)
  return {
    ...(path.startsWith('/insights/') ? { servers: INSIGHTS } : path.startsWith('/oauth2/') ? { servers: OAUTH } : {}),
    ...(parameters.length === 0 ? {} : { parameters }),
  }
}

function describe(operation: Operation, tag: string): Json {
  const {
    id,
    method,
    summary,
    needs,
    query = [],
    headers = [],
    body,
    answers,
    organizationHeader = 'chooses',
  } = operation
  const parameters = [
    ...query.map((parameter) => parameterOf(parameter, 'query')),
    ...headers.map((parameter) => parameterOf(parameter, 'header')),
    ...(needs === 'anyone' || organizationHeader === 'refused' ? [] : [parameterOf(ORGANIZATION, 'header')]),
  ]
  return {
    operationId: id,
    summary,
    tags: [tag],
    ...(needs === 'anyone' ? { security: [] } : {}),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined ? {} : { requestBody: bodyOf(operation, body) }),
    responses: { ...refusals(operation), ...(method === 'GET' ? NOT_MODIFIED : {}), ...shapes(answers) },
  }
}

/** The 304 response of the switch `entityTags`. */
const NOT_MODIFIED: Json = {
  304: { description: 'The client has it already: its `if-none-match` names the entity tag' },
}

const ORGANIZATION: QueryParameter = {
  name: 'x-org-id',
  says: 'The organization; only a multi-tenant administrator needs to say it.',
  schema: { type: 'string', pattern: '^[0-9a-f]{24}$' },
}

const parameterOf = ({ name, says, schema, isRequired }: QueryParameter, place: 'query' | 'header'): Json => ({
  name,
  in: place,
  description: says,
  ...(isRequired === true ? { required: true } : {}),
  schema,
})

function bodyOf({ isListBody, isBodyOptional, isForm }: Operation, body: string): Json {
  const type = isForm === true ? 'application/x-www-form-urlencoded' : 'application/json'
  return { required: isBodyOptional !== true, content: { [type]: { schema: schemaOf(body, isListBody) } } }
}

const schemaOf = (name: string, isList: boolean | undefined): Json => {
  const one = { $ref: `#/components/schemas/${name}` }
  return isList === true ? { type: 'array', items: one } : one
}

function shapes(answers: Readonly<Record<number, AnswerShape>>): Json {
  return Object.fromEntries(
    Object.entries(answers).map(([status, { says, schema, isList, headers }]) => [
      status,
      {
        description: says,
        ...(headers === undefined ? {} : { headers: headersOf(headers) }),
        ...(schema === undefined ? {} : { content: { 'application/json': { schema: schemaOf(schema, isList) } } }),
      },
    ]),
  )
}

const headersOf = (headers: Readonly<Record<string, string>>): Json =>
  Object.fromEntries(
    Object.entries(headers).map(([name, description]) => [name, { description, schema: { type: 'string' } }]),
  )

/** Returns the error responses of an operation. */
function refusals({ path, needs }: Operation): Json {
  const schema = errorSchema(path)
  const refusal = (status: number): readonly [number, Json] => [
    status,
    {
      description: STATUS_CODES[status],
      content: { 'application/json': { schema: { $ref: `#/components/schemas/${schema}` } } },
    },
  ]
  const statuses = [...(needs === 'anyone' ? [] : [400, 401, 403, 404]), ...(mayConflict(path) ? [409] : []), 429, 500]
  const redirect = { description: 'No key was sent', headers: headersOf({ location: '`/login`' }) }
  return {
    ...(needs === 'anyone' || path.startsWith('/insights/') ? {} : { 302: redirect }),
    ...Object.fromEntries(statuses.map(refusal)),
  }
}

/** Returns whether an operation may report a conflict; for users this depends on the switch `duplicateStatus`. */
const mayConflict = (path: string): boolean =>
  /\/(?:members|associations)$|\/usergroups|^\/api\/systemusers(?:\/\{id\})?$/.test(path)

/** Returns the schema of errors at a path. */
const errorSchema = (path: string): string => (/^\/(?:api\/v2|insights)\//.test(path) ? 'ErrorV2' : 'ErrorV1')
