import { TransportError } from '../../mocks/transport/index.ts'
import type { RehearsalResult } from '../../reports/index.ts'
import { asCurl } from '../../reports/index.ts'
import type { Ownership } from '../scim/ownership.ts'
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
