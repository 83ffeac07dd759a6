import type { CycleRecord, JobStatus } from '../../mocks/entra/index.ts'
import type { JsonObject, JsonValue } from '../../mocks/protocol/index.ts'
import { createTerminalBar, oneLine, plural, type TerminalBar } from '../../reports/index.ts'
import type { CreatedObject } from './created-objects.ts'
import { tableHeading, tableRow } from './provisioning-table.ts'
import { describeReadBack, type ReadBackReport } from './read-back-report.ts'
import { memberObject } from './read-json.ts'

/** Reports the progress of a job. */
export interface ProvisioningLogWriter {
  begin(job: {
    readonly baseUrl: string
    readonly seed: number
    readonly users: number
    readonly groups: number
    readonly resumed: boolean
  }): void
  entry(entry: JsonObject): void
  progress(done: number, of: number): void
  event(sentence: string): void
  cycle(cycle: CycleRecord, status: JobStatus): void
  end(cycles: readonly CycleRecord[], status: JobStatus, ending: ProvisioningEnding): void
  interrupted(stateFile: string | undefined): void
}

/** The end of the report of a job, after its cycles. */
interface ProvisioningEnding {
  readonly isDryRun: boolean
  /** The result of reading every user (`--verify`). */
  readonly readBack?: ReadBackReport
  /** The objects that the job created and left on the target. */
  readonly left: readonly CreatedObject[]
}

/** Writes one log entry per line, and a summary object at the end. */
export function jsonLog(output: NodeJS.WritableStream): ProvisioningLogWriter {
  const line = (value: object): void => void output.write(`${JSON.stringify(value)}\n`)
  const nothing = (): void => {}
  return {
    begin: nothing,
    entry: line,
    progress: nothing,
    event: nothing,
    cycle: nothing,
    end: (cycles, status, { readBack, left }) =>
      line({ summary: true, cycles, job: status, ...(readBack === undefined ? {} : { readBack }), left }),
    interrupted: () => line({ summary: true, interrupted: true }),
  }
}

/** The maximum number of failed entries of a cycle to print; the others are counted. */
const SHOWN = 10

/**
 * Writes lines for a reader, with a progress bar on a terminal. With `--table`, every entry is a row; otherwise only
 * failures and skips are printed.
 */
export function consoleLog(
  output: NodeJS.WriteStream,
  { asTable }: { readonly asTable: boolean },
): ProvisioningLogWriter {
  const write = (text: string): void => void output.write(text)
  let bar: TerminalBar | undefined
  const wipe = (): void => {
    bar?.end()
    bar = undefined
  }
  let begun = performance.now()
  let troubles = 0
  return {
    begin: ({ baseUrl, users, groups, seed, resumed }) => {
      write(
        `${resumed ? 'Continuing with' : 'Provisioning'} ${users} users${groups > 0 ? ` and ${groups} groups` : ''} to ${baseUrl} (seed ${seed})\n`,
      )
      if (asTable) write(`${tableHeading()}\n`)
    },
    entry: (entry) => {
      if (asTable) {
        wipe()
        write(`${tableRow(entry)}\n`)
        return
      }
      const trouble = troubleOf(entry)
      if (trouble === undefined) return
      troubles += 1
      if (troubles > SHOWN) return
      wipe()
      write(`  ${trouble}\n`)
    },
    progress: (done, of) => {
      if (!output.isTTY) return
      bar ??= createTerminalBar(write, output.columns, of)
      const rate = (done / Math.max(performance.now() - begun, 1)) * 1000
      const left = Math.ceil((of - done) / Math.max(rate, 1))
      bar.show(done, `${done}/${of} objects, ${Math.round(rate)}/s, ${left} s left`, done === of)
    },
    event: (sentence) => write(`- ${oneLine(sentence)}\n`),
    cycle: ({ kind, counts, startedAt }, { status }) => {
      wipe()
      if (troubles > SHOWN) write(`  … and ${troubles - SHOWN} more\n`)
      const counted = Object.entries({
        created: counts.created,
        updated: counts.updated,
        disabled: counts.disabled,
        deleted: counts.deleted,
        unchanged: counts.unchanged,
        skipped: counts.skipped,
        failed: counts.failed,
        'references failed': counts.referencesFailed,
      })
        .filter(([, count]) => count > 0)
        .map(([name, count]) => `${count} ${name}`)
      const at = new Date(startedAt).toISOString().slice(0, 16).replace('T', ' ')
      write(
        `${kind.padEnd(11)} ${at}  ${counted.length > 0 ? counted.join(', ') : status.quarantine === null ? 'nothing to do' : 'did not start'}\n`,
      )
      if (status.quarantine !== null)
        write(
          `  in quarantine: ${status.quarantine.reason}: ${oneLine(status.quarantine.error.message)}; next attempt ${status.quarantine.nextAttempt}\n`,
        )
      begun = performance.now()
      troubles = 0
    },
    end: (cycles, status, ending) => {
      const { readBack } = ending
      const lines = readBack === undefined ? [] : describeReadBack(readBack)
      write(`${[...lines, conclusion(cycles, status, ending)].join('\n')}\n`)
    },
    interrupted: (stateFile) => {
      wipe()
      write(
        stateFile === undefined
          ? 'interrupted; with --state FILE the next run would continue from here\n'
          : `interrupted; the same command continues from ${stateFile}\n`,
      )
    },
  }
}

function conclusion(
  cycles: readonly CycleRecord[],
  { status }: JobStatus,
  { isDryRun, readBack }: ProvisioningEnding,
): string {
  const sum = (name: keyof CycleRecord['counts']): number =>
    cycles.reduce((total, { counts }) => total + counts[name], 0)
  const failed = sum('failed')
  if (status.code === 'Paused') return 'DISABLED  the job was in quarantine for 28 days and is disabled'
  if (status.quarantine !== null) return `QUARANTINE  Entra would stop provisioning here: ${status.quarantine.reason}`
  if (failed > 0)
    return `FAILURES  ${plural(failed, 'object')} failed; ${status.lastExecution?.countEscrowed ?? 0} in the last cycle`
  if (isDryRun) return 'DRY RUN  nothing was sent'
  if (readBack === undefined) return 'PROVISIONED  every request was answered 2xx; not read back (--verify does that)'
  const { users, differing } = readBack
  return differing.length > 0
    ? `DIFFERENT  every request was answered 2xx, but the target does not return ${differing.length} of ${plural(users, 'user')} as sent`
    : `PROVISIONED  every request was answered 2xx, and ${plural(users, 'user')} read back as sent`
}

/** Describes an entry that failed or was skipped in one line. */
function troubleOf(entry: JsonObject): string | undefined {
  const info = memberObject(entry, 'provisioningStatusInfo')
  const status = info['status']
  if (status !== 'failure' && status !== 'warning') return undefined
  const error = memberObject(info, 'errorInformation')
  const name = memberObject(entry, 'sourceIdentity')['displayName']
  const parts = [status, entry['provisioningAction'], name, error['errorCode'], briefly(String(error['reason'] ?? ''))]
  return oneLine(parts.map((part: JsonValue | undefined) => String(part ?? '')).join('  ')).slice(0, 300)
}

/** Returns the detail of a SCIM error, or the reason unchanged. */
function briefly(reason: string): string {
  const [, status = '', detail] = /^.*?StatusCode: (\w+).*?"detail":("(?:[^"\\]|\\.)*")/s.exec(reason) ?? []
  return detail === undefined ? reason : `${status} ${detail}`
}
