import type { CheckResult, Exchange, RehearsalResult } from './result.ts'

/** What a reporter learns before the first check plays. */
export interface RunPlan {
  readonly target: string
  readonly seed: number
  readonly concurrency: number
  readonly startedAt: string
  /** How many checks of each suite will play. */
  readonly suites: Readonly<Record<string, number>>
}

/** An object of optional hooks. One that throws does not stop the others; its failure is told at the end. */
export interface Reporter {
  readonly name: string
  onBegin?(plan: RunPlan): void
  onCheck?(result: CheckResult): void
  onExchange?(exchange: Exchange): void
  /** Called once, also after an interruption; may write files. */
  onEnd?(result: RehearsalResult): void | Promise<void>
}

/** A file that grows. */
export interface FileSink {
  /** Resolves when more may be written. */
  write(text: string): Promise<void>
  /** Resolves when all of it can be read. */
  close(): Promise<void>
}

/** The thin edge that a reporter is given in place of stdout, files and environment. */
export interface ReporterEnvironment {
  /** Writes text to standard output. */
  readonly print: (text: string) => void
  /** Writes a file, making its folder. A relative path is taken from the output folder. `mode` is that of a new file, such as 0o700. */
  readonly writeFile: (path: string, content: string, options?: { readonly mode?: number }) => Promise<void>
  /** Adds to a file that others write, too. */
  readonly appendFile: (path: string, content: string) => Promise<void>
  /** Opens a file to be written bit by bit; paths as with `writeFile`. */
  readonly openFile: (path: string) => FileSink
  /** The exchanges of the run, streamed from the tape. */
  readonly tape: () => AsyncIterable<Exchange>
  readonly isTerminal: boolean
  /** How much is printed: the verdict alone, what to fix first, or every finding. `normal` where absent. */
  readonly verbosity?: 'quiet' | 'normal' | 'verbose'
  readonly columns: number
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Milliseconds on a monotonic clock, for rates and time left. */
  readonly now: () => number
}

/** Makes a reporter. `file` is what stood after `=` in `--reporter NAME=FILE`. */
export type ReporterFactory = (environment: ReporterEnvironment, file?: string) => Reporter
