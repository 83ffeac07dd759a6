import { DEFAULT_ENTRA_SWITCHES } from '../../mocks/entra/index.ts'
import { isJsonObject, type JsonValue } from '../../mocks/protocol/index.ts'
import type { Exchange } from '../../reports/index.ts'
import { bodyOf, type MockRequest, mockRequests, type Settings } from './mock-requests.ts'

/** The comparison of a recorded request with the mock client. */
export interface ComparedRequest {
  readonly id: string
  /** The method and the endpoint: `PATCH /Users/{id}`. */
  readonly kind: string
  /** The settings with which the mock sends it; undefined if there are none. */
  readonly settings: Settings | undefined
  /** Values of headers in which the mock's defaults differ, by the name of the switch. */
  readonly headers: { readonly accept?: string; readonly adscimversion?: string }
  /** The differences from all requests of the mock; empty if it could send the request. */
  readonly unknown: readonly string[]
}

const CONTENT_TYPE = 'application/scim+json; charset=utf-8'
/** Headers that the connection needs, or that gateways add. */
const UNJUDGED =
  /^(?:host|connection|keep-alive|content-length|transfer-encoding|accept-encoding|authorization|cookie|expect|date|via|forwarded|x-forwarded-.*|x-real-ip|x-arr-.*|x-azure-.*|x-appgw-.*|traceparent|tracestate|request-id|correlation-context|content-type|accept|adscimversion)$/i

/** Compares one request with the mock client's request in the same situation. */
export async function compareRequest({ id, request }: Exchange, base: string): Promise<ComparedRequest> {
  const path = request.url.slice(base.length)
  const body = bodyOf(request.body)
  const candidates = await mockRequests({ method: request.method, path, body })
  const [best] = candidates
    .filter((candidate) => isSame(candidate, path, body))
    .toSorted((a, b) => Object.keys(a.settings).length - Object.keys(b.settings).length)
  const { switches, unknown } = headersOf(request.headers, request.body !== undefined)
  return {
    id,
    kind: `${request.method} ${kindOf(path)}`,
    settings: best === undefined ? undefined : settingsOf(best, candidates, path, body),
    headers: switches,
    unknown: [...(best === undefined ? [whyNot(request.method, path, body, candidates)] : []), ...unknown],
  }
}

/**
 * Returns the settings of a request; the dialect is one only if the other dialect would write the request
 * differently.
 */
function settingsOf(
  best: MockRequest,
  candidates: readonly MockRequest[],
  path: string,
  body: JsonValue | undefined,
): Settings {
  const { dialect, ...others } = best.settings
  const matching = candidates
    .filter((candidate) => isSame(candidate, path, body))
    .map(({ settings }) => settings.dialect)
  return dialect === undefined || new Set(matching).size > 1 ? others : { ...others, dialect }
}

function isSame({ request }: MockRequest, path: string, body: JsonValue | undefined): boolean {
  return request.url === path && canonical(bodyOf(request.body)) === canonical(body)
}

function headersOf(
  headers: Exchange['request']['headers'],
  hasBody: boolean,
): { switches: ComparedRequest['headers']; unknown: string[] } {
  const headerValue = (name: string): string | undefined =>
    headers.find((header) => header.name.toLowerCase() === name)?.value
  const switches: { accept?: string; adscimversion?: string } = {}
  for (const name of ['accept', 'adscimversion'] as const) {
    const value = headerValue(name) ?? 'none'
    if (value !== DEFAULT_ENTRA_SWITCHES[name]) switches[name] = value
  }
  const type = headerValue('content-type')
  const unknown = headers.filter(({ name }) => !UNJUDGED.test(name)).map(({ name }) => `header ${name.toLowerCase()}`)
  if (hasBody && type !== undefined && type !== CONTENT_TYPE) unknown.push(`content-type ${type}`)
  return { switches, unknown }
}

/** Describes how a request differs from the mock's nearest one, without values of users. */
function whyNot(method: string, path: string, body: JsonValue | undefined, candidates: readonly MockRequest[]): string {
  const [nearest] = candidates
  if (nearest === undefined) {
    const search = path.split('?')[1]
    const parameters = search === undefined ? [] : [...new URLSearchParams(search).keys()]
    const described = operationsOf(body)
    const with_ = parameters.length > 0 ? ` with ${parameters.join(', ')}` : described === '' ? '' : `: ${described}`
    return `never sent: ${method} ${kindOf(path)}${with_}`
  }
  if (candidates.every(({ request }) => request.url !== path))
    return `URL form: ${withoutValues(path)}; the mock writes ${withoutValues(nearest.request.url)}`
  const described = operationsOf(body)
  return described === '' ? `body form: ${differenceOf(body, bodyOf(nearest.request.body))}` : `body form: ${described}`
}

function operationsOf(body: JsonValue | undefined): string {
  const operations =
    isJsonObject(body) && Array.isArray(body['Operations']) ? body['Operations'].filter(isJsonObject) : []
  const forms = operations.map(({ op, path, value }) => {
    const shape =
      value === undefined
        ? 'no value'
        : Array.isArray(value)
          ? `a list of ${value.length}`
          : value === null
            ? 'null'
            : typeof value
    return `${String(op)} ${path === undefined ? 'without a path' : withoutValues(String(path))}, ${shape}`
  })
  return [...new Set(forms)].slice(0, 4).join('; ')
}

/** Returns the members in which two bodies differ. */
function differenceOf(recorded: JsonValue | undefined, mock: JsonValue | undefined): string {
  if (!isJsonObject(recorded) || !isJsonObject(mock)) return 'not a JSON object'
  const names = [...new Set([...Object.keys(recorded), ...Object.keys(mock)])]
  const differing = names.filter((name) => canonical(recorded[name]) !== canonical(mock[name]))
  const said = differing.map((name) =>
    recorded[name] === undefined
      ? `no ${name}`
      : mock[name] === undefined
        ? `${name}, which the mock leaves out`
        : `${name} in another form`,
  )
  return said.join(', ')
}

const kindOf = (path: string): string =>
  (path.split('?')[0] ?? '').replace(/^(\/(?:Users|Groups))\/(?!\.search)[^/]+/, '$1/{id}').replace(/^$/, '/')

const withoutValues = (text: string): string =>
  text.replaceAll(/(%22|")(?:(?!\1).)*\1/g, '$1…$1').replace(/^(\/(?:Users|Groups))\/[^/?]+/, '$1/{id}')

/** Returns a normal form: the order of members has no meaning; the order of operations and elements may have one. */
function canonical(value: JsonValue | undefined): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`
  if (!isJsonObject(value)) return value === undefined ? '' : JSON.stringify(value)
  return `{${Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .map(([name, inner]) => `${JSON.stringify(name)}:${canonical(inner)}`)
    .toSorted()
    .join()}}`
}
