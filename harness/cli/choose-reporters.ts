import { type Reporter, type ReporterEnvironment, reporters } from '../../reports/index.ts'
import { maskReporter } from './mask-reporter.ts'
import { oneOf } from './parse-option.ts'
import { UsageError } from './usage-error.ts'

/** Makes the reporters that `--reporter NAME[=FILE]` names, or the usual ones. Throws UsageError. */
export function chooseReporters(
  chosen: readonly string[],
  environment: ReporterEnvironment,
  usual: readonly string[],
): readonly Reporter[] {
  return (chosen.length === 0 ? usual : chosen).map((text) => {
    const at = text.indexOf('=')
    const [name, file] = at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)]
    const factory = reporters[oneOf('--reporter', Object.keys(reporters))(name)]
    if (factory === undefined) throw new UsageError(`there is no reporter ${name}`)
    return maskReporter(factory(environment, file))
  })
}
