import { closeSync, mkdirSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { isJsonObject, type JsonValue } from '../../mocks/protocol/index.ts'
import { parseJson } from '../../mocks/transport/index.ts'
import { isStillThere, openPrivate } from '../process/index.ts'
import type { GivenName } from '../scim/created-resource.ts'
import type { Nameless } from '../scim/nameless-resources.ts'
import type { OwnershipListener } from '../scim/ownership.ts'

/** Returns the name of the file of a run's journal: each run has its own, so that no later run overwrites it. */
const journalFileOf = (run: string): string => `journal-${run}.ndjson`

/** Returns whether a file has the name of a journal. */
export const isJournalFile = (name: string): boolean => /^journal-rh[0-9a-z]{8}\.ndjson$/.test(name)

/** Records what a run creates and removes, line by line, so that the list survives a killed process. */
export interface Journal extends OwnershipListener {
  /** Ends the journal: the file is removed if no resource is left on the target. */
  close(isNothingLeft: boolean): void
}

/** The resources that are still on a target according to a journal. */
export interface JournalContent {
  /** The part of the run in every name: `rhmi1x2y3z`. */
  readonly run: string
  readonly baseUrl: string
  /** The paths below the base URL of resources that were created and not removed. */
  readonly owned: readonly string[]
  /** The requested resources that may have been created. */
  readonly unknown: readonly Nameless[]
}

/** Options of a journal. */
export interface JournalOptions {
  /** The folder of the journal, which also contains the tape. */
  readonly folder: string
  readonly run: string
  readonly baseUrl: string
  /** Removes secrets from a line: a target may return one as an id. */
  readonly mask: (text: string) => string
  /** Called once if the journal cannot be written; the run continues without it. */
  readonly onFailure: (message: string) => void
}

/** Starts a journal. */
export function openJournal({ folder, run, baseUrl, mask, onFailure }: JournalOptions): Journal {
  const file = join(folder, journalFileOf(run))
  let descriptor: number | undefined
  const fail = (error: unknown): void => {
    descriptor = undefined
    onFailure(
      `the journal ${file} cannot be written: ${error instanceof Error ? error.message : String(error)}; if this run is killed, cleanup can find its resources only by name`,
    )
  }
  const write = (line: object): void => {
    if (descriptor === undefined) return
    try {
      writeSync(descriptor, `${mask(JSON.stringify(line))}\n`)
    } catch (error) {
      fail(error)
    }
  }
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    descriptor = openPrivate(file, 'w')
    write({ run, baseUrl })
  } catch (error) {
    fail(error)
  }
  return {
    asked: ({ collection, name }) => write({ asked: collection, name }),
    refused: ({ collection, name }) => write({ refused: collection, name }),
    made: (path, name) => write({ made: path, name }),
    gone: (path) => write({ gone: path }),
    nameless: ({ collection, name, reason }) => write({ unknown: collection, name, reason }),
    close: (isNothingLeft) => {
      if (descriptor === undefined) return
      if (!isNothingLeft && !isStillThere(file, descriptor))
        onFailure(`the journal ${file} was removed while the run wrote it; the result lists what is left on the target`)
      closeSync(descriptor)
      descriptor = undefined
      if (isNothingLeft) rmSync(file, { force: true })
    },
  }
}

/** Parses a journal, whose last line may be truncated; undefined if it is not one. Never throws. */
export function readJournal(text: string): JournalContent | undefined {
  const [head, ...rest] = text.split('\n').map((line) => parseJson<JsonValue>(line))
  if (!isJsonObject(head)) return undefined
  const { run, baseUrl } = head
  if (typeof run !== 'string' || typeof baseUrl !== 'string' || !URL.canParse(baseUrl)) return undefined
  const owned = new Set<string>()
  const unknown = new Map<string, Nameless>()
  for (const line of rest) {
    if (!isJsonObject(line)) continue
    const name = givenName(line['name'])
    const keyOf = (collection: string): string => JSON.stringify([collection, name?.attribute, name?.value])
    const { asked, refused, made, gone, unknown: lost, reason } = line
    if (isPath(asked) && name !== undefined)
      unknown.set(keyOf(asked), { collection: asked, name, reason: 'was not answered before the run was killed' })
    if (isPath(refused)) unknown.delete(keyOf(refused))
    if (isPath(made)) {
      owned.add(made)
      unknown.delete(keyOf(made.slice(0, made.lastIndexOf('/'))))
    }
    if (isPath(gone)) owned.delete(gone)
    if (isPath(lost)) unknown.set(keyOf(lost), { collection: lost, name, reason: String(reason) })
  }
  return { run, baseUrl, owned: [...owned].reverse(), unknown: [...unknown.values()] }
}

/** Returns whether a value is a path below the base URL; a path with a masked secret leads nowhere. */
function isPath(value: JsonValue | undefined): value is string {
  return typeof value === 'string' && /^\/[^?#\s]*$/.test(value) && !/\/(?:\.|%2e){1,2}(?:\/|$)|\*\*\*/i.test(value)
}

function givenName(value: JsonValue | undefined): GivenName | undefined {
  if (!isJsonObject(value)) return undefined
  const { attribute, value: text } = value
  const isName = attribute === 'userName' || attribute === 'displayName' || attribute === 'externalId'
  return isName && typeof text === 'string' && text !== '' ? { attribute, value: text } : undefined
}
