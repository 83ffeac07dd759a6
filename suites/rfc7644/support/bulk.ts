import { type CheckContext, type ScimResponse, segmentOf } from '../../../harness/index.ts'
import { BULK_REQUEST_MESSAGE, isJsonObject, type JsonObject, type JsonValue } from '../../../mocks/protocol/index.ts'
import { query } from './query.ts'

/** One operation of a bulk request as a check writes it, valid or invalid. */
export type BulkOperation = JsonObject

/**
 * Sends operations in one request and ensures that the resources they create are removed, also if the response does not
 * name them.
 */
export async function bulk(
  context: CheckContext,
  operations: readonly BulkOperation[],
  members: JsonObject = {},
): Promise<ScimResponse> {
  const body = { schemas: [BULK_REQUEST_MESSAGE], Operations: [...operations], ...members }
  const response = await context.scim.post('/Bulk', body)
  if (response.status < 500) await ownCreated(context, operations, resultsOf(response))
  return response
}

/** Returns the results in a response, even if they lack members. */
export function resultsOf({ body }: ScimResponse): JsonObject[] {
  const operations = isJsonObject(body) ? body['Operations'] : undefined
  return Array.isArray(operations) ? operations.filter(isJsonObject) : []
}

/** Sends operations and returns their results. Throws AssertionError if the status of the response is not 200. */
export async function processed(
  context: CheckContext,
  operations: readonly BulkOperation[],
  members: JsonObject = {},
): Promise<JsonObject[]> {
  const response = await bulk(context, operations, members)
  context.expect(response).to.have.status(200)
  return resultsOf(response)
}

/**
 * Returns the status of a result as a string, also from an object with a code, which the RFC's definition mentions;
 * empty if there is none.
 */
export function statusOf(result: JsonObject | undefined): string {
  const status = result?.['status']
  const code = isJsonObject(status) ? status['code'] : status
  return typeof code === 'string' || typeof code === 'number' ? String(code) : ''
}

/** Returns whether an operation succeeded. */
export const isDone = (result: JsonObject | undefined): boolean => /^2\d\d$/.test(statusOf(result))
/** Returns whether an operation was rejected as a client error or as not implemented. */
export const isRefused = (result: JsonObject | undefined): boolean => /^(?:4\d\d|501)$/.test(statusOf(result))

/**
 * Returns the result of an operation: by its bulkId, else by its path or location, because results may be in any order;
 * else by its place in `operations`, if there are as many results.
 */
export function resultOf(
  results: readonly JsonObject[],
  operation: BulkOperation,
  operations: readonly BulkOperation[] = [],
): JsonObject | undefined {
  const { bulkId, path, method } = operation
  const byId = bulkId === undefined ? undefined : results.find((result) => result['bulkId'] === bulkId)
  const alike = results.filter((result) => result['method'] === method)
  const inPlace = results.length === operations.length ? results[operations.indexOf(operation)] : undefined
  return (
    byId ??
    alike.find((result) => locationEnds(result, path)) ??
    alike.find((result) => result['path'] === path) ??
    (inPlace?.['method'] === method ? inPlace : undefined)
  )
}

const locationEnds = ({ location }: JsonObject, path: JsonValue | undefined): boolean =>
  typeof location === 'string' &&
  typeof path === 'string' &&
  new URL(location, 'http://relative').pathname.endsWith(path)

/** Returns the path below the base URL of a result's resource; undefined if the result has no location. */
export function pathOf({ scim }: CheckContext, result: JsonObject | undefined): string | undefined {
  const location = result?.['location']
  if (typeof location !== 'string') return undefined
  if (location.startsWith(scim.baseUrl)) return location.slice(scim.baseUrl.length)
  const path = new URL(location, scim.baseUrl).pathname
  const base = new URL(scim.baseUrl).pathname
  if (path.startsWith(base)) return path.slice(base.length)
  // Some servers use a second base URL in locations; the resource is also available below this one.
  return /\/[^/]+\/[^/]+$/.exec(path)?.[0] ?? path
}

/** Returns an operation that creates a User. */
export async function creation(context: CheckContext, overrides: JsonObject = {}): Promise<BulkOperation> {
  const { given, target } = context
  const data = await given.userBody(overrides)
  return { method: 'POST', path: target.endpoint('User'), bulkId: given.unique('user'), data }
}

/** Returns an operation that fails without an effect: the removal of a resource that does not exist. */
export function failure({ given, target }: CheckContext): BulkOperation {
  return { method: 'DELETE', path: `${target.endpoint('User')}/${segmentOf(given.unknownId('User'))}` }
}

/**
 * Finds the resource that an operation created by the name that the operation gave it, and returns its path; undefined
 * if there is none. Only a resource with exactly that name counts, because a target may ignore the filter. Skips the
 * check if the query is not answered with 200.
 */
export async function createdBy(
  context: CheckContext,
  { path: endpoint, data }: BulkOperation,
): Promise<string | undefined> {
  const { scim, skip } = context
  const body = isJsonObject(data) ? data : {}
  const name = body['userName'] === undefined ? 'displayName' : 'userName'
  const value = body[name]
  if (typeof value !== 'string' || typeof endpoint !== 'string') return undefined
  const filter = `${name} eq ${JSON.stringify(value)}`
  const response = await query(context, filter, {}, endpoint)
  if (response.status !== 200) skip(`nothing can be found by ${filter}: ${response.describe()}`, 'scim.filter.eq-hit')
  const found = response.resources.find((one) => String(one[name]).toLowerCase() === value.toLowerCase())
  return found === undefined ? undefined : scim.pathOf(found)
}

/**
 * Registers the resources that operations created for removal. A resource without a location in the response, or with a
 * failed result, is looked up by name.
 */
async function ownCreated(
  context: CheckContext,
  operations: readonly BulkOperation[],
  results: readonly JsonObject[],
): Promise<void> {
  const { given, target } = context
  for (const operation of operations.filter(({ method }) => method === 'POST')) {
    const result = resultOf(results, operation)
    const stated = isDone(result) ? pathOf(context, result) : undefined
    const path = stated === undefined && target.capabilities.filter ? await createdBy(context, operation) : stated
    if (path !== undefined) given.owns(path)
  }
}
