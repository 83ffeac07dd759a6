import type { Exchange, ReporterFactory } from '../model/index.ts'
import { answersByCause, fileNameOf, fixtureHeaders } from '../recorded/recorded-answers.ts'
import { readJson } from '../text/index.ts'

/** One recorded response in the format of nock's back mode. */
interface NockDefinition {
  readonly scope: string
  readonly method: string
  readonly path: string
  readonly body: string | object
  readonly status: number
  readonly response: string | object
  readonly rawHeaders: Readonly<Record<string, string>>
}

/**
 * Writes the target's responses as fixtures for nock's back mode, one file per check or story, into the folder
 * `nock`, so that the tests of a SCIM client can replay this server.
 */
export const nockReporter: ReporterFactory = (environment, folder = 'nock') => ({
  name: 'nock',
  onEnd: async () => {
    for (const [cause, exchanges] of await answersByCause(environment)) {
      const definitions = exchanges.map(asNockDefinition)
      await environment.writeFile(`${folder}/${fileNameOf(cause)}.json`, `${JSON.stringify(definitions, null, 2)}\n`)
    }
  },
})

/** Converts an exchange to a nock definition. */
function asNockDefinition({ request, response }: Exchange): NockDefinition {
  const url = new URL(request.url)
  return {
    scope: `${url.protocol}//${url.hostname}:${url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : url.port}`,
    method: request.method,
    path: `${url.pathname}${url.search}`,
    body: readable(request.body ?? ''),
    status: response.status,
    response: readable(response.body),
    rawHeaders: Object.fromEntries(fixtureHeaders(response).map(({ name, value }) => [name, value])),
  }
}

/**
 * Returns the parsed object if it serializes to exactly this string, so that the fixture is readable; otherwise the
 * string.
 */
function readable(text: string): string | object {
  const value = readJson(text)
  return typeof value === 'object' && value !== null && JSON.stringify(value) === text ? value : text
}
