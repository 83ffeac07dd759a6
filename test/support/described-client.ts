import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { expect } from 'chai'
import { isJsonObject, type JsonObject, type JsonValue } from '../../mocks/jumpcloud-api/wire/json.ts'

/** A response of the API. */
interface ApiAnswer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The parsed JSON; null if the body is empty or not JSON. */
  readonly body: JsonValue
}

/** The parts of a request other than method and path. */
interface Sent {
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** Sends a request, and validates the response against the description. */
export type Send = (method: string, path: string, sent?: Sent) => Promise<ApiAnswer>

/** A client of an API that is described in OpenAPI. */
export interface DescribedClient {
  readonly send: Send
  /** The responses so far, as `operation status`. */
  readonly seen: ReadonlySet<string>
}

interface Described {
  readonly id: string
  readonly method: string
  readonly pattern: RegExp
  readonly responses: JsonObject
}

/**
 * Creates a client that sends by `fetch` and throws if a response does not conform to the description. `originOf`
 * returns the origin for a path.
 */
export function describedClient(
  description: JsonObject,
  originOf: (path: string) => string,
  headers: Readonly<Record<string, string>> = {},
  seen: Set<string> = new Set(),
): DescribedClient {
  const operations = operationsOf(description)
  const judge = judgeOf(description)
  const send: Send = async (method, path, { body, headers: more } = {}) => {
    const isText = typeof body === 'string'
    const response = await fetch(`${originOf(path)}${path}`, {
      method,
      redirect: 'manual',
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers, ...more },
      ...(body === undefined ? {} : { body: isText ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    const answer = { status: response.status, headers: response.headers, text, body: parsed(text) }
    const [pathname = ''] = path.split('?')
    const operation = operations.find((one) => one.method === method && one.pattern.test(pathname))
    if (operation !== undefined) {
      seen.add(`${operation.id} ${answer.status}`)
      expectDescribed(operation, answer, judge)
    }
    return answer
  }
  return { send, seen }
}

function operationsOf({ paths }: JsonObject): Described[] {
  return entries(paths)
    .flatMap(([path, item]) =>
      entries(item)
        .filter(([, operation]) => isJsonObject(operation) && 'operationId' in operation)
        .map(([method, operation]) => {
          const { operationId, responses } = operation as JsonObject
          const pattern = new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`)
          return { id: String(operationId), method: method.toUpperCase(), pattern, responses: responses as JsonObject }
        }),
    )
    .sort((a, b) => weight(a.pattern) - weight(b.pattern))
}

/** A path without braces takes precedence over one with them. */
const weight = (pattern: RegExp): number => pattern.source.split('[^/]+').length

function judgeOf({ components }: JsonObject): (schema: JsonObject) => ValidateFunction {
  const ajv = new Ajv2020({ allErrors: true, strict: false })
  addFormats.default(ajv)
  ajv.addSchema({ $id: 'description', components })
  const compiled = new Map<string, ValidateFunction>()
  return (schema) => {
    const key = JSON.stringify(schema).replaceAll('"#/', '"description#/')
    const known = compiled.get(key) ?? ajv.compile(JSON.parse(key))
    compiled.set(key, known)
    return known
  }
}

function expectDescribed(operation: Described, answer: ApiAnswer, judge: ReturnType<typeof judgeOf>): void {
  const { status, text, body, headers } = answer
  const label = `${operation.id} answers ${status} ${text.slice(0, 300)}`
  const shape = operation.responses[String(status)]
  expect(shape, `${label}; expected a status of the description`).to.not.equal(undefined)
  const content = isJsonObject(shape) ? shape['content'] : undefined
  if (!isJsonObject(content)) {
    expect(text, `${label}; expected an empty body`).to.equal('')
    return
  }
  expect(headers.get('content-type'), label).to.equal('application/json; charset=utf-8')
  const { schema } = content['application/json'] as JsonObject
  const isValid = judge(schema as JsonObject)
  expect(isValid(body) ? [] : isValid.errors, `${label}; expected a body of its schema`).to.deep.equal([])
}

const entries = (value: JsonValue | undefined): [string, JsonValue | undefined][] =>
  isJsonObject(value) ? Object.entries(value) : []

function parsed(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue
  } catch {
    return null
  }
}
