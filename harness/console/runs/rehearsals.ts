import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { parseJson } from '../../../mocks/transport/index.ts'
import { type Exchange, failureOf, type RehearsalResult } from '../../../reports/index.ts'
import { readTape } from '../../index.ts'
import type { RehearsalRow } from '../format/page-format.ts'

/** The command with which `scim-rehearsal run` is started against the target. */
export interface RunStart {
  /** The program and its first arguments, up to the command. */
  readonly command: readonly [string, ...string[]]
  /** The options of the target. */
  readonly options: readonly string[]
  /** Additional environment variables, such as the token. */
  readonly environment: Readonly<Record<string, string>>
}

/** The selection of a run. */
export interface RunRequest {
  readonly suites: readonly string[]
  /** Ids of checks; if there are any, only these run. */
  readonly checks: readonly string[]
}

/** The components of the rehearsals. */
export interface RehearsalParts {
  /** Returns the command; called before each run, because the target may turn out to be a bridge. */
  readonly start: () => RunStart
  readonly onChange: () => void
  /** Receives the exchanges of a run of single checks after its end. */
  readonly onExchanges: (run: string, exchanges: readonly Exchange[]) => void
  readonly now: () => Date
}

/** Runs of the suites against the target, one at a time, each in a separate process. */
export class Rehearsals implements AsyncDisposable {
  readonly #parts: RehearsalParts
  readonly #folders = new Map<string, string>()
  #rows: readonly RehearsalRow[] = []
  #running: { readonly id: string; readonly stop: () => void; readonly ended: Promise<void> } | undefined
  #count = 0

  constructor(parts: RehearsalParts) {
    this.#parts = parts
  }

  /** The runs, the latest first. */
  get rows(): readonly RehearsalRow[] {
    return this.#rows
  }

  /** Starts a run. Returns undefined if another run is under way. */
  begin(request: RunRequest): RehearsalRow | undefined {
    if (this.#running !== undefined) return undefined
    this.#count += 1
    const id = `r${this.#count}`
    const folder = mkdtempSync(join(tmpdir(), 'scim-rehearsal-console-'))
    this.#folders.set(id, folder)
    const row: RehearsalRow = {
      id,
      startedAt: this.#parts.now().toISOString(),
      checks: request.checks,
      planned: 0,
      done: 0,
      failed: 0,
      isRunning: true,
      hasReport: false,
      findings: [],
    }
    this.#rows = [row, ...this.#rows].slice(0, MAX_ROWS)
    this.#run(id, folder, request)
    this.#parts.onChange()
    return row
  }

  /** Ends the current run; its results so far are preserved. */
  stop(): void {
    this.#running?.stop()
  }

  /** Returns the report of a run; undefined if there is none. */
  report(id: string): string | undefined {
    const folder = this.#folders.get(id)
    const file = folder === undefined ? undefined : join(folder, 'report.html')
    return file === undefined || !existsSync(file) ? undefined : readFileSync(file, 'utf8')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.stop()
    await this.#running?.ended
    for (const folder of this.#folders.values()) rmSync(folder, { recursive: true, force: true })
  }

  #run(id: string, folder: string, { suites, checks }: RunRequest): void {
    const { command, options, environment } = this.#parts.start()
    const [program, ...before] = command
    const child = spawn(
      program,
      [
        ...before,
        'run',
        ...options,
        ...suites.flatMap((suite) => ['--suite', suite]),
        ...checks.flatMap((check) => ['--check', check]),
        ...['--out', folder, '--no-default-reporters', '--reporter', 'ndjson=-'],
        ...['--reporter', 'json', '--reporter', 'html'],
      ],
      { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...environment } },
    )
    let complaint = ''
    child.stderr.on('data', (chunk: Buffer) => {
      complaint = (complaint + chunk.toString('utf8')).slice(-MAX_COMPLAINT)
    })
    createInterface({ input: child.stdout }).on('line', (line) => this.#hear(id, line))
    const ended = new Promise<string | undefined>((resolve) => {
      child.once('error', (error) => resolve(error.message))
      child.once('close', () => resolve(undefined))
    }).then(async (failure) => {
      // The exchanges are added first, so that they exist when a page learns that the run has ended.
      if (checks.length > 0) await this.#tell(id, folder)
      this.#running = undefined
      this.#finish(id, folder, failure ?? complaint.trim())
    })
    this.#running = { id, stop: () => void child.kill('SIGINT'), ended }
  }

  /** Processes one event of a run. */
  #hear(id: string, line: string): void {
    const event = parseJson<RunEvent>(line)
    if (event?.type === 'begin')
      this.#change(id, { planned: Object.values(event.suites ?? {}).reduce((sum, count) => sum + count, 0) })
    if (event?.type !== 'check') return
    const row = this.#rows.find((one) => one.id === id)
    const isFailure = event.outcome === 'fail' || event.outcome === 'error'
    this.#change(id, {
      done: (row?.done ?? 0) + 1,
      failed: (row?.failed ?? 0) + (isFailure ? 1 : 0),
      ...(event.id === undefined ? {} : { latest: event.id }),
    })
  }

  #finish(id: string, folder: string, complaint: string): void {
    const result = resultIn(folder)
    const findings = (result?.checks ?? [])
      .filter(({ outcome }) => outcome === 'fail' || outcome === 'warn')
      .sort((a, b) => (a.gravity ?? 9) - (b.gravity ?? 9))
      .slice(0, MAX_FINDINGS)
      .map((check) => ({
        id: check.id,
        failure: failureOf(check),
        outcome: check.outcome,
        ...(check.reason === undefined ? {} : { reason: check.reason }),
        ...(check.cause === undefined ? {} : { cause: check.cause }),
      }))
    this.#change(id, {
      isRunning: false,
      hasReport: existsSync(join(folder, 'report.html')),
      findings,
      ...(result === undefined
        ? { error: complaint === '' ? 'the run ended without a result' : complaint }
        : {
            verdict: result.verdict,
            summary: result.summary,
            planned: result.checks.length,
            done: result.checks.length,
          }),
    })
  }

  #change(id: string, changes: Partial<RehearsalRow>): void {
    this.#rows = this.#rows.map((row) => (row.id === id ? { ...row, ...changes } : row))
    this.#parts.onChange()
  }

  /** Passes on the exchanges of a run. */
  async #tell(id: string, folder: string): Promise<void> {
    const exchanges: Exchange[] = []
    try {
      for await (const exchange of readTape(join(folder, 'tape.ndjson'))) {
        exchanges.push(exchange)
        if (exchanges.length >= MAX_EXCHANGES) break
      }
    } catch {
      // A run that did not begin has no tape.
    }
    this.#parts.onExchanges(id, exchanges)
  }
}

const MAX_ROWS = 20
const MAX_FINDINGS = 100
const MAX_EXCHANGES = 500
const MAX_COMPLAINT = 2000

interface RunEvent {
  readonly type?: string
  readonly suites?: Readonly<Record<string, number>>
  readonly id?: string
  readonly outcome?: string
}

function resultIn(folder: string): RehearsalResult | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, 'result.json'), 'utf8')) as RehearsalResult
  } catch {
    return undefined
  }
}
