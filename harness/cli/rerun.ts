import { relative } from 'node:path'
import { asArguments, type OptionValues, quoteArgument, runOptions } from '../index.ts'

/** The command lines of a run. */
export interface Rerun {
  /** The whole run again, with the same seed. */
  readonly command: string
  /** Returns the command line that reruns some of its checks. */
  readonly replay: (...checkIds: readonly string[]) => string
}

/** The components of the command lines. */
export interface RerunParts {
  /** The command that starts the program: `npx scim-rehearsal`. */
  readonly start: string
  /** The options of the command line, and those that the run chose itself, such as the seed. */
  readonly values: OptionValues
  /** The configuration file, if there is one; its options need not be repeated. */
  readonly config?: string
}

const NEEDED = Object.fromEntries(Object.entries(runOptions).filter(([, { rerun }]) => rerun === true))

/** Creates the command lines of a run. */
export function rerunOf({ start, values, config }: RerunParts): Rerun {
  const beginning = [start, 'run', ...(config === undefined ? [] : ['--config', pathArgument(config)])]
  const lineOf = (table: typeof NEEDED, more: readonly string[] = []): string =>
    [...beginning, ...asArguments(table, values), ...more].join(' ')
  return {
    command: lineOf(runOptions),
    replay: (...ids) =>
      lineOf(
        NEEDED,
        ids.flatMap((id) => ['--check', quoteArgument(id)]),
      ),
  }
}

const pathArgument = (file: string): string => quoteArgument(relative(process.cwd(), file))
