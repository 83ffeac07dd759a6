import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { isJsonObject, type JsonObject, type JsonValue } from '../../mocks/protocol/index.ts'
import { isJson } from '../../mocks/transport/index.ts'
import type { Exchange } from '../../reports/index.ts'
import { processSecrets, secretsOfExchange, secretsOfUrl } from '../index.ts'
import { readText } from './read-file.ts'
import { parseJson } from './read-json.ts'
import { UsageError } from './usage-error.ts'

/** The content of a recording. */
export interface Recording {
  readonly exchanges: readonly Exchange[]
  /** Notes on omitted parts, such as a truncated last line. */
  readonly notes: readonly string[]
}

/**
 * Reads a recording: a HAR, a tape with one exchange per line, or the folder of the command `proxy` with its tapes. A
 * truncated last line is left out, with a note. Throws UsageError with one line that describes the fault and its
 * position.
 */
export function readRecording(file: string): Recording {
  const read = tapesOf(file).map(readFile)
  // A recording of another program may contain its credentials.
  const secrets = new Set(read.flatMap(({ exchanges }) => exchanges.flatMap(secretsOfExchange)))
  processSecrets.add(...[...secrets].slice(-MAX_SECRETS))
  return { exchanges: read.flatMap(({ exchanges }) => exchanges), notes: read.flatMap(({ notes }) => notes) }
}

/** The maximum number of secrets; masking more would take too long. */
const MAX_SECRETS = 1000

/** Returns the tapes of a folder in their order; a file is returned itself. */
function tapesOf(file: string): readonly string[] {
  if (!existsSync(file) || !statSync(file).isDirectory()) return [file]
  const number = (name: string): number => Number(/-(\d+)\./.exec(name)?.[1] ?? 1)
  const tapes = readdirSync(file).filter((name) => /^tape(?:-\d+)?\.ndjson$/.test(name))
  // A folder without a tape causes the error about a missing tape.
  if (tapes.length === 0) return [file]
  return tapes.toSorted((a, b) => number(a) - number(b)).map((name) => join(file, name))
}

function readFile(file: string): Recording {
  const text = readText(file)
  if (text.trim() === '') throw new UsageError(`${file} is empty; expected a HAR, or a tape with one exchange per line`)
  return isHar(file, text) ? { exchanges: readHar(file, text), notes: [] } : readTape(file, text)
}

/** Returns whether a file is a HAR, which is one JSON object with `log`, and may have any name. */
const isHar = (file: string, text: string): boolean => /\.har$/i.test(file) || /^\s*\{\s*"log"\s*:/.test(text)

function readHar(file: string, text: string): readonly Exchange[] {
  const har = parse(text, `${file} is not a HAR`)
  const log = isJsonObject(har) ? har['log'] : undefined
  const entries = isJsonObject(log) ? log['entries'] : undefined
  if (!Array.isArray(entries)) throw new UsageError(`${file} is not a HAR: it has no log.entries`)
  return entries.map((entry, index) =>
    exchangeOf(asExchange(entry), `har${index + 1}`, `${file}: log.entries[${index}]`),
  )
}

function readTape(file: string, text: string): Recording {
  const lines = text.split(/\r?\n/)
  const exchanges: Exchange[] = []
  const notes: string[] = []
  lines.forEach((line, index) => {
    if (line.trim() === '') return
    const place = `${file}:${index + 1}`
    // A process that was killed while it wrote leaves an incomplete last line.
    const isCutOff = index === lines.length - 1 && exchanges.length > 0 && !isJson(line)
    if (isCutOff) notes.push(`${place} is cut off and was left out`)
    else exchanges.push(exchangeOf(parse(line, `${place} is not an exchange of a tape`), `line${index + 1}`, place))
  })
  return { exchanges, notes }
}

function parse(text: string, failure: string): JsonValue {
  return parseJson(text, (place) => new UsageError(`${failure}${place}`)) as JsonValue
}

/** Converts the entry of a HAR to the form of a tape's exchange; missing members stay missing. */
function asExchange(entry: JsonValue): JsonValue {
  if (!isJsonObject(entry) || !isJsonObject(entry['request']) || !isJsonObject(entry['response'])) return entry
  const { request, response } = entry
  const { postData } = request
  const content = isJsonObject(response['content']) ? response['content'] : {}
  const text = typeof content['text'] === 'string' ? content['text'] : ''
  const body = content['encoding'] === 'base64' ? Buffer.from(text, 'base64').toString('utf8') : text
  return {
    ...entry,
    request: { ...request, ...(isJsonObject(postData) ? { body: postData['text'] } : {}) },
    response: { ...response, body },
  }
}

/** Returns one exchange of a recording. Throws UsageError if it lacks members that judging needs. */
function exchangeOf(value: JsonValue, id: string, place: string): Exchange {
  const { request, response } = isJsonObject(value) ? value : {}
  if (!isJsonObject(request) || !isJsonObject(response))
    throw new UsageError(`${place} is not an exchange: it has no request, or no response`)
  const { method, url, body } = request
  if (typeof method !== 'string') throw new UsageError(`${place}: request.method must be a string`)
  if (typeof url !== 'string' || !URL.canParse(url))
    throw new UsageError(`${place}: request.url must be an absolute URL, not ${JSON.stringify(url) ?? 'missing'}`)
  const { status } = response
  if (typeof status !== 'number') throw new UsageError(`${place}: response.status must be a number`)
  const named = isJsonObject(value) ? value['id'] : undefined
  const cut = isJsonObject(value) && isJsonObject(value['cut']) ? value['cut'] : undefined
  return {
    id: typeof named === 'string' ? named : id,
    cause:
      isJsonObject(value) && typeof value['cause'] === 'string' && value['cause'] !== '' ? value['cause'] : 'recording',
    leg: isJsonObject(value) && value['leg'] === 'jumpcloud' ? 'jumpcloud' : 'scim',
    startedDateTime:
      isJsonObject(value) && typeof value['startedDateTime'] === 'string' ? value['startedDateTime'] : '',
    time: isJsonObject(value) && typeof value['time'] === 'number' ? value['time'] : 0,
    request: {
      method: method.toUpperCase(),
      url: withoutUser(url),
      httpVersion: '',
      headers: headersOf(request['headers']),
      ...(typeof body === 'string' ? { body } : {}),
    },
    response: {
      status,
      headers: headersOf(response['headers']),
      body: typeof response['body'] === 'string' ? response['body'] : '',
    },
    ...(cut === undefined ? {} : { cut: { ...lengthIn(cut, 'request'), ...lengthIn(cut, 'response') } }),
  }
}

/** Returns a URL without user name and password, which no client sends in it. */
function withoutUser(url: string): string {
  const parsed = new URL(url)
  if (parsed.username === '' && parsed.password === '') return url
  processSecrets.add(...secretsOfUrl(url))
  parsed.username = ''
  parsed.password = ''
  return parsed.href
}

function lengthIn(cut: JsonObject, part: 'request' | 'response'): Exchange['cut'] {
  const length = cut[part]
  return typeof length === 'number' ? { [part]: length } : {}
}

function headersOf(value: JsonValue | undefined): Exchange['request']['headers'] {
  const listed = Array.isArray(value) ? value.filter(isJsonObject) : []
  return listed.flatMap(({ name, value: of }) =>
    typeof name === 'string' && typeof of === 'string' ? [{ name, value: of }] : [],
  )
}
