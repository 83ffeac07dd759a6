import type { Exchange, ReporterFactory } from '../model/index.ts'

const MAX_EXCHANGES_PER_FILE = 2000
// They describe the connection or the moment, not the answer.
const LEFT_OUT = new Set([
  'connection',
  'keep-alive',
  'content-length',
  'transfer-encoding',
  'content-encoding',
  'date',
  'set-cookie',
])

/** One recorded answer as nock's back mode reads it. */
interface NockDefinition {
  readonly scope: string
  readonly method: string
  readonly path: string
  readonly body: string | object
  readonly status: number
  readonly response: string | object
  readonly rawHeaders: Readonly<Record<string, string>>
}

/** Writes the target's answers as fixtures for nock's back mode, a file for each check or story, into the folder `nock`: a SCIM client's tests can replay this server. */
export const nockReporter: ReporterFactory = (environment, folder = 'nock') => ({
  name: 'nock',
  onEnd: async () => {
    const causes = new Map<string, NockDefinition[]>()
    for await (const exchange of environment.tape()) {
      if (exchange.leg !== 'scim' || exchange.response.status === 0) continue
      const list = causes.get(exchange.cause) ?? []
      if (list.length < MAX_EXCHANGES_PER_FILE) list.push(asNockDefinition(exchange))
      causes.set(exchange.cause, list)
    }
    for (const [cause, definitions] of causes)
      await environment.writeFile(`${folder}/${fileName(cause)}.json`, `${JSON.stringify(definitions, null, 2)}\n`)
  },
})

/** Lays an exchange out as a nock definition. */
function asNockDefinition({ request, response }: Exchange): NockDefinition {
  const url = new URL(request.url)
  return {
    scope: `${url.protocol}//${url.hostname}:${url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : url.port}`,
    method: request.method,
    path: `${url.pathname}${url.search}`,
    body: readable(request.body ?? ''),
    status: response.status,
    response: readable(response.body),
    rawHeaders: Object.fromEntries(
      response.headers.filter(({ name }) => !LEFT_OUT.has(name.toLowerCase())).map(({ name, value }) => [name, value]),
    ),
  }
}

/** An object where the text is one's JSON exactly, for the reader of the fixture; else the text. */
function readable(text: string): string | object {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && JSON.stringify(value) === text ? value : text
  } catch {
    return text
  }
}

function fileName(cause: string): string {
  return cause.replaceAll(/[^\w.-]+/g, '-').replace(/^\.+/, '')
}
