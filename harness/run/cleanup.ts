import { TransportError } from '../../mocks/transport/index.ts'
import type { RehearsalResult } from '../../reports/index.ts'
import { asCurl } from '../../reports/index.ts'
import type { Ownership } from '../scim/ownership.ts'
import type { ScimSession } from '../scim/session.ts'

/** A resource of ours that is still there, and how to remove it by hand. */
export type Leftover = NonNullable<RehearsalResult['leftovers']>[number]

/** Removes resources of the run, the youngest first. What cannot be removed is returned, never swallowed. */
export async function removeOwned(
  paths: readonly string[],
  scim: ScimSession,
  ownership: Ownership,
): Promise<Leftover[]> {
  const leftovers: Leftover[] = []
  for (const path of paths) {
    const reason = await remove(path, scim)
    if (reason === undefined) ownership.disown(path)
    else {
      const url = `${scim.baseUrl}${path}`
      leftovers.push({
        location: url,
        reason,
        remove: asCurl({ method: 'DELETE', url, headers: { authorization: '' } }),
      })
    }
  }
  return leftovers
}

const GONE = new Set([404, 410])

async function remove(path: string, scim: ScimSession): Promise<string | undefined> {
  try {
    const response = await scim.delete(path)
    return response.isSuccess || GONE.has(response.status) ? undefined : response.describe()
  } catch (error) {
    if (error instanceof TransportError) return error.message
    throw error
  }
}
