import { consoleReporter } from './console/console-reporter.ts'
import { harReporter } from './har/har-reporter.ts'
import { hoverflyReporter } from './hoverfly/hoverfly-reporter.ts'
import { htmlReporter } from './html/html-reporter.ts'
import { httpReporter } from './http/http-reporter.ts'
import { jsonReporter } from './json/json-reporter.ts'
import { junitReporter } from './junit/junit-reporter.ts'
import { markdownReporter } from './markdown/markdown-reporter.ts'
import type { ReporterFactory } from './model/index.ts'
import { ndjsonReporter } from './ndjson/ndjson-reporter.ts'
import { nockReporter } from './nock/nock-reporter.ts'
import { postmanReporter } from './postman/postman-reporter.ts'
import { sarifReporter } from './sarif/sarif-reporter.ts'
import { scriptReporter } from './script/script-reporter.ts'
import { wiremockReporter } from './wiremock/wiremock-reporter.ts'

/** Every reporter, by the name that `--reporter` accepts. */
export const reporters: Readonly<Record<string, ReporterFactory>> = {
  console: consoleReporter,
  json: jsonReporter,
  junit: junitReporter,
  html: htmlReporter,
  markdown: markdownReporter,
  sarif: sarifReporter,
  har: harReporter,
  ndjson: ndjsonReporter,
  nock: nockReporter,
  wiremock: wiremockReporter,
  hoverfly: hoverflyReporter,
  script: scriptReporter,
  postman: postmanReporter,
  http: httpReporter,
}
