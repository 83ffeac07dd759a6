import { isJsonObject } from '../../mocks/protocol/index.ts'
import { TransportError } from '../../mocks/transport/index.ts'
import { runMarkOf } from '../environment/run-names.ts'
import type { ScimSession } from '../scim/session.ts'
import { removeNameless } from './cleanup.ts'
import type { JournalContent } from './journal.ts'

/** The result for one resource of a journal. */
export interface JournaledRow {
  readonly path: string
  readonly name: string
  /** The reason why it still exists; undefined if it is gone, or never existed. */
  readonly reason?: string
}

const NAMED = ['userName', 'displayName', 'externalId'] as const
const GONE = new Set([404, 410])

/**
 * Removes the resources of a journal, groups first. Each one is read first: one that has no name with the run's part
 * may belong to others by now, and is not removed. With `isDry` nothing is removed.
 */
export async function removeJournaled(
  scim: ScimSession,
  { run, owned, unknown }: JournalContent,
  now: Date,
  isDry: boolean,
): Promise<JournaledRow[]> {
  const rows: JournaledRow[] = []
  for (const path of owned.toSorted((a, b) => a.localeCompare(b))) {
    const row = await removeOne(scim, path, run, now, isDry)
    if (row !== undefined) rows.push(row)
  }
  if (isDry) return [...rows, ...unknown.map(({ collection, name }) => ({ path: collection, name: name?.value ?? '' }))]
  const left = await removeNameless(unknown, scim, run, () => {})
  return [...rows, ...left.map(({ location, reason }) => ({ path: location, name: '', reason }))]
}

async function removeOne(
  scim: ScimSession,
  path: string,
  run: string,
  now: Date,
  isDry: boolean,
): Promise<JournaledRow | undefined> {
  try {
    const read = await scim.get(path)
    if (GONE.has(read.status)) return undefined
    const resource = isJsonObject(read.body) ? read.body : {}
    const names = NAMED.map((attribute) => resource[attribute]).filter((name) => typeof name === 'string')
    const name = names.find((one) => runMarkOf(one, now)?.run === run)
    if (!read.isSuccess || name === undefined) {
      const reason = `GET ${path} does not return a resource of the run ${run}, so nothing is removed: ${read.describe()}`
      return { path, name: names[0] ?? '', reason }
    }
    if (isDry) return { path, name }
    const response = await scim.delete(path)
    const isGone = response.isSuccess || GONE.has(response.status)
    return { path, name, ...(isGone ? {} : { reason: response.describe() }) }
  } catch (error) {
    if (error instanceof TransportError) return { path, name: '', reason: error.message }
    throw error
  }
}
