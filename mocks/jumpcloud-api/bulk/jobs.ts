import { ApiError } from '../api/api-error.ts'
import type { Call } from '../api/call.ts'
import type { Caller } from '../api/caller.ts'
import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts'
import type { Job } from '../store/jumpcloud-store.ts'
import { createUser, existingUser, updateUser } from '../users/change-user.ts'
import type { SystemUser } from '../users/system-user.ts'

/** What a job's row needs beside itself: how calls are made, bodies judged, and what came of it told. */
export interface JobRunner {
  /** A call in the name of whoever started the job. */
  readonly callOf: (caller: Caller, request: Call['request']) => Call
  /** Throws ApiError for a body that is not valid. */
  readonly assertValid: (schema: string, body: JsonValue) => void
  readonly onRow: (call: Call, done: RowDone) => void
}

/** What came of a row. */
export interface RowDone {
  readonly status: number
  readonly body: JsonObject
  readonly before?: SystemUser
  readonly after?: SystemUser
  readonly rule?: string
}

/** A job as it is kept. */
export interface BulkJob extends Job {
  kind: 'create' | 'update'
  source: string
  organization: string
  rows: number
  caller: JsonObject
  address: string
}

/** Rows done before others get their turn. */
const AT_ONCE = 50

/** The id of the n-th row: rows keep their order. */
export const rowId = (index: number): string => String(index).padStart(8, '0')

/** Does the rows of a job that are pending, some at a time; what is not done when the process ends is done when the file is opened again. */
export function runJob(runner: JobRunner, job: BulkJob, call: Call, from = 0): void {
  const until = Math.min(from + AT_ONCE, job.rows)
  for (let index = from; index < until; index += 1) runRow(runner, job, call, rowId(index))
  if (until < job.rows) {
    call.defer(() => runJob(runner, job, call, until))
    return
  }
  call.store.jobs.save(job.organization, job.id, { ...job, isFinished: true })
}

function runRow(runner: JobRunner, job: BulkJob, call: Call, id: string): void {
  const { store } = call
  const rows = store.rowsOf(job.id)
  const row = rows.find(job.organization, id)
  if (row === undefined || row['status'] !== 'pending') return
  const { body: kept, ...result } = row
  const body = isJsonObject(kept) ? kept : {}
  const settle = (status: string, statusMsg: string, more: JsonObject): void =>
    rows.save(job.organization, id, { ...result, status, statusMsg, updatedAt: call.now, ...more })
  try {
    store.database.atomically(() => {
      const done = job.kind === 'create' ? create(runner, job, call, body) : update(runner, call, body)
      const { password: _, ...persistedFields } = body
      settle('finished', '', { persistedFields, meta: { id: done.after?.id ?? '' } })
      runner.onRow(call, done)
    })
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    settle('failed', error.message, {})
    const { status, rule } = error
    runner.onRow(call, { status, body, ...(rule === undefined ? {} : { rule }) })
  }
}

function create(runner: JobRunner, { source }: BulkJob, call: Call, body: JsonObject): RowDone {
  runner.assertValid('SystemUserCreate', body)
  const setting = source === 'jumpcloud:bulk' ? 'csvImport' : 'applicationImport'
  return { status: 200, body, after: createUser(call, body, { source, setting }).user }
}

function update(runner: JobRunner, call: Call, { id, ...body }: JsonObject): RowDone {
  runner.assertValid('SystemUserUpdate', body)
  const before = existingUser(call, String(id ?? ''))
  return { status: 200, body, before, after: updateUser(call, before, body) }
}
