import { isJsonObject, type JsonValue } from '../../mocks/protocol/index.ts'
import { type HttpRequest, parseJson } from '../../mocks/transport/index.ts'

/** A request without its values, so that requests of the same kind are equal. */
export interface RequestShape {
  /** The method and the endpoint: `PATCH /Users/{id}`. */
  readonly kind: string
  /** The kind, with the query's parameters, and the members or operations of the body. */
  readonly shape: string
}

const ENDPOINTS = /^\/(?:Users|Groups|Schemas|ResourceTypes)\/(?!\.search)[^/]+/i

/** Returns the kind of a request below a base URL, without reading its body. */
export function kindOf({ method, url }: Pick<HttpRequest, 'method' | 'url'>, baseUrl: string): string {
  const [address = ''] = url.split('?')
  const path = address.startsWith(baseUrl) ? address.slice(baseUrl.length) : address
  return `${method} ${path.replace(ENDPOINTS, (found) => `${found.slice(0, found.indexOf('/', 1))}/{id}`)}`
}

/** Returns the shape of a request below a base URL. */
export function shapeOf(request: HttpRequest, baseUrl: string): RequestShape {
  const { url, body } = request
  const [, search = ''] = url.split('?')
  const kind = kindOf(request, baseUrl)
  const query = [...new URLSearchParams(search)].map(
    ([name, value]) => `${name}=${name === 'filter' ? withoutValues(value) : '…'}`,
  )
  return { kind, shape: [kind, query.join('&'), body === undefined ? '' : shapeOfBody(body)].filter(Boolean).join(' ') }
}

function shapeOfBody(text: string): string {
  const body = parseJson<JsonValue>(text)
  if (!isJsonObject(body)) return 'no JSON object'
  const operations = body['Operations']
  if (!Array.isArray(operations)) return Object.keys(body).sort().join(',')
  return operations
    .map((operation) =>
      isJsonObject(operation)
        ? `${String(operation['op'])} ${withoutValues(String(operation['path'] ?? ''))} ${typeOf(operation['value'])}`
        : typeOf(operation),
    )
    .join('; ')
}

const typeOf = (value: JsonValue | undefined): string =>
  value === undefined
    ? 'none'
    : value === null
      ? 'null'
      : Array.isArray(value)
        ? 'list'
        : isJsonObject(value)
          ? `{${Object.keys(value).sort().join(',')}}`
          : typeof value

const withoutValues = (expression: string): string => expression.replaceAll(/"(?:[^"\\]|\\.)*"/g, '"…"')
