import type { Call } from '../api/call.ts'
import type { JobRunner, RowDone } from '../api/job-runner.ts'
import type { Job } from '../store/jumpcloud-store.ts'
import { createUser, existingUser, updateUser } from '../users/change-user.ts'
import { ApiError } from '../wire/api-error.ts'
import { isJsonObject, type JsonObject } from '../wire/json.ts'

/** A stored job. */
export interface BulkJob extends Job {
  kind: 'create' | 'update'
  source: string
  organization: string
  rows: number
  caller: JsonObject
  address: string
}

/** The number of rows that are processed before other requests are handled. */
const BATCH_SIZE = 50

/** Returns the id of the n-th row, so that rows keep their order. */
export const rowId = (index: number): string => String(index).padStart(8, '0')

/**
 * Processes the pending rows of a job, several at a time; rows that are pending when the process ends are processed
 * when the file is opened again.
 */
export function runJob(runner: JobRunner, job: BulkJob, call: Call, from = 0): void {
  const until = Math.min(from + BATCH_SIZE, job.rows)
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
  const { body: storedBody, ...result } = row
  const body = isJsonObject(storedBody) ? storedBody : {}
  const saveResult = (status: string, statusMsg: string, more: JsonObject): void =>
    rows.save(job.organization, id, { ...result, status, statusMsg, updatedAt: call.now, ...more })
  try {
    store.database.atomically(() => {
      const done = job.kind === 'create' ? create(runner, job, call, body) : update(runner, call, body)
      const { password: _, ...persistedFields } = body
      saveResult('finished', '', { persistedFields, meta: { id: done.after?.id ?? '' } })
      runner.onRow(call, done)
    })
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    saveResult('failed', error.message, {})
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
