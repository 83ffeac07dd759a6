import { isJsonObject, type JsonObject, type JsonValue } from '../../mocks/protocol/index.ts'
import { type HttpRequest, parseJson } from '../../mocks/transport/index.ts'
import type { RawExchange } from '../record/recorder.ts'
import { isGatewayPage } from './gateway-page.ts'
import { lastSegment, pathBelow, segmentOf } from './locate.ts'

/** What a POST called the resource that it made. */
interface GivenName {
  readonly attribute: 'userName' | 'displayName' | 'externalId'
  readonly value: string
}

/** Something that a POST made, or may have made, whose id no answer gave. */
export interface Nameless {
  /** Path of the collection below the base URL. */
  readonly collection: string
  /** What the request called it; undefined where it gave no name. */
  readonly name: GivenName | undefined
  /** Why the id is not known. */
  readonly reason: string
}

/** A request would change or delete a resource that the run did not make. */
export class ForeignResource extends Error {
  override readonly name = 'ForeignResource'
}

/** What the run has made on the target, by the check that made it. Only this is ever changed or removed. */
export interface Ownership {
  /** Learns from an exchange: a created resource is owned, a deleted one is not any more. */
  observe(exchange: RawExchange): void
  /** Adds a resource that was made by other means than a POST. */
  own(cause: string, path: string): void
  disown(path: string): void
  /** Paths below the base URL that a cause owns, the youngest first. */
  ownedBy(cause: string): readonly string[]
  /** Everything that is owned, the youngest first. */
  all(): readonly string[]
  /** Where the resource of an id was made, `/Groups/7`, and in the collection that is named: ids of users and groups may be alike. Undefined where the run did not make it. */
  pathOf(id: string, collection?: string): string | undefined
  /** What was made, or may have been made, and can only be looked for by its name. */
  nameless(): readonly Nameless[]
  /** Throws ForeignResource where the request would change or delete a resource that the target showed and the run did not make. */
  guard(request: HttpRequest): void
}

/** What a server's language writes for an id that it does not have. */
const NO_ID = /^(?:undefined|null|none|nil|nan|\[object object\])$/i
const MAX_KNOWN_IDS = 200_000

/** Keeps the books for one target. `runName` is a part of every name that the run gives; undefined if the names are those of a recording. */
export function createOwnership(baseUrl: string, runName: string | undefined): Ownership {
  const causeOf = new Map<string, string>()
  /** Ids of all that the run has ever made, whether it is still there or not. */
  const made = new Set<string>()
  /** Every id that the target has shown. */
  const shown = new Set<string>()
  /** Ids that the target gave to the run and that turned out to be those of something else: nothing is ever done to them. */
  const ambiguous = new Set<string>()
  /** What the run called the resource of a path. */
  const names = new Map<string, GivenName>()
  const nameless: Nameless[] = []
  const pathOf = (url: string): string | undefined => pathBelow(baseUrl, url.split('?')[0])
  const own = (cause: string, path: string): void => {
    const id = lastSegment(path) ?? path
    if (ambiguous.has(id)) return
    causeOf.set(path, cause)
    made.add(id)
  }
  /** An id of the run's own is that of something else, too: what the run made has to be looked for by its name. */
  const doubt = (id: string, path: string, reason: string): void => {
    ambiguous.add(id)
    shown.add(id)
    made.delete(id)
    const name = names.get(path)
    if (causeOf.delete(path)) nameless.push({ collection: path.slice(0, path.lastIndexOf('/')), name, reason })
  }
  /** Whether a user has a name without the run's part, though the run named it. */
  const isSomebodyElse = (resource: JsonObject, path: string): boolean => {
    if (runName === undefined || names.get(path)?.attribute !== 'userName') return false
    const value = nameOf(resource, names.get(path))
    return value !== undefined && !value.replaceAll(/[^a-z0-9]/g, '').includes(runName.toLowerCase())
  }

  const remember = (value: JsonValue | undefined): void => {
    const body = isJsonObject(value) ? value : {}
    const listed = Array.isArray(body['Resources']) ? body['Resources'] : []
    for (const resource of [body, ...listed.filter(isJsonObject)]) {
      const { id } = resource
      if (typeof id !== 'string') continue
      if (shown.size < MAX_KNOWN_IDS) shown.add(id)
      const path = `/Users/${segmentOf(id)}`
      if (made.has(id) && isSomebodyElse(resource, path)) doubt(id, path, "has the id of somebody else's resource")
    }
  }

  const created = ({ cause, request, response }: RawExchange, collection: string): void => {
    const name = nameIn(request.body ?? '')
    const refused = response !== undefined && response.status >= 300 && response.status < 500
    if (refused) return
    if (response === undefined || response.status >= 500 || isGatewayPage(response.headers, response.body)) {
      const reason = response === undefined ? 'was not answered' : `was answered ${response.status}`
      if (name !== undefined && isOurs(name, runName)) nameless.push({ collection, name, reason })
      return
    }
    const body = parseJson<JsonValue>(response.body)
    const id = createdId(body, pathBelow(baseUrl, response.headers['location']))
    if (id === undefined) {
      if (response.status === 201) nameless.push({ collection, name, reason: 'returned no id' })
    } else if (isAnotherOne(body, name) || (shown.has(id) && !bears(body, name))) {
      // Somebody else's resource: what was made, if anything was, has to be looked for.
      shown.add(id)
      if (name !== undefined) nameless.push({ collection, name, reason: "was answered with somebody else's resource" })
    } else {
      const path = `${collection}/${segmentOf(id)}`
      const earlier = names.get(path)
      const isTaken = causeOf.has(path) && earlier !== undefined && name !== undefined && earlier.value !== name.value
      if (isTaken) doubt(id, path, 'has the id of another resource of the run')
      if (name !== undefined) names.set(path, name)
      if (isTaken || ambiguous.has(id))
        nameless.push({ collection, name, reason: "was answered with another one's id" })
      else own(cause, path)
    }
  }

  return {
    own,
    disown: (path) => void causeOf.delete(path),
    ownedBy: (cause) =>
      [...causeOf]
        .filter(([, owner]) => owner === cause)
        .map(([path]) => path)
        .reverse(),
    all: () => [...causeOf.keys()].reverse(),
    pathOf: (id, collection) => {
      const end = `/${segmentOf(id)}`
      const first = `${collection ?? '/Users'}${end}`
      const other = collection === undefined ? undefined : `${collection === '/Groups' ? '/Users' : '/Groups'}${end}`
      return causeOf.has(first) ? first : [...causeOf.keys()].find((path) => path.endsWith(end) && path !== other)
    },
    nameless: () => nameless,
    observe: (exchange) => {
      const { cause, request, response } = exchange
      const path = pathOf(request.url)
      if (path === undefined) return
      const isSuccess =
        response !== undefined &&
        response.status >= 200 &&
        response.status < 300 &&
        !isGatewayPage(response.headers, response.body)
      if (request.method === 'DELETE' && isSuccess) causeOf.delete(path)
      if (request.method === 'POST' && !path.endsWith('/.search')) {
        if (/^\/Bulk$/i.test(path)) {
          const body = isSuccess ? parseJson<JsonValue>(response.body) : undefined
          for (const location of bulkLocations(body)) {
            const child = pathBelow(baseUrl, location)
            const id = child === undefined ? undefined : lastSegment(child)
            if (child !== undefined && id !== undefined && !NO_ID.test(id) && !shown.has(id)) own(cause, child)
          }
        } else created(exchange, path.replace(/\/$/, ''))
      }
      if (isSuccess) remember(parseJson<JsonValue>(response.body))
    },
    guard: ({ method, url }) => {
      if (!['PUT', 'PATCH', 'DELETE'].includes(method)) return
      const path = pathOf(url)
      const id = path === undefined ? undefined : lastSegment(path)
      if (path === undefined || id === undefined || path.split('/').length < 3) return
      // An id that the target never showed is one that a check made up.
      if (!ambiguous.has(id) && (made.has(id) || !shown.has(id) || (runName !== undefined && id.includes(runName))))
        return
      throw new ForeignResource(
        `${method} ${path} was not sent: the run did not create that resource, so the target returned somebody else's`,
      )
    },
  }
}

function createdId(body: JsonValue | undefined, located: string | undefined): string | undefined {
  if (isJsonObject(body) && typeof body['id'] === 'string' && body['id'] !== '') return body['id']
  const last = located === undefined ? undefined : lastSegment(located)
  return last === undefined || NO_ID.test(last) ? undefined : last
}

const NAMES = ['userName', 'displayName', 'externalId'] as const

function nameIn(text: string): GivenName | undefined {
  const sent = parseJson<JsonValue>(text)
  if (!isJsonObject(sent)) return undefined
  for (const attribute of NAMES) {
    const value = sent[attribute]
    if (typeof value === 'string' && value !== '') return { attribute, value }
  }
  return undefined
}

const isOurs = ({ value }: GivenName, runName: string | undefined): boolean =>
  runName === undefined || value.toLowerCase().includes(runName.toLowerCase())

/** Whether a body bears the name that was given, in any letter case. */
function bears(body: JsonValue | undefined, name: GivenName | undefined): boolean {
  const value = nameOf(body, name)
  return value !== undefined && value === name?.value.toLowerCase()
}

/** Whether a body bears another name than the one that was given; a server may change a name, but not to one without the run's part of it. */
function isAnotherOne(body: JsonValue | undefined, name: GivenName | undefined): boolean {
  const value = nameOf(body, name)
  if (value === undefined || name === undefined || value === name.value.toLowerCase()) return false
  const core = /[a-z0-9]{12,}/.exec(name.value.toLowerCase())?.[0]
  return core !== undefined && !value.replaceAll(/[^a-z0-9]/g, '').includes(core)
}

function nameOf(body: JsonValue | undefined, name: GivenName | undefined): string | undefined {
  if (!isJsonObject(body) || name === undefined) return undefined
  const key = Object.keys(body).find((candidate) => candidate.toLowerCase() === name.attribute.toLowerCase())
  const value: JsonValue | undefined = key === undefined ? undefined : (body as JsonObject)[key]
  return typeof value === 'string' ? value.toLowerCase() : undefined
}

function bulkLocations(body: JsonValue | undefined): string[] {
  const operations = isJsonObject(body) && Array.isArray(body['Operations']) ? body['Operations'] : []
  return operations
    .filter(isJsonObject)
    .filter(({ method }) => method === 'POST')
    .flatMap(({ location }) => (typeof location === 'string' ? [location] : []))
}
