import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  type PatchRequest,
  SCIM_MEDIA_TYPE,
} from '../../protocol/index.ts'
import { type HttpRequest, parseJson, type Transport } from '../../transport/index.ts'
import { DEFAULT_ENTRA_SWITCHES } from '../switches/index.ts'
import { filterQuery } from './filter-query.ts'

/** The settings of an Entra client. */
export interface EntraClientOptions {
  /** The base URL, without the dialect's flag and without a trailing slash. */
  readonly baseUrl: string
  /** Credentials for each request by lower-case header name; may have to fetch a token first. */
  readonly authorization: () => Promise<Readonly<Record<string, string>>> | Readonly<Record<string, string>>
  readonly transport: Transport
  /** Creates the GUIDs that probes query. */
  readonly guid: () => string
  /** The value of the header by which some servers know Entra (`6.0`, getsentry/self-hosted issue 2280). */
  readonly adScimVersion?: string
  /**
   * The value of the header `accept` (default: `application/scim+json`); `none` omits the header, as it does for
   * `adScimVersion`.
   */
  readonly accept?: string
}

/** A response of the server, with its body parsed if it is JSON. */
export interface EntraResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
  readonly body: JsonValue | undefined
}

/** The endpoint of a kind of object. */
export type Endpoint = '/Users' | '/Groups'

/** The requests that Entra's provisioning client sends, and no others. */
export interface EntraClient {
  /** Queries an object that cannot exist, as each activity does at its start. */
  probe(endpoint: Endpoint, target: string): Promise<EntraResponse>
  /** Queries the objects whose attribute has the value. */
  query(endpoint: Endpoint, target: string, value: string): Promise<EntraResponse>
  create(endpoint: Endpoint, body: JsonObject): Promise<EntraResponse>
  read(endpoint: Endpoint, id: string): Promise<EntraResponse>
  patch(endpoint: Endpoint, id: string, body: PatchRequest): Promise<EntraResponse>
  delete(endpoint: Endpoint, id: string): Promise<EntraResponse>
}

const CONTENT_TYPE = `${SCIM_MEDIA_TYPE}; charset=utf-8`

/**
 * Creates a client. Its methods throw TransportError if there is no response; an error status is not an exception here.
 */
export function createEntraClient(options: EntraClientOptions): EntraClient {
  const { baseUrl, transport, guid, adScimVersion = DEFAULT_ENTRA_SWITCHES.adscimversion } = options
  const { accept = DEFAULT_ENTRA_SWITCHES.accept } = options

  const headersWith = headersMaker({ adscimversion: adScimVersion, accept })

  const send = async (method: string, path: string, body?: JsonValue): Promise<EntraResponse> => {
    const { plain, withBody } = headersWith(await options.authorization())
    const url = baseUrl + path
    const request: HttpRequest =
      body === undefined
        ? { method, url, headers: plain }
        : { method, url, headers: withBody, body: JSON.stringify(body) }
    const response = await transport(request)
    return {
      status: response.status,
      headers: response.headers,
      text: response.body,
      body: parseJson<JsonValue>(response.body),
    }
  }
  // Entra always excludes the members of a group, because there may be many ("Get Group").
  const exclusion = (endpoint: Endpoint): string => (endpoint === '/Groups' ? 'excludedAttributes=members' : '')
  const withQuery = (path: string, ...queries: string[]): string => {
    const given = queries.filter(Boolean)
    return given.length === 0 ? path : `${path}?${given.join('&')}`
  }
  const query = (endpoint: Endpoint, target: string, value: string): Promise<EntraResponse> =>
    send('GET', withQuery(endpoint, exclusion(endpoint), filterQuery(target, value)))

  return {
    query,
    probe: (endpoint, target) => query(endpoint, target, guid()),
    create: (endpoint, body) => send('POST', endpoint, body),
    read: (endpoint, id) =>
      send('GET', withQuery(`${endpoint}/${encodeURIComponent(id.toWellFormed())}`, exclusion(endpoint))),
    patch: (endpoint, id, body) => send('PATCH', `${endpoint}/${encodeURIComponent(id.toWellFormed())}`, body),
    delete: (endpoint, id) => send('DELETE', `${endpoint}/${encodeURIComponent(id.toWellFormed())}`),
  }
}

interface RequestHeaders {
  readonly plain: HttpRequest['headers']
  readonly withBody: HttpRequest['headers']
}

/** Creates the headers of requests. They are built again only when the credentials change, not for each request. */
function headersMaker(fixed: HttpRequest['headers']): (authorization: HttpRequest['headers']) => RequestHeaders {
  const sent = Object.fromEntries(Object.entries(fixed).filter(([, value]) => value !== 'none'))
  let credentials: HttpRequest['headers'] | undefined
  let made: RequestHeaders = { plain: {}, withBody: {} }
  return (authorization) => {
    if (authorization === credentials) return made
    credentials = authorization
    const plain = { ...authorization, ...sent }
    made = { plain, withBody: { ...plain, 'content-type': CONTENT_TYPE } }
    return made
  }
}

/** Returns the resources of a ListResponse; undefined if the response is not one. */
export function resourcesOf(response: EntraResponse): readonly JsonObject[] | undefined {
  if (response.status !== 200 || !isJsonObject(response.body)) return undefined
  const resources = response.body['Resources']
  if (resources === undefined || resources === null) return response.body['totalResults'] === 0 ? [] : undefined
  return Array.isArray(resources) ? resources.filter(isJsonObject) : undefined
}
