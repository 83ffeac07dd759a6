import { isJsonObject, type JsonObject, type JsonValue } from '../../mocks/protocol/index.ts'
import { TransportError } from '../../mocks/transport/index.ts'
import { type RunMark, runMarkOf } from '../environment/run-names.ts'
import { segmentOf } from '../scim/locate.ts'
import type { ScimSession } from '../scim/session.ts'

/** A resource that an earlier run created and did not remove. */
export interface Remains extends RunMark {
  /** The path below the base URL: `/Users/2819c223`. */
  readonly path: string
  /** The name by which it was recognised. */
  readonly name: string
}

/** The resources found on a target. */
export interface RemainsFound {
  readonly remains: readonly Remains[]
  /** Collections that could not be searched, and why. */
  readonly problems: readonly string[]
}

/** Attributes whose values a run sets. */
const NAMED = ['userName', 'displayName', 'externalId'] as const
const COLLECTIONS = ['/Users', '/Groups'] as const
const PAGE = 100

/** Searches Users and Groups for resources that a run has named: of one run, or of all runs. Only reads. */
export async function findRemains(scim: ScimSession, now: Date, run?: string): Promise<RemainsFound> {
  const remains: Remains[] = []
  const problems: string[] = []
  for (const collection of COLLECTIONS) {
    const seen = new Set<string>()
    const problem = await eachResource(scim, collection, (resource) => {
      const { id } = resource
      const found = markOf(resource, now)
      if (typeof id !== 'string' || !isPathSegment(id) || seen.has(id)) return
      seen.add(id)
      if (found !== undefined && (run === undefined || found.run === run))
        remains.push({ ...found, path: `${collection}/${segmentOf(id)}` })
    })
    if (problem !== undefined) problems.push(problem)
  }
  return { remains, problems }
}

/**
 * Removes one resource; returns undefined if it no longer exists, otherwise the reason why it still exists. It is
 * read again first: an id that now belongs to another resource is not removed.
 */
export async function removeRemains(scim: ScimSession, { path, run }: Remains, now: Date): Promise<string | undefined> {
  try {
    const read = await scim.get(path)
    if (read.status === 404 || read.status === 410) return undefined
    if (!isJsonObject(read.body) || markOf(read.body, now)?.run !== run)
      return `GET ${path} does not return a resource of the run ${run}, so nothing is removed: ${read.describe()}`
    const response = await scim.delete(path)
    return response.isSuccess || response.status === 404 || response.status === 410 ? undefined : response.describe()
  } catch (error) {
    if (error instanceof TransportError) return error.message
    throw error
  }
}

/** Returns the run that named a resource, and the name; undefined if no run did. */
function markOf(resource: JsonObject, now: Date): Omit<Remains, 'path'> | undefined {
  for (const attribute of NAMED) {
    const name = resource[attribute]
    const mark = runMarkOf(name, now)
    if (mark !== undefined) return { ...mark, name: String(name) }
  }
  return undefined
}

/** Returns whether an id can be a path segment; one such as `..` would change the path. */
const isPathSegment = (id: string): boolean => id !== '' && id !== '.' && id !== '..'

/**
 * Reads all pages of a collection, by a filter if it cannot be listed. Returns the reason why it could not be searched;
 * undefined on success.
 */
async function eachResource(
  scim: ScimSession,
  collection: string,
  visit: (resource: JsonObject) => void,
): Promise<string | undefined> {
  const refusal = await eachPage(scim, collection, {}, visit)
  if (refusal === undefined) return undefined
  // Some servers list no users without a filter.
  const filter = collection === '/Users' ? 'userName sw "rh"' : 'displayName co "rh"'
  if ((await eachPage(scim, collection, { filter }, visit)) === undefined) return undefined
  return `${collection} cannot be searched, neither by a list nor by a filter: ${refusal}`
}

/** Reads page by page. Returns the response that ended the reading early; undefined if everything was read. */
async function eachPage(
  scim: ScimSession,
  collection: string,
  query: Readonly<Record<string, string>>,
  visit: (resource: JsonObject) => void,
): Promise<string | undefined> {
  const seen = new Set<JsonValue | undefined>()
  for (let startIndex = 1; ; ) {
    const { status, body, isSuccess, describe } = await read(scim, collection, { ...query, startIndex, count: PAGE })
    // Groups are optional.
    if (startIndex === 1 && status === 404) return undefined
    const listed = isSuccess && isJsonObject(body) ? (body['Resources'] ?? []) : undefined
    if (!Array.isArray(listed)) return describe
    // A server may return the same page forever.
    const fresh = listed.filter(isJsonObject).filter(({ id }) => !seen.has(id))
    for (const resource of fresh) {
      seen.add(resource['id'])
      visit(resource)
    }
    const total = isJsonObject(body) ? Number(body['totalResults']) : 0
    startIndex += listed.length
    if (fresh.length === 0 || startIndex > total) return undefined
  }
}

interface Answer {
  readonly status: number
  readonly body: JsonValue | undefined
  readonly isSuccess: boolean
  readonly describe: string
}

async function read(
  scim: ScimSession,
  path: string,
  query: Readonly<Record<string, string | number>>,
): Promise<Answer> {
  try {
    const response = await scim.get(path, { query })
    const { status, body, isSuccess } = response
    return { status, body, isSuccess, describe: response.describe() }
  } catch (error) {
    if (!(error instanceof TransportError)) throw error
    return { status: 0, body: undefined, isSuccess: false, describe: error.message }
  }
}
