import { type Reporter, type ReporterEnvironment, reporters } from '../../reports/index.ts'
import { maskReporter } from './mask-reporter.ts'
import { oneOf } from './parse-option.ts'
import { UsageError } from './usage-error.ts'

/** The reporters of every run. */
const DEFAULT_REPORTERS: readonly string[] = ['console', 'json', 'junit', 'html']

/**
 * Adds the reporters that `--reporter` names to the default ones. A default reporter that is named again is replaced; a
 * reporter that writes to standard output is the only one there.
 */
export function withDefaultReporters(chosen: readonly string[]): readonly string[] {
  const named = new Set(chosen.map((text) => splitReporter(text)[0]))
  const isTaken = chosen.some((text) => splitReporter(text)[1] === '-')
  return [...DEFAULT_REPORTERS.filter((name) => !named.has(name) && !(isTaken && name === 'console')), ...chosen]
}

/** Splits `NAME=FILE`. */
export function splitReporter(text: string): readonly [name: string, file: string | undefined] {
  const at = text.indexOf('=')
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)]
}

/** Creates reporters from `NAME[=FILE]`. Throws UsageError. */
export function chooseReporters(chosen: readonly string[], environment: ReporterEnvironment): readonly Reporter[] {
  return chosen.map((text) => {
    const [name, file] = splitReporter(text)
    if (file === '') throw new UsageError(`--reporter ${text} has no file after =; - is standard output`)
    const factory = reporters[oneOf('--reporter', Object.keys(reporters))(name)]
    if (factory === undefined) throw new UsageError(`unknown reporter ${name}`)
    return maskReporter(factory(environment, file))
  })
}
