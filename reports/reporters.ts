import { consoleReporter } from './console/console-reporter.ts'
import { htmlReporter } from './html/html-reporter.ts'
import { jsonReporter } from './json/json-reporter.ts'
import { junitReporter } from './junit/junit-reporter.ts'
import type { ReporterFactory } from './model/index.ts'

/** Every reporter by the name that `--reporter` takes. */
export const reporters: Readonly<Record<string, ReporterFactory>> = {
  console: consoleReporter,
  json: jsonReporter,
  junit: junitReporter,
  html: htmlReporter,
}
