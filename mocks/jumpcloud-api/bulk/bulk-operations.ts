import type { Call } from '../api/call.ts'
import { pageOf, totals } from '../api/lists.ts'
import type { Answer, Operation, QueryParameter } from '../api/operation.ts'
import { TOTAL_COUNT, V2_PAGE } from '../api/parameters.ts'
import { CREATION_SOURCE, creationSource } from '../users/creation-source.ts'
import { ApiError } from '../wire/api-error.ts'
import { isJsonObject, type JsonObject } from '../wire/json.ts'
import { type BulkJob, rowId, runJob } from './jobs.ts'

const SUPPRESS: readonly QueryParameter[] = [
  {
    name: 'suppressEmail',
    says: 'Suppresses the mail with the results; the mock sends no mail.',
    schema: { type: 'boolean' },
  },
]
const STARTED = { 200: { says: 'The job that was started', schema: 'JobId' } } as const

/** The operations of `/api/v2/bulk/users`: jobs that create or update users after the response. */
export const bulkOperations: readonly Operation[] = [
  {
    id: 'bulk_usersCreate',
    method: 'POST',
    path: '/api/v2/bulk/users',
    summary: 'Create users by a job',
    needs: ['users', 'write'],
    query: SUPPRESS,
    headers: CREATION_SOURCE,
    body: 'BulkUserCreate',
    isListBody: true,
    answers: STARTED,
    handle: (call) => start(call, 'create', creationSource(call, 'jumpcloud:bulk')),
  },
  {
    id: 'bulk_usersUpdate',
    method: 'PATCH',
    path: '/api/v2/bulk/users',
    summary: 'Update users by a job',
    needs: ['users', 'write'],
    query: SUPPRESS,
    body: 'BulkUserUpdate',
    isListBody: true,
    answers: STARTED,
    handle: (call) => start(call, 'update', creationSource(call, 'jumpcloud:bulk')),
  },
  {
    id: 'bulk_usersCreateResults',
    method: 'GET',
    path: '/api/v2/bulk/users/{job_id}/results',
    summary: 'List the results of a job',
    needs: ['users', 'read'],
    query: V2_PAGE,
    answers: { 200: { says: 'A page of results', schema: 'JobWorkResult', isList: true, headers: TOTAL_COUNT } },
    handle: results,
  },
]

function start(call: Call, kind: BulkJob['kind'], source: string): Answer {
  const { store, caller, newId, now, request, jobs } = call
  const bodies = Array.isArray(call.body) ? call.body.filter(isJsonObject) : []
  const { organization } = caller
  const { address } = request
  const id = newId()
  const job: BulkJob = {
    id,
    isFinished: false,
    kind,
    source,
    organization,
    rows: bodies.length,
    caller: { ...caller },
    address,
  }
  store.jobs.save(organization, id, job)
  const rows = store.rowsOf(id)
  for (const [index, body] of bodies.entries()) {
    const row: JsonObject = { id: newId(), status: 'pending', statusMsg: '', createdAt: now, updatedAt: now, body }
    rows.save(organization, rowId(index), row)
  }
  const row = jobs.callOf(caller, requestOf(job))
  call.defer(() => runJob(jobs, job, row))
  return { status: 200, json: { jobId: id } }
}

/** Each row is recorded and logged as a separate request. */
export function requestOf({ kind, source, address }: BulkJob): Call['request'] {
  const method = kind === 'create' ? 'POST' : 'PATCH'
  return { method, url: '/api/v2/bulk/users', headers: { 'creation-source': source }, address }
}

function results(call: Call): Answer {
  const { store, caller, params, query, switches } = call
  const jobId = params['job_id'] ?? ''
  if (store.jobs.find(caller.organization, jobId) === undefined) throw new ApiError(404, 'Not Found')
  const { limit, skip } = pageOf(query.get('limit') ?? undefined, query.get('skip') ?? undefined, switches.listLimit)
  const rows = store.rowsOf(jobId).all(caller.organization)
  const page = rows.slice(skip, skip + limit).map(({ body: _, ...result }) => result)
  return { status: 200, json: page, headers: totals(call, rows.length, rows.length) }
}
