import { STATUS_CODES } from 'node:http'
import { pathParameters } from '../../../serving/index.ts'
import { GRAPH_VERSIONS, type Route } from '../api/route.ts'
import { type ODataOption, PAGE } from '../odata/query.ts'
import { ROUTE_GROUPS } from '../routes/routes.ts'
import { SCHEMAS } from '../schemas/schemas.ts'

type Json = Readonly<Record<string, unknown>>

/** Describes the façade in OpenAPI 3.1, with the operations and the schemas that the server itself uses. */
export function graphDescription(): Json {
  return {
    openapi: '3.1.0',
    jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
    info: {
      title: 'The part of Microsoft Graph that provisioning meets, as scim-rehearsal mocks it',
      version: '1.0.0',
      description:
        'Applications, users, groups, assignments, synchronization jobs and logs, after the documentation of Microsoft Graph. What is assumed is named in docs/fidelity.md of scim-rehearsal.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [
      ...GRAPH_VERSIONS.map((version) => ({ url: `/${version}`, description: 'Where this description is served' })),
      { url: 'https://graph.microsoft.com/v1.0', description: 'The real API' },
    ],
    tags: ROUTE_GROUPS.map(({ name, says }) => ({ name, description: says })),
    security: [{ bearer: [] }],
    paths: pathsOf(),
    components: {
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description: 'A token of /{tenant}/oauth2/v2.0/token, or that of --token.',
        },
      },
      schemas: SCHEMAS,
    },
  }
}

function pathsOf(): Json {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const { name, routes } of ROUTE_GROUPS)
    for (const route of routes) {
      const item = paths[route.path] ?? itemOf(route.path)
      item[route.method.toLowerCase()] = describe(route, name)
      paths[route.path] = item
    }
  return paths
}

function itemOf(path: string): Record<string, unknown> {
  const parameters = pathParameters(path)
  return parameters.length === 0 ? {} : { parameters }
}

const OPTIONS: { readonly [Name in ODataOption]?: readonly [says: string, schema: Json] } = {
  $select: ['Properties to answer', { type: 'string' }],
  $filter: ['Condition on properties', { type: 'string' }],
  $top: ['Objects of a page', { type: 'integer', minimum: 1, maximum: PAGE.most }],
  $orderby: ['Properties to sort by', { type: 'string' }],
  $skiptoken: ['The next page, from @odata.nextLink', { type: 'string' }],
  $deltatoken: ['The changes since, from @odata.deltaLink', { type: 'string' }],
  $count: ['Also answer the number of objects', { type: 'boolean' }],
  $expand: ['Objects to answer along', { type: 'string' }],
}

function describe(
  { id, summary, permissions, versions, options = [], body, isBodyOptional, answers }: Route,
  tag: string,
): Json {
  const parameters = options.flatMap((name) => {
    const [description, schema] = OPTIONS[name] ?? []
    return schema === undefined ? [] : [{ name, in: 'query', description, schema }]
  })
  return {
    operationId: id,
    summary,
    tags: [tag],
    description: [
      permissions.length === 0 ? 'Needs no permission.' : `Needs one of ${permissions.join(', ')}.`,
      ...(versions === undefined ? [] : [`Only in ${versions.join(', ')}.`]),
    ].join(' '),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: isBodyOptional !== true,
            content: { 'application/json': { schema: schemaOf(body) } },
          },
        }),
    responses: { ...shapes(answers), ...REFUSALS },
  }
}

const schemaOf = (name: string): Json => ({ $ref: `#/components/schemas/${name}` })

function shapes(answers: Route['answers']): Json {
  return Object.fromEntries(
    Object.entries(answers).map(([status, { schema, isCollection, isText }]) => [
      status,
      {
        description: STATUS_CODES[status],
        ...(schema === undefined
          ? {}
          : {
              content:
                isText === true
                  ? { 'text/plain': { schema: { type: 'string' } } }
                  : { 'application/json': { schema: isCollection === true ? collectionOf(schema) : schemaOf(schema) } },
            }),
      },
    ]),
  )
}

const collectionOf = (schema: string): Json => ({
  type: 'object',
  properties: {
    '@odata.context': { type: 'string' },
    '@odata.count': { type: 'integer' },
    '@odata.nextLink': { type: 'string' },
    '@odata.deltaLink': { type: 'string' },
    value: { type: 'array', items: schemaOf(schema) },
  },
  required: ['value'],
})

const REFUSALS: Json = Object.fromEntries(
  [400, 401, 403, 404, 409, 429].map((status) => [
    status,
    { description: STATUS_CODES[status], content: { 'application/json': { schema: schemaOf('error') } } },
  ]),
)
