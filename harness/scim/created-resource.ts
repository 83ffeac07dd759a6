import { isJsonObject, type JsonObject, type JsonValue } from '../../mocks/protocol/index.ts'
import { type HttpRequest, type HttpResponse, parseJson } from '../../mocks/transport/index.ts'
import { isGatewayPage } from './gateway-page.ts'
import { lastSegment, pathBelow, segmentOf } from './locate.ts'

/** The name that a POST gave to the resource that it creates. */
export interface GivenName {
  readonly attribute: 'userName' | 'displayName' | 'externalId'
  readonly value: string
}

/** One resource that a POST creates: directly, or as an operation of a Bulk request. */
export interface AskedResource {
  /** Path of the collection below the base URL. */
  readonly collection: string
  readonly name: GivenName | undefined
}

/** The information in a response about one requested resource. */
export type CreationOutcome =
  /** Nothing was created. */
  | { readonly kind: 'rejected' }
  /** It was created, or another resource was returned in its place; `body` distinguishes the two cases. */
  | { readonly kind: 'answered'; readonly path: string; readonly body: JsonValue | undefined }
  /** It may have been created, and its id is unknown. */
  | { readonly kind: 'unknown'; readonly reason: string }

/** Returns whether an id can name a resource in a path. */
export const isUsableId = (id: string): boolean => !NO_ID.test(id)

const NAMES = ['userName', 'displayName', 'externalId'] as const
/** Matches strings that programming languages write for a missing id, and ids that would change the path. */
const NO_ID = /^(?:undefined|null|none|nil|nan|\[object object\]|\.{1,2}|\s*)$/i
const BULK = /^\/Bulk$/i
/** Matches the path of one resource, in which a Bulk operation creates nothing, unless the target ignores the id. */
const RESOURCE = /^(\/(?:Users|Groups))\/[^/]+$/i

/** Returns the resources that a request asks the target to create; empty for all other requests. */
export function askedIn(request: HttpRequest, path: string): readonly AskedResource[] {
  if (request.method !== 'POST' || path.endsWith('/.search')) return []
  if (!BULK.test(path)) return [{ collection: path.replace(/\/$/, ''), name: nameIn(parse(request.body)) }]
  return bulkPosts(request).map(({ collection, name }) => ({ collection, name }))
}

/**
 * Returns the outcome of each resource that a request creates, in the order of `askedIn`. `response` is undefined if
 * there was none.
 */
export function outcomesOf(
  request: HttpRequest,
  path: string,
  response: HttpResponse | undefined,
  baseUrl: string,
): readonly CreationOutcome[] {
  const asked = askedIn(request, path)
  if (response !== undefined && response.status >= 300 && response.status < 500)
    return asked.map(() => ({ kind: 'rejected' }))
  if (response === undefined || response.status >= 500 || isGatewayPage(response.headers, response.body)) {
    const reason = response === undefined ? 'was not answered' : `was answered ${response.status}`
    return asked.map(() => ({ kind: 'unknown', reason }))
  }
  const body = parse(response.body)
  if (BULK.test(path)) return bulkOutcomes(request, body, baseUrl)
  return asked.map(({ collection }) =>
    created(collection, body, pathBelow(baseUrl, response.headers['location']), response.status),
  )
}

function created(
  collection: string,
  body: JsonValue | undefined,
  located: string | undefined,
  status: number,
): CreationOutcome {
  const id = isJsonObject(body) && typeof body['id'] === 'string' ? body['id'] : ''
  const last = located === undefined ? '' : (lastSegment(located) ?? '')
  const known = [id, last].find(isUsableId)
  if (known !== undefined) return { kind: 'answered', path: `${collection}/${segmentOf(known)}`, body }
  // A 201 says that something was created.
  return { kind: 'unknown', reason: status === 201 ? 'returned no id' : `was answered ${status} without an id` }
}

interface BulkPost extends AskedResource {
  readonly bulkId: JsonValue | undefined
}

function bulkPosts({ body }: HttpRequest): readonly BulkPost[] {
  return (
    operationsIn(parse(body))
      .filter(({ method }) => String(method).toUpperCase() === 'POST')
      // Without a path, nothing can be created.
      .flatMap(({ path, data, bulkId }) =>
        typeof path === 'string' ? [{ collection: RESOURCE.exec(path)?.[1] ?? path, name: nameIn(data), bulkId }] : [],
      )
  )
}

function bulkOutcomes(request: HttpRequest, body: JsonValue | undefined, baseUrl: string): readonly CreationOutcome[] {
  const answers = operationsIn(body).filter(({ method }) => String(method).toUpperCase() === 'POST')
  const posts = bulkPosts(request)
  return posts.map(({ bulkId, collection }, index): CreationOutcome => {
    // Operations with the same bulkId have their results in the same order.
    const turn = posts.slice(0, index).filter((earlier) => earlier.bulkId === bulkId).length
    const named = bulkId === undefined ? undefined : answers.filter((one) => one['bulkId'] === bulkId)[turn]
    // Without a bulkId, results belong to operations by their order if there are as many.
    const answer = named ?? (answers.length === posts.length ? answers[index] : undefined)
    if (answer === undefined) return { kind: 'unknown', reason: 'was not answered as an operation of a Bulk request' }
    const { status: given, location, response } = answer
    const status = Number(isJsonObject(given) ? given['code'] : given)
    if (status >= 300 && status < 500) return { kind: 'rejected' }
    if (status >= 500) return { kind: 'unknown', reason: `was answered ${status} as an operation of a Bulk request` }
    const path = pathBelow(baseUrl, location)
    const id = path === undefined ? '' : (lastSegment(path) ?? '')
    if (path !== undefined && isUsableId(id)) return { kind: 'answered', path, body: response }
    return created(collection, response, undefined, status)
  })
}

/** Returns the paths of the resources that a Bulk request removed. Results belong to operations by their order. */
export function removedByBulk(request: HttpRequest, path: string, response: HttpResponse): readonly string[] {
  if (request.method !== 'POST' || !BULK.test(path)) return []
  const sent = operationsIn(parse(request.body))
  const answers = operationsIn(parse(response.body))
  if (answers.length > sent.length) return []
  return sent.flatMap(({ method, path: removed }, index) => {
    const given = answers[index]?.['status']
    const status = Number(isJsonObject(given) ? given['code'] : given)
    const isRemoved = String(method).toUpperCase() === 'DELETE' && status >= 200 && status < 300
    return isRemoved && typeof removed === 'string' ? [removed] : []
  })
}

function operationsIn(message: JsonValue | undefined): readonly JsonObject[] {
  const operations = isJsonObject(message) ? message['Operations'] : undefined
  return Array.isArray(operations) ? operations.filter(isJsonObject) : []
}

function nameIn(sent: JsonValue | undefined): GivenName | undefined {
  if (!isJsonObject(sent)) return undefined
  for (const attribute of NAMES) {
    const value = sent[attribute]
    if (typeof value === 'string' && value !== '') return { attribute, value }
  }
  return undefined
}

/** Returns the value, in lower case, of a resource's naming attribute, whose name may be in any letter case. */
export function shownName(resource: JsonValue | undefined, name: GivenName | undefined): string | undefined {
  if (!isJsonObject(resource) || name === undefined) return undefined
  const key = Object.keys(resource).find((candidate) => candidate.toLowerCase() === name.attribute.toLowerCase())
  const value = key === undefined ? undefined : resource[key]
  return typeof value === 'string' ? value.toLowerCase() : undefined
}

/**
 * Returns whether a resource has another name than the given one. A server may change a name, but not to one without the
 * run's part of it.
 */
export function showsAnotherName(resource: JsonValue | undefined, name: GivenName | undefined): boolean {
  const value = shownName(resource, name)
  if (value === undefined || name === undefined || value === name.value.toLowerCase()) return false
  const core = /[a-z0-9]{12,}/.exec(name.value.toLowerCase())?.[0]
  return core !== undefined && !value.replaceAll(/[^a-z0-9]/g, '').includes(core)
}

const parse = (text: string | undefined): JsonValue | undefined => parseJson<JsonValue>(text ?? '')
