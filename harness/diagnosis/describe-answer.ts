import type { JsonObject, JsonValue } from '../../mocks/protocol/index.ts'
import { type HttpRequest, type HttpResponse, parseJson } from '../../mocks/transport/index.ts'
import { errorWords } from '../text/error-message.ts'
import { parsePath } from './attribute-path.ts'
import type { Effect } from './effect.ts'
import { valuesAt } from './judge-effect.ts'
import { bodyOf, operationsOf } from './request-parts.ts'
import { code } from './variant.ts'

const MAX_DETAIL = 200
const MAX_SHOWN = 80
const MAX_SHAPE = 1200

/** Describes a response that is not 2xx: `400 invalidValue: "expected a boolean"`. */
export function describeRefusal(response: HttpResponse): string {
  const words = errorWords(parseJson<JsonValue>(response.body), (message) => shorten(message, MAX_DETAIL))
  return [String(response.status), words].filter(Boolean).join(' ')
}

/** Describes the value of a resource in place of the expected effect: "`active` is `true`". */
export function describeShown({ path, relation }: Effect, resource: JsonObject): string {
  const at = parsePath(path)
  const shown = at === undefined ? [] : valuesAt(resource, at)
  if (shown.length === 0) return `${code(path)} is absent`
  const text = JSON.stringify(shown.length === 1 ? shown[0] : shown)
  if (text.length > MAX_SHOWN)
    return `${code(path)} ${relation === 'excludes' ? 'still has the value' : 'has another value'}`
  return `${code(path)} is ${code(text)}`
}

/**
 * Returns the part of a request that differs from another: operations, members, query or headers. Undefined if it is
 * too long to print.
 */
export function shapeOf(request: HttpRequest, other: HttpRequest): string | undefined {
  const shape = differenceOf(request, other)
  return shape === '' || shape.length > MAX_SHAPE ? undefined : shape
}

function differenceOf(request: HttpRequest, other: HttpRequest): string {
  if (request.url !== other.url)
    return `${request.method} ${new URL(request.url).pathname}${new URL(request.url).search}`
  const headers = Object.entries(request.headers).filter(([name, value]) => other.headers[name] !== value)
  if (headers.length > 0) return headers.map(([name, value]) => `${name}: ${value}`).join('\n')
  const [body, otherBody] = [bodyOf(request), bodyOf(other)]
  if (body === undefined || otherBody === undefined) return ''
  const [operations, otherOperations] = [operationsOf(body), operationsOf(otherBody)]
  if (operations !== undefined && otherOperations !== undefined) {
    const texts = new Set(otherOperations.map((operation) => JSON.stringify(operation)))
    const changed = operations.map((operation) => JSON.stringify(operation)).filter((text) => !texts.has(text))
    if (changed.length > 0) return changed.join(', ')
  }
  const changed = Object.entries(body).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(otherBody[name]),
  )
  return changed.length === 0 ? JSON.stringify(body) : JSON.stringify(Object.fromEntries(changed))
}

/** Shortens a string between words. */
function shorten(text: string, length: number): string {
  if (text.length <= length) return text
  const cut = text.slice(0, length)
  const blank = cut.lastIndexOf(' ')
  return `${blank > length / 2 ? cut.slice(0, blank) : cut}…`
}
