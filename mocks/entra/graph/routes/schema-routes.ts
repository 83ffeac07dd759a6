import { isJsonObject, type JsonObject } from '../../../protocol/index.ts'
import { contextOf, item, NO_CONTENT } from '../api/answers.ts'
import type { GraphAnswer, GraphCall, Route } from '../api/route.ts'
import { filterOperators, functionDefinitions, parseExpression } from '../synchronization/expressions.ts'
import { readSchema, shownSchema } from '../synchronization/schema-faults.ts'
import { JOB, jobOf, jobsContext, SYNCHRONIZATION_READ, SYNCHRONIZATION_WRITE } from './job-routes.ts'

const SCHEMA = `${JOB}/schema`

/** The schema of a job, and the requests of a schema editor. */
export const schemaRoutes: readonly Route[] = [
  {
    id: 'synchronizationSchema_get',
    method: 'GET',
    path: SCHEMA,
    summary: 'Read the schema: directories, rules, attribute mappings',
    permissions: SYNCHRONIZATION_READ,
    options: ['$select', '$expand'],
    answers: { 200: { schema: 'synchronizationSchema' } },
    handle: (call) => item(call, schemaContext(call, '$entity'), shownSchema(jobOf(call).schema)),
  },
  {
    id: 'synchronizationSchema_set',
    method: 'PUT',
    path: SCHEMA,
    summary: 'Replace the schema; the next cycle is an initial one',
    permissions: SYNCHRONIZATION_WRITE,
    body: 'synchronizationSchema',
    answers: { 204: {} },
    audit: { activity: 'Update attribute mappings or scope', category: 'ProvisioningManagement' },
    handle: (call) => setSchema(call, call.body),
  },
  {
    id: 'synchronizationSchema_update',
    method: 'PATCH',
    path: SCHEMA,
    summary: 'Replace the members of the schema that are in the body',
    permissions: SYNCHRONIZATION_WRITE,
    body: 'synchronizationSchemaUpdate',
    answers: { 204: {} },
    audit: { activity: 'Update attribute mappings or scope', category: 'ProvisioningManagement' },
    handle: (call) => setSchema(call, { ...(jobOf(call).schema as unknown as JsonObject), ...call.body }),
  },
  {
    id: 'synchronizationSchema_parseExpression',
    method: 'POST',
    path: `${SCHEMA}/parseExpression`,
    summary: 'Parse an expression, and evaluate it over a test object',
    permissions: SYNCHRONIZATION_READ,
    body: 'parseExpression',
    answers: { 200: { schema: 'parseExpressionResponse' } },
    handle: (call) => {
      jobOf(call)
      const { clock } = call.graph
      return item(
        call,
        'microsoft.graph.parseExpressionResponse',
        parseExpression(call.body, () => clock.now()),
      )
    },
  },
  {
    id: 'synchronizationSchema_functions',
    method: 'GET',
    path: `${SCHEMA}/functions`,
    summary: 'List the functions of expressions',
    permissions: SYNCHRONIZATION_READ,
    answers: { 200: { schema: 'attributeMappingFunctionSchema', isCollection: true } },
    handle: (call) => listOf(call, 'functions', functionDefinitions()),
  },
  {
    id: 'synchronizationSchema_filterOperators',
    method: 'GET',
    path: `${SCHEMA}/filterOperators`,
    summary: 'List the operators of scoping filters',
    permissions: SYNCHRONIZATION_READ,
    answers: { 200: { schema: 'filterOperatorSchema', isCollection: true } },
    handle: (call) => listOf(call, 'filterOperators', filterOperators()),
  },
]

async function setSchema(call: GraphCall, json: JsonObject): Promise<GraphAnswer> {
  const job = jobOf(call)
  const plain = Object.fromEntries(Object.entries(json).filter(([name]) => !name.startsWith('@odata.'))) as JsonObject
  const rules = plain['synchronizationRules']
  // Entra assigns an id to a rule without one.
  const numbered = Array.isArray(rules)
    ? rules.map((rule) => (isJsonObject(rule) && !rule['id'] ? { ...rule, id: call.graph.guid() } : rule))
    : rules
  const schema = readSchema({ ...plain, ...(numbered === undefined ? {} : { synchronizationRules: numbered }) })
  await job.setSchema({ ...schema, id: job.id, version: `Date:${call.graph.clock.now().toISOString()}` })
  return NO_CONTENT
}

const schemaContext = (call: GraphCall, name: string): string =>
  `${jobsContext(call)}('${call.params['job']}')/schema/${name}`

function listOf(call: GraphCall, name: string, value: readonly JsonObject[]): GraphAnswer {
  jobOf(call)
  return { status: 200, json: { '@odata.context': contextOf(call, schemaContext(call, name)), value: [...value] } }
}
