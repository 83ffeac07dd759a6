import { isJsonObject } from '../../mocks/protocol/index.ts'
import { TransportError } from '../../mocks/transport/index.ts'
import type { RehearsalResult } from '../../reports/index.ts'
import { asCurl } from '../../reports/index.ts'
import type { Nameless, Ownership } from '../scim/ownership.ts'
import type { ScimSession } from '../scim/session.ts'

/** A resource of ours that is still there, and how to remove it by hand. */
export type Leftover = NonNullable<RehearsalResult['leftovers']>[number]

/** Removes resources of the run, the youngest first, up to `concurrency` at once. What cannot be removed is returned, never swallowed. */
export async function removeOwned(
  paths: readonly string[],
  scim: ScimSession,
  ownership: Ownership,
  concurrency = 1,
): Promise<Leftover[]> {
  const leftovers: Leftover[] = []
  const waiting = paths.values()
  const worker = async (): Promise<void> => {
    for (const path of waiting) {
      const reason = await remove(path, scim)
      if (reason === undefined) ownership.disown(path)
      else {
        const url = `${scim.baseUrl}${path}`
        const byHand = asCurl({ method: 'DELETE', url, headers: { authorization: '' } })
        leftovers.push({ location: url, reason, remove: byHand })
      }
    }
  }
  await Promise.all(Array.from({ length: Math.max(1, concurrency) }, worker))
  return leftovers
}

/**
 * Looks by its name for what was made without a word of its id, and removes it. What is not found so is returned. A name without the run's own
 * part may be somebody else's as well: nobody is removed for that.
 */
export async function removeNameless(
  made: readonly Nameless[],
  scim: ScimSession,
  runName: string,
): Promise<Leftover[]> {
  const leftovers: Leftover[] = []
  for (const { collection, name } of made) {
    const isOurs = name?.value.toLowerCase().includes(runName.toLowerCase()) === true
    const ids = name === undefined || !isOurs ? [] : await idsOf(collection, name, scim)
    const refusals = await Promise.all(ids.map((id) => remove(`${collection}/${encodeURIComponent(id)}`, scim)))
    if (ids.length > 0 && refusals.every((reason) => reason === undefined)) continue
    const called = name === undefined ? 'something without a name' : JSON.stringify(name.value)
    const url = `${scim.baseUrl}${collection}/{id of ${name?.value ?? 'it'}}`
    leftovers.push({
      location: `${scim.baseUrl}${collection}`,
      reason: `POST ${collection} made ${called} and told no id, by which it could be removed`,
      remove: asCurl({ method: 'DELETE', url, headers: { authorization: '' } }),
    })
  }
  return leftovers
}

async function idsOf(
  collection: string,
  { attribute, value }: NonNullable<Nameless['name']>,
  scim: ScimSession,
): Promise<string[]> {
  try {
    const { body, isSuccess } = await scim.query(collection, `${attribute} eq ${JSON.stringify(value)}`)
    const listed = isSuccess && isJsonObject(body) && Array.isArray(body['Resources']) ? body['Resources'] : []
    // A server may disregard the filter: only what bears just that name is ours.
    return listed
      .filter(isJsonObject)
      .filter((one) => String(one[attribute]).toLowerCase() === value.toLowerCase())
      .flatMap(({ id }) => (typeof id === 'string' && id !== '' ? [id] : []))
  } catch (error) {
    if (error instanceof TransportError) return []
    throw error
  }
}

const GONE = new Set([404, 410])

async function remove(path: string, scim: ScimSession): Promise<string | undefined> {
  try {
    const response = await scim.delete(path)
    if (response.isSuccess || GONE.has(response.status)) return undefined
    // Some servers answer 500 to the DELETE of what is gone already.
    return GONE.has((await scim.get(path)).status) ? undefined : response.describe()
  } catch (error) {
    if (error instanceof TransportError) return error.message
    throw error
  }
}
