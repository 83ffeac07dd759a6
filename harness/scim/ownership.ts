import { isJsonObject, type JsonObject, type JsonValue } from '../../mocks/protocol/index.ts'
import { type HttpRequest, parseJson } from '../../mocks/transport/index.ts'
import type { RawExchange } from '../record/recorder.ts'
import {
  type AskedResource,
  askedIn,
  type CreationOutcome,
  type GivenName,
  isUsableId,
  outcomesOf,
  removedByBulk,
  shownName,
  showsAnotherName,
} from './created-resource.ts'
import { isGatewayPage } from './gateway-page.ts'
import { lastSegment, pathBelow, segmentOf } from './locate.ts'
import { createNamelessResources, type Nameless } from './nameless-resources.ts'
import { collectionsOf } from './shown-collections.ts'

/** Receives the run's creates and removals as they happen, so that a killed run leaves a list. */
export interface OwnershipListener {
  /** Called before a request is sent that creates a resource. */
  asked(asked: AskedResource): void
  /** Called when the target has rejected the create. */
  refused(asked: AskedResource): void
  made(path: string, name: GivenName | undefined): void
  gone(path: string): void
  nameless(nameless: Nameless): void
}

/** Thrown for a request that would change or delete a resource that the run did not create. */
export class ForeignResource extends Error {
  override readonly name = 'ForeignResource'
}

/**
 * The resources that the run has created on the target, by the check that created them. Only these are ever changed
 * or removed.
 */
export interface Ownership {
  /**
   * Registers a request before it is sent, because a process that is killed while it waits for the response may have
   * created something.
   */
  announce(request: HttpRequest): void
  /** Learns from an exchange: a created resource is owned, a deleted one is no longer owned. */
  observe(exchange: RawExchange): void
  /** Adds a resource that was created by other means than a POST. */
  own(cause: string, path: string): void
  disown(path: string): void
  /** Paths below the base URL that a cause owns, the youngest first. */
  ownedBy(cause: string): readonly string[]
  /** Everything that is owned, the youngest first. */
  all(): readonly string[]
  /**
   * Returns the path under which the resource with an id was created, `/Groups/7`, in the named collection, because
   * ids of users and groups may be equal. Undefined if the run did not create it.
   */
  pathOf(id: string, collection?: string): string | undefined
  /**
   * Reports that the target does not know the id of an owned resource, so that the target may have returned a wrong
   * one: the resource must be looked up by name.
   */
  doubtId(path: string): void
  /**
   * Returns an id that the target gave to a resource of a collection (`/Users`), or of any other collection; undefined
   * before the first create.
   */
  sampleId(collection: string): string | undefined
  /** Returns the resources that were created, or may have been created, and can only be looked up by name. */
  nameless(): readonly Nameless[]
  /**
   * Throws ForeignResource if the request would change or delete a resource that the target returned and the run did
   * not create.
   */
  guard(request: HttpRequest): void
}

const MAX_KNOWN_IDS = 200_000
/** A placeholder for the collection of a resource if neither its location nor its content names it. */
const ANY_COLLECTION = '*'
const NO_LISTENER: OwnershipListener = { asked() {}, refused() {}, made() {}, gone() {}, nameless() {} }

/**
 * Creates the ownership of one target. `runName` is a part of every name that the run assigns; undefined if the names
 * are those of a recording.
 */
export function createOwnership(
  baseUrl: string,
  runName: string | undefined,
  listener: OwnershipListener = NO_LISTENER,
): Ownership {
  const causeOf = new Map<string, string>()
  /**
   * The keys of all resources that the run has ever created, existing or not. This set and the next two contain keys,
   * because ids of users and groups may be equal.
   */
  const made = new Set<string>()
  /** The keys of all resources that the target has returned. */
  const shown = new Set<string>()
  /**
   * The keys of resources that the target returned as created by the run and that belong to others: they are never
   * changed.
   */
  const ambiguous = new Set<string>()
  /** The names that the run assigned, by key. */
  const names = new Map<string, GivenName>()
  const unknown = createNamelessResources()
  /** The last id that was created, by collection in lower case. */
  const samples = new Map<string, string>()
  const pathOf = (url: string): string | undefined => pathBelow(baseUrl, url.split('?')[0])
  const isShown = (path: string): boolean => {
    const id = lastSegment(path)
    return shown.has(keyOf(path)) || (id !== undefined && shown.has(`${ANY_COLLECTION}/${id}`))
  }

  const own = (cause: string, path: string): void => {
    const key = keyOf(path)
    if (ambiguous.has(key)) return
    // A resource stays with the cause that created it, although another cause receives or finds it: several may share
    // it.
    if (!causeOf.has(path)) causeOf.set(path, cause)
    made.add(key)
    const id = lastSegment(path)
    if (id !== undefined) samples.set(path.slice(0, path.lastIndexOf('/')).toLowerCase(), id)
    listener.made(path, names.get(key))
  }
  const disown = (path: string): void => {
    if (causeOf.delete(path)) listener.gone(path)
  }
  const lookFor = (nameless: Nameless): void => {
    unknown.add(nameless)
    listener.nameless(nameless)
  }
  /** Handles an id that also belongs to another resource: the run's own resource must be looked up by name. */
  const doubt = (path: string, reason: string): void => {
    const key = keyOf(path)
    ambiguous.add(key)
    shown.add(key)
    made.delete(key)
    const name = names.get(key)
    const wasOwned = causeOf.has(path)
    disown(path)
    if (wasOwned) lookFor({ collection: path.slice(0, path.lastIndexOf('/')), name, reason })
  }
  /**
   * Returns whether a resource has a name without the run's part, although the run named it. A group may be renamed
   * while it exists.
   */
  const isSomebodyElse = (resource: JsonObject, path: string): boolean => {
    const name = names.get(keyOf(path))
    if (runName === undefined || name === undefined || (name.attribute !== 'userName' && causeOf.has(path)))
      return false
    const value = shownName(resource, name)
    return value !== undefined && !value.replaceAll(/[^a-z0-9]/g, '').includes(runName.toLowerCase())
  }

  const remember = (at: string, value: JsonValue | undefined): void => {
    const body = isJsonObject(value) ? value : {}
    const listed = Array.isArray(body['Resources']) ? body['Resources'] : []
    for (const resource of [body, ...listed.filter(isJsonObject)]) {
      const { id } = resource
      if (typeof id !== 'string') continue
      const collections = collectionsOf(baseUrl, at, resource)
      for (const collection of collections.length === 0 ? [ANY_COLLECTION] : collections) {
        const key = keyOfId(collection, id)
        if (shown.size < MAX_KNOWN_IDS) shown.add(key)
        if (isUsableId(id)) unknown.noteReturned(key, resource, collection)
        if (!made.has(key)) continue
        const path = `${collection}/${segmentOf(id)}`
        if (isSomebodyElse(resource, path)) doubt(path, 'has the id of a resource that the run did not create')
      }
    }
  }

  const learn = (cause: string, { collection, name }: AskedResource, outcome: CreationOutcome): void => {
    if (outcome.kind === 'rejected') {
      listener.refused({ collection, name })
      return
    }
    if (outcome.kind === 'unknown') {
      const isCertain = outcome.reason === 'returned no id'
      if (isCertain || (name !== undefined && isOurs(name, runName)))
        lookFor({ collection, name, reason: outcome.reason })
      return
    }
    const { path, body } = outcome
    const key = keyOf(path)
    const isNamedSo = name !== undefined && shownName(body, name) === name.value.toLowerCase()
    if (showsAnotherName(body, name) || (isShown(path) && !isNamedSo)) {
      // The resource belongs to others: the run's own resource, if it was created, must be looked up by name.
      shown.add(key)
      if (name !== undefined)
        lookFor({ collection, name, reason: 'was answered with a resource that the run did not create' })
      return
    }
    const earlier = names.get(key)
    const isTaken = causeOf.has(path) && earlier !== undefined && name !== undefined && earlier.value !== name.value
    if (isTaken) doubt(path, 'has the id of another resource of the run')
    if (name !== undefined) names.set(key, name)
    if (isTaken || ambiguous.has(key))
      lookFor({ collection, name, reason: 'was answered with the id of another resource' })
    else own(cause, path)
  }

  return {
    own,
    disown,
    ownedBy: (cause) =>
      [...causeOf]
        .filter(([, owner]) => owner === cause)
        .map(([path]) => path)
        .reverse(),
    all: () => [...causeOf.keys()].reverse(),
    sampleId: (collection) => samples.get(collection.toLowerCase()) ?? [...samples.values()].at(-1),
    pathOf: (id, collection) => {
      const end = `/${segmentOf(id)}`
      const first = `${collection ?? '/Users'}${end}`
      const other = collection === undefined ? undefined : `${collection === '/Groups' ? '/Users' : '/Groups'}${end}`
      return causeOf.has(first) ? first : [...causeOf.keys()].find((path) => path.endsWith(end) && path !== other)
    },
    doubtId: (path) => {
      const name = names.get(keyOf(path))
      if (!causeOf.has(path)) return
      disown(path)
      if (name !== undefined && isOurs(name, runName))
        lookFor({
          collection: path.slice(0, path.lastIndexOf('/')),
          name,
          reason: 'was answered with an id that the target does not know',
        })
    },
    nameless: unknown.all,
    announce: (request) => {
      const path = pathOf(request.url)
      if (path !== undefined) for (const asked of askedIn(request, path)) listener.asked(asked)
    },
    observe: ({ cause, request, response }) => {
      const isBase = request.url.split('?')[0]?.replace(/\/$/, '') === baseUrl.replace(/\/$/, '')
      const path = isBase ? '' : pathOf(request.url)
      if (path === undefined) return
      const isSuccess =
        response !== undefined &&
        response.status >= 200 &&
        response.status < 300 &&
        !isGatewayPage(response.headers, response.body)
      const removed = request.method === 'DELETE' ? [path] : isSuccess ? removedByBulk(request, path, response) : []
      for (const one of isSuccess ? removed : []) {
        disown(one)
        const nameless = unknown.forget(keyOf(one))
        if (nameless !== undefined) listener.refused(nameless)
      }
      const outcomes = outcomesOf(request, path, response, baseUrl)
      for (const [index, asked] of askedIn(request, path).entries()) {
        const outcome = outcomes[index]
        if (outcome !== undefined) learn(cause, asked, outcome)
      }
      if (isSuccess) remember(path, parseJson<JsonValue>(response.body))
    },
    guard: ({ method, url }) => {
      if (!['PUT', 'PATCH', 'DELETE'].includes(method)) return
      // Such a segment leads to a collection or the whole server instead of a resource.
      const isClimbing = /\/(?:\.|%2e){1,2}(?:[/?#]|$)/i.test(url)
      const path = pathOf(url)
      const id = path === undefined ? undefined : lastSegment(path)
      if (!isClimbing && (path === undefined || id === undefined || path.split('/').length < 3)) return
      // A check invented an id that the target never returned.
      const key = keyOf(path ?? url)
      const isAllowed =
        made.has(key) || !isShown(path ?? url) || (runName !== undefined && id?.includes(runName) === true)
      if (!isClimbing && !ambiguous.has(key) && isAllowed) return
      const why = isClimbing
        ? 'its id leads to another path'
        : 'the run did not create that resource, so the target returned a resource of others'
      throw new ForeignResource(`${method} ${path ?? url} was not sent: ${why}`)
    },
  }
}

const isOurs = ({ value }: GivenName, runName: string | undefined): boolean =>
  runName === undefined || value.toLowerCase().includes(runName.toLowerCase())

/** Returns a path with its collection in lower case and its id decoded, so that each resource has one key. */
function keyOf(path: string): string {
  const end = path.lastIndexOf('/')
  return `${path.slice(0, end).toLowerCase()}/${lastSegment(path) ?? path.slice(end + 1)}`
}

/** Returns the key of the path of an id. It is faster than that of a path, and lists are long. */
function keyOfId(collection: string, id: string): string {
  return id === '' ? keyOf(`${collection}/`) : `${collection.toLowerCase()}/${id.toWellFormed()}`
}
