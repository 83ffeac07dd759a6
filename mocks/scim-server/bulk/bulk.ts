import {
  BULK_REQUEST_MESSAGE,
  BULK_RESPONSE_MESSAGE,
  isJsonObject,
  type JsonObject,
  type JsonValue,
} from '../../protocol/index.ts'
import { answerResource } from '../answers/resource-answers.ts'
import type { Exchange } from '../settings/exchange.ts'
import { errorResponse, type ScimRequest, type ScimResponse } from '../wire/message.ts'
import { badRequest, ScimError } from '../wire/scim-error.ts'
import { resolveReferences, withoutReferences } from './bulk-id.ts'
import { type BulkOperation, readBulkOperation } from './bulk-operation.ts'
import { BulkQueue } from './bulk-queue.ts'

interface Job {
  readonly exchange: Exchange
  readonly queue: BulkQueue
  /** The bulkIds that the job creates. */
  readonly known: ReadonlySet<string>
  /** The ids of created resources by bulkId; undefined if the create failed. */
  readonly created: Map<string, string | undefined>
  readonly results: Map<BulkOperation, JsonObject>
  errors: number
}

/**
 * Handles a bulk request (RFC 7644 §3.7): operations run in order, those that refer to a later one after it, cycles in
 * two steps.
 */
export async function answerBulk(exchange: Exchange): Promise<ScimResponse> {
  const { request, settings } = exchange
  if (!settings.supports.bulk) throw new ScimError(501, 'this server does not support bulk requests')
  if (request.method !== 'POST') throw new ScimError(405, '/Bulk supports only POST', { headers: { allow: 'POST' } })
  const { operations, failOnErrors } = readBulk(request.body, settings.limits.bulkOperations)
  const known = new Set(
    operations.flatMap(({ bulkId, method }) => (method === 'POST' && bulkId !== undefined ? [bulkId] : [])),
  )
  const queue = new BulkQueue(operations, known)
  const job: Job = { exchange, queue, known, created: new Map(), results: new Map(), errors: 0 }
  while (!queue.isEmpty && job.errors < failOnErrors) {
    const ready = queue.takeReady()
    if (ready === undefined) await breakCycle(job, failOnErrors)
    else record(ready, await attempt(ready, job), job)
  }
  const results = operations.map((operation) => job.results.get(operation)).filter((result) => result !== undefined)
  return { status: 200, headers: {}, body: { schemas: [BULK_RESPONSE_MESSAGE], Operations: results } }
}

function readBulk(body: JsonValue | undefined, max: number): { operations: BulkOperation[]; failOnErrors: number } {
  if (!isJsonObject(body)) throw badRequest('invalidSyntax', 'the body must be a JSON object')
  const { schemas, Operations: list, failOnErrors } = body
  if (!Array.isArray(schemas) || !schemas.includes(BULK_REQUEST_MESSAGE))
    throw badRequest('invalidSyntax', `schemas must contain "${BULK_REQUEST_MESSAGE}"`)
  if (!Array.isArray(list)) throw badRequest('invalidSyntax', 'Operations must be an array')
  if (list.length > max)
    throw new ScimError(
      413,
      `a bulk request has at most ${max} operations (maxOperations); this one has ${list.length}`,
    )
  if (failOnErrors !== undefined && (!Number.isInteger(failOnErrors) || Number(failOnErrors) < 1))
    throw badRequest('invalidValue', 'failOnErrors must be an integer above 0')
  const operations = list.map(readBulkOperation)
  const ids = operations.flatMap(({ bulkId, method }) => (method === 'POST' && bulkId !== undefined ? [bulkId] : []))
  if (new Set(ids).size < ids.length)
    throw badRequest('invalidValue', 'a bulkId is used twice; each must be unique (RFC 7644 §3.7.2)')
  return { operations, failOnErrors: failOnErrors === undefined ? Number.POSITIVE_INFINITY : Number(failOnErrors) }
}

async function attempt(operation: BulkOperation, { exchange, known, created }: Job): Promise<ScimResponse> {
  try {
    if (operation.fault !== undefined) throw operation.fault
    for (const id of operation.references) {
      if (!known.has(id))
        throw badRequest('invalidValue', `no POST operation of this request has the bulkId ${id} (RFC 7644 §3.7.2)`)
      if (created.get(id) === undefined)
        throw new ScimError(409, `the operation of bulkId:${id} failed, and this one refers to it`)
    }
    return await send(operation, exchange, created)
  } catch (error) {
    if (error instanceof ScimError) return errorResponse(error)
    exchange.settings.onFault(error)
    return errorResponse(new ScimError(500, 'internal error of the server'))
  }
}

async function send(
  { method, path, data, version }: BulkOperation,
  exchange: Exchange,
  created: Job['created'],
): Promise<ScimResponse> {
  const [address = '', query = ''] = String(resolveReferences(path, created)).split('?')
  const request: ScimRequest = {
    method,
    path: address,
    query: new URLSearchParams(query),
    headers: version === undefined ? {} : { 'if-match': version },
    base: exchange.request.base,
    ...(data === undefined ? {} : { body: resolveReferences(data, created) }),
  }
  const segments = address.split('/').filter((segment) => segment !== '')
  const type = exchange.settings.types.find(({ endpoint }) => endpoint === `/${segments[0]}`)
  if (type === undefined || segments[1] === '.search' || segments.length !== (method === 'POST' ? 1 : 2))
    throw badRequest(
      'invalidPath',
      `${method} cannot be used with the path ${address}; POST takes an endpoint, the other methods a resource`,
    )
  return answerResource({ ...exchange, request }, type, segments[1])
}

function record(operation: BulkOperation, response: ScimResponse, job: Job): void {
  const { method, bulkId, path } = operation
  const { exchange, created } = job
  const isDone = response.status < 300
  const location =
    response.headers['location'] ??
    (method === 'POST' ? undefined : `${exchange.request.base}${resolveReferences(path, created)}`)
  if (method === 'POST' && bulkId !== undefined) {
    const id = isJsonObject(response.body) ? response.body['id'] : undefined
    created.set(bulkId, isDone && typeof id === 'string' ? id : undefined)
    job.queue.release(bulkId)
  }
  if (!isDone) job.errors += 1
  const version = response.headers['etag']
  job.results.set(operation, {
    method,
    ...(bulkId === undefined ? {} : { bulkId }),
    ...(version === undefined ? {} : { version }),
    ...(location === undefined ? {} : { location }),
    status: String(response.status),
    ...(isDone || response.body === undefined ? {} : { response: response.body }),
  })
}

/** Creates the members of a cycle without their references, then adds those (RFC 7644 §3.7.1). */
async function breakCycle(job: Job, failOnErrors: number): Promise<void> {
  const { known, created } = job
  const later: BulkOperation[] = []
  for (const operation of job.queue.takeCreations()) {
    if (job.errors >= failOnErrors) return
    const { data, references } = operation
    const open = new Set(references.filter((id) => known.has(id) && !created.has(id)))
    const bare: BulkOperation = {
      ...operation,
      references: references.filter((id) => !open.has(id)),
      ...(data === undefined ? {} : { data: withoutReferences(data, open) }),
    }
    const response = await attempt(bare, job)
    record(operation, response, job)
    if (open.size > 0 && response.status < 300) later.push(operation)
  }
  for (const operation of later) await link(operation, job)
}

/**
 * Adds the references to a member of a cycle. If that fails, the operation is reported as failed and its resource is
 * removed.
 */
async function link(operation: BulkOperation, job: Job): Promise<void> {
  const { path, bulkId = '', references } = operation
  const own = { ...operation, path: `${path}/bulkId:${bulkId}`, references: [...references, bulkId] }
  const response = await attempt({ ...own, method: 'PUT' }, job)
  const result = job.results.get(operation) ?? {}
  if (response.status < 300) {
    const version = response.headers['etag']
    if (version !== undefined) job.results.set(operation, { ...result, version })
    return
  }
  await attempt({ ...own, method: 'DELETE', references: [bulkId] }, job)
  job.errors += 1
  const conflict = new ScimError(409, 'the circular reference could not be resolved (RFC 7644 §3.7.1)')
  const { location: _location, version: _version, ...rest } = result
  job.results.set(operation, { ...rest, status: '409', response: errorResponse(conflict).body ?? null })
}
