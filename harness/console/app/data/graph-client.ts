import { readJson } from '../../../../reports/text/index.ts'

/** A JSON object of Graph. */
export type GraphObject = Readonly<Record<string, unknown>>

/** A request that Graph rejected. */
export class GraphFailure extends Error {
  override readonly name = 'GraphFailure'
  readonly status: number
  /** Graph's error code, such as `Request_BadRequest`. */
  readonly code: string

  constructor(status: number, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

/**
 * A client of Microsoft Graph. Paths are below `/v1.0`, unless they begin with `/beta/` or `/__clock`. Each method
 * throws GraphFailure.
 */
export interface GraphClient {
  get<Answer = GraphObject>(path: string, signal?: AbortSignal): Promise<Answer>
  post<Answer = GraphObject>(path: string, body?: unknown): Promise<Answer>
  put<Answer = GraphObject>(path: string, body: unknown): Promise<Answer>
  patch<Answer = GraphObject>(path: string, body: unknown): Promise<Answer>
  delete(path: string): Promise<void>
  /** Returns all objects of a collection, page by page. */
  all<Item = GraphObject>(path: string, signal?: AbortSignal): Promise<Item[]>
  /** Advances the clock by an ISO 8601 duration, such as `PT40M`; resolves when the due cycles have ended. */
  advance(duration: string): Promise<{ readonly now: string }>
  /** Returns the current time of the tenant. */
  now(): Promise<string>
}

/** Creates a client. */
export function createGraphClient(origin: string, token: string): GraphClient {
  const send = async (method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<unknown> => {
    const response = await fetch(addressOf(origin, path), {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    })
    const text = await response.text()
    const json: unknown = text === '' ? undefined : readJson(text)
    if (!response.ok) throw failureOf(response.status, json, text)
    return json
  }
  const client: GraphClient = {
    get: async <Answer>(path: string, signal?: AbortSignal) => (await send('GET', path, undefined, signal)) as Answer,
    post: async <Answer>(path: string, body?: unknown) => (await send('POST', path, body)) as Answer,
    put: async <Answer>(path: string, body: unknown) => (await send('PUT', path, body)) as Answer,
    patch: async <Answer>(path: string, body: unknown) => (await send('PATCH', path, body)) as Answer,
    delete: async (path) => void (await send('DELETE', path)),
    all: async <Item>(path: string, signal?: AbortSignal) => {
      const items: Item[] = []
      for (let next: string | undefined = path; next !== undefined; ) {
        const page: Page<Item> = await client.get<Page<Item>>(next, signal)
        items.push(...page.value)
        next = page['@odata.nextLink']
      }
      return items
    },
    advance: (duration) => client.post('/__clock', { advance: duration }),
    now: async () => (await client.get<{ readonly now: string }>('/__clock')).now,
  }
  return client
}

interface Page<Item> {
  readonly value: readonly Item[]
  readonly '@odata.nextLink'?: string
}

/** Returns the URL of a path below a version, or of a link in an earlier response, at the page's own origin. */
function addressOf(origin: string, path: string): string {
  if (/^https?:/.test(path)) {
    const { pathname, search } = new URL(path)
    return origin + pathname + search
  }
  return origin + (/^\/(?:v1\.0|beta|__)/.test(path) ? path : `/v1.0${path}`)
}

function failureOf(status: number, json: unknown, text: string): GraphFailure {
  const error = memberOf(json, 'error')
  const code = memberOf(error, 'code')
  const message = memberOf(error, 'message') ?? (typeof error === 'string' ? error : memberOf(json, 'message'))
  return new GraphFailure(
    status,
    typeof code === 'string' ? code : '',
    typeof message === 'string' ? message : `the request was rejected with ${status}: ${text.slice(0, 200)}`,
  )
}

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined
