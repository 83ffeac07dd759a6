import { isJsonObject } from '../../mocks/protocol/index.ts'
import { eachConcurrently, TransportError } from '../../mocks/transport/index.ts'
import type { RehearsalResult } from '../../reports/index.ts'
import { asCurl } from '../../reports/index.ts'
import { maskHeader, secretsOfHeaders } from '../process/index.ts'
import { isGatewayPage } from '../scim/gateway-page.ts'
import { segmentOf } from '../scim/locate.ts'
import type { Nameless } from '../scim/nameless-resources.ts'
import { ForeignResource, type Ownership } from '../scim/ownership.ts'
import type { ScimSession } from '../scim/session.ts'

/** The parts of a run that its cleanup needs. */
export interface Cleaning {
  readonly ownership: Ownership
  /** A session that still works when the run has been interrupted. */
  readonly cleaner: ScimSession
}

/** The parts of a run that its last cleanup needs. */
export interface LastCleaning extends Cleaning {
  /** Resolves when every create has its outcome. */
  createsSettled(): Promise<void>
}

/** A resource of the run that still exists, and how to remove it by hand. */
export type Leftover = NonNullable<RehearsalResult['leftovers']>[number]

/**
 * Removes resources of the run, the youngest first, up to `concurrency` at once. Resources that cannot be removed are
 * returned.
 */
export async function removeOwned(
  paths: readonly string[],
  scim: ScimSession,
  ownership: Ownership,
  concurrency = 1,
): Promise<Leftover[]> {
  const leftovers: Leftover[] = []
  await eachConcurrently(paths, concurrency, async (path) => {
    const removal = await remove(path, scim)
    if (removal.kind === 'removed') ownership.disown(path)
    else if (removal.kind === 'failed') leftovers.push(leftover(scim, path, removal.reason))
    // The resource was never deleted, so the target may have returned a wrong id.
    else ownership.doubtId(path)
  })
  return leftovers
}

/**
 * Removes the resources that still exist at the end of a run. If the target does not respond, nothing is sent and all
 * of them are returned.
 */
export async function cleanUp(
  { ownership, cleaner, createsSettled }: LastCleaning,
  runName: string,
  concurrency: number,
  isGone: () => Promise<boolean>,
): Promise<Leftover[]> {
  await createsSettled()
  if (await isGone()) {
    const owned = ownership.all().map((path) => leftover(cleaner, path, 'the target was gone'))
    return [...owned, ...ownership.nameless().map((one) => namelessLeftover(one, cleaner))]
  }
  // Resources that a check could not remove are tried once more; those that still exist afterwards are left behind.
  return [
    ...(await removeOwned(ownership.all(), cleaner, ownership, concurrency)),
    ...(await removeNameless(ownership.nameless(), cleaner, runName, (path) => ownership.own('cleanup', path))),
  ]
}

/** The parts of a session that a command needs. */
type Reached = Pick<ScimSession, 'baseUrl' | 'headers'>

function leftover({ baseUrl, headers }: Reached, path: string, reason: string): Leftover {
  const location = `${baseUrl}${path}`
  return { location, reason, remove: asCurl({ method: 'DELETE', url: location, headers: withoutSecrets(headers) }) }
}

function namelessLeftover({ collection, name, reason }: Nameless, session: Reached): Leftover {
  const called = name === undefined ? 'something without a name' : JSON.stringify(name.value)
  return {
    ...leftover(session, `${collection}/{id of ${name?.value ?? 'it'}}`, `POST ${collection} of ${called} ${reason}`),
    location: `${session.baseUrl}${collection}`,
  }
}

/** Masks the values of headers that may be credentials, and keeps the scheme. */
function withoutSecrets(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const secrets = secretsOfHeaders(headers)
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, secrets.includes(value) ? maskedValue(name, value) : value]),
  )
}

function maskedValue(name: string, value: string): string {
  const masked = maskHeader(name, value, [])
  return masked === value ? '***' : masked
}

/**
 * Looks up resources whose id is unknown by name and removes them. Returns those that are not found. A resource whose
 * name lacks the run's part may belong to others, so it is not removed.
 */
export async function removeNameless(
  made: readonly Nameless[],
  scim: ScimSession,
  runName: string,
  adopt: (path: string) => void,
): Promise<Leftover[]> {
  const leftovers: Leftover[] = []
  for (const nameless of made) {
    const { collection, name, reason } = nameless
    const isOurs = name?.value.toLowerCase().includes(runName.toLowerCase()) === true
    const ids = name === undefined || !isOurs ? [] : await idsOf(collection, name, scim)
    if (ids === undefined && MAY_HAVE_MADE_NOTHING.test(reason) && isOurs) {
      leftovers.push(namelessLeftover(nameless, scim))
      continue
    }
    const removals = await Promise.all(
      (ids ?? []).map((id) => {
        const path = `${collection}/${segmentOf(id)}`
        adopt(path)
        return remove(path, scim)
      }),
    )
    const isRemoved =
      removals.length > 0 &&
      removals.every(({ kind }) => kind !== 'failed') &&
      (removals.every(({ kind }) => kind === 'removed') || (await isNotFound(nameless, scim)))
    // A create without a successful response and without a resource of that name created nothing.
    const isNothing = ids?.length === 0 && isOurs && MAY_HAVE_MADE_NOTHING.test(reason)
    if (!isRemoved && !isNothing) leftovers.push(namelessLeftover(nameless, scim))
  }
  return leftovers
}

async function idsOf(
  collection: string,
  { attribute, value }: NonNullable<Nameless['name']>,
  scim: ScimSession,
): Promise<string[] | undefined> {
  try {
    const { body, isSuccess } = await scim.query(collection, `${attribute} eq ${JSON.stringify(value)}`)
    if (!isSuccess || !isJsonObject(body)) return undefined
    const listed = Array.isArray(body['Resources']) ? body['Resources'] : []
    // A server may ignore the filter: only a resource with exactly that name belongs to the run.
    return listed
      .filter(isJsonObject)
      .filter((one) => String(one[attribute]).toLowerCase() === value.toLowerCase())
      .flatMap(({ id }) => (typeof id === 'string' && id !== '' ? [id] : []))
  } catch (error) {
    if (error instanceof TransportError) return undefined
    throw error
  }
}

/** Matches the reason of a POST that may have created nothing. */
const MAY_HAVE_MADE_NOTHING = /^was (?:not )?answered/

const GONE = new Set([404, 410])

/** The result of a DELETE: `unknown` if the target does not know the resource. */
type Removal = { readonly kind: 'removed' | 'unknown' } | { readonly kind: 'failed'; readonly reason: string }

async function remove(path: string, scim: ScimSession): Promise<Removal> {
  try {
    const response = await scim.delete(path)
    if (isGatewayPage(response.headers, response.text))
      return { kind: 'failed', reason: `${response.describe()} with a page of HTML` }
    if (response.isSuccess) return { kind: 'removed' }
    if (GONE.has(response.status)) return { kind: 'unknown' }
    // Some servers return 500 to the DELETE of a resource that no longer exists.
    return GONE.has((await scim.get(path)).status)
      ? { kind: 'unknown' }
      : { kind: 'failed', reason: response.describe() }
  } catch (error) {
    if (error instanceof TransportError || error instanceof ForeignResource)
      return { kind: 'failed', reason: error.message }
    throw error
  }
}

/** Returns whether a query finds no resource with the name of a removed one. */
async function isNotFound({ collection, name }: Nameless, scim: ScimSession): Promise<boolean> {
  return name !== undefined && (await idsOf(collection, name, scim))?.length === 0
}
