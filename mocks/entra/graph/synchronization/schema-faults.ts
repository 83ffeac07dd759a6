import type { JsonObject } from '../../../protocol/index.ts'
import {
  exportSynchronizationSchema,
  InvalidSynchronizationSchema,
  importSynchronizationSchema,
  type SynchronizationSchema,
} from '../../index.ts'
import { type ErrorDetail, GraphError } from '../wire/graph-error.ts'

/** Reads a schema for a job. Throws GraphError with every fault: which rule, mapping and row. */
export function readSchema(json: JsonObject): SynchronizationSchema {
  let schema: SynchronizationSchema
  try {
    schema = importSynchronizationSchema(json)
  } catch (error) {
    if (!(error instanceof InvalidSynchronizationSchema)) throw error
    throw faulty(error.problems)
  }
  const isOfUsers = schema.synchronizationRules.some(({ objectMappings }) =>
    objectMappings.some(({ enabled, targetObjectName }) => enabled && /user/i.test(targetObjectName)),
  )
  if (!isOfUsers) throw faulty(['no enabled object mapping has users as its target; this mock provisions none without'])
  const ids = schema.synchronizationRules.map(({ id }) => id)
  if (new Set(ids).size < ids.length)
    throw faulty(['two rules have the same id; provisioning on demand could not distinguish them'])
  return schema
}

/** Returns the schema as Graph returns it: every expression with its tree. */
export function shownSchema(schema: SynchronizationSchema): JsonObject {
  return JSON.parse(exportSynchronizationSchema(schema)) as JsonObject
}

function faulty(problems: readonly string[]): GraphError {
  const details = problems.map((message): ErrorDetail => {
    const place = /^(.*? › .*?): /.exec(message)?.[1]
    return { code: 'InvalidSchema', message, ...(place === undefined ? {} : { target: place }) }
  })
  const message = `The synchronization schema has ${problems.length} fault${problems.length === 1 ? '' : 's'}: ${problems.join('; ')}`
  return new GraphError(400, 'RequestParameterInvalid', message, { details })
}
