import type { CheckResult, Exchange, RehearsalResult } from './result.ts'

/** The facts that a reporter gets before the first check runs. */
export interface RunPlan {
  readonly target: string
  readonly seed: number
  readonly concurrency: number
  readonly startedAt: string
  /** The number of checks of each suite that will run. */
  readonly suites: Readonly<Record<string, number>>
}

/** An object of optional hooks. If one throws, the other reporters continue; its failure is reported at the end. */
export interface Reporter {
  readonly name: string
  onBegin?(plan: RunPlan): void
  onCheck?(result: CheckResult): void
  onExchange?(exchange: Exchange): void
  /** Called once, also after an interruption; may write files. */
  onEnd?(result: RehearsalResult): void | Promise<void>
}

/** A file to which data is appended. */
export interface FileSink {
  /** Resolves when the next write may begin. */
  write(text: string): Promise<void>
  /** Resolves when everything that was written can be read. */
  close(): Promise<void>
}

/** Access to stdout, files and the environment, so that a reporter can be tested without them. */
export interface ReporterEnvironment {
  /** Writes a string to standard output. */
  readonly print: (text: string) => void
  /**
   * Writes a file and creates its folder. A relative path is relative to the output folder. `mode` is the mode of a
   * new file, such as 0o700.
   */
  readonly writeFile: (path: string, content: string, options?: { readonly mode?: number }) => Promise<void>
  /** Appends to a file to which other programs also write. */
  readonly appendFile: (path: string, content: string) => Promise<void>
  /** Opens a file to be written in parts; paths are as in `writeFile`. */
  readonly openFile: (path: string) => FileSink
  /** The exchanges of the run, streamed from the tape. */
  readonly tape: () => AsyncIterable<Exchange>
  readonly isTerminal: boolean
  /** The amount of output: only the verdict, what to fix first, or every finding (default: `normal`). */
  readonly verbosity?: 'quiet' | 'normal' | 'verbose'
  readonly columns: number
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Returns milliseconds on a monotonic clock, for rates and the time left. */
  readonly now: () => number
}

/** Creates a reporter. `file` is the part after `=` in `--reporter NAME=FILE`. */
export type ReporterFactory = (environment: ReporterEnvironment, file?: string) => Reporter
