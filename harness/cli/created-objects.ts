import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isJsonObject, type JsonObject } from '../../mocks/protocol/index.ts'
import { asCurl, clip, oneLine, plural } from '../../reports/index.ts'
import { processSecrets } from '../index.ts'
import { RUNS_FOLDER } from './last-failed.ts'
import { makePrivateFolder, PRIVATE_FILE, whyNotWritten } from './private-file.ts'

/** One object that a job created and that is still on the target. */
export interface CreatedObject {
  /** The path below the base URL: `/Users/5f2a…`. */
  readonly path: string
  readonly displayName: string
}

/** The objects that a job created and did not delete again. */
export interface CreatedObjects {
  hear(entry: JsonObject): void
  /** Groups first, because they refer to users. */
  readonly left: readonly CreatedObject[]
  /** The number of further objects that did not fit into the list. */
  readonly uncounted: number
}

/** A longer list would need more memory than the job itself. */
const MAX_OBJECTS = 100_000

/** Collects the created objects from a provisioning log. */
export function followCreated(): CreatedObjects {
  // The names by path: a target may return the same id for two objects, and both names must be listed.
  const objects = new Map<string, readonly string[]>()
  let count = 0
  let uncounted = 0
  return {
    hear: (entry) => {
      const { provisioningAction: action, provisioningStatusInfo: info, targetIdentity: target } = entry
      if (!isJsonObject(info) || info['status'] !== 'success' || !isJsonObject(target)) return
      const { id, displayName, identityType } = target
      if (typeof id !== 'string' || id === '') return
      const path = `/${identityType === 'Group' ? 'Groups' : 'Users'}/${encodeURIComponent(id.toWellFormed())}`
      const names = objects.get(path) ?? []
      const name = String(displayName ?? '')
      if (action === 'delete' && names.length > 0) {
        const deleted = Math.max(0, names.indexOf(name))
        if (names.length === 1) objects.delete(path)
        else objects.set(path, names.toSpliced(deleted, 1))
        count -= 1
      } else if (action === 'create' && count < MAX_OBJECTS) {
        objects.set(path, [...names, name])
        count += 1
      } else if (action === 'create') uncounted += 1
    },
    get left() {
      return [...objects]
        .flatMap(([path, names]) => names.map((displayName) => ({ path, displayName })))
        .sort((a, b) => Number(b.path.startsWith('/Groups/')) - Number(a.path.startsWith('/Groups/')))
    },
    get uncounted() {
      return uncounted
    },
  }
}

/** The components that a removal needs. */
export interface RemovalParts {
  readonly baseUrl: string
  /** The headers of requests; credentials are read from `$SCIM_TOKEN`. */
  readonly headers: Readonly<Record<string, string>>
  /** The current time, which names the file of a long command. */
  readonly now: Date
  /** True if the target was stopped with the run, so that no command can reach it. */
  readonly isStopped: boolean
}

const MAX_NAMES = 5
const MAX_INLINE = 20

/**
 * Lists the objects left on the target and the command that removes them; empty if nothing is left. A long command is
 * written to a file.
 */
export function describeLeft({ left, uncounted }: CreatedObjects, parts: RemovalParts): string[] {
  if (left.length === 0) return []
  const users = left.filter(({ path }) => path.startsWith('/Users/'))
  const groups = left.length - users.length
  const names = left.slice(-MAX_NAMES).map(({ displayName }) => clip(oneLine(processSecrets.mask(displayName)), 60))
  const more = left.length + uncounted - names.length
  const shared = left.length - new Set(left.map(({ path }) => path)).size
  const kinds = [
    ...(users.length === 0 ? [] : [plural(users.length, 'user')]),
    ...(groups === 0 ? [] : [plural(groups, 'group')]),
  ].join(' and ')
  return [
    `left on the target: ${kinds} that this run created: ${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`,
    parts.isStopped
      ? 'the target was stopped: they still exist only if it stores them in a file or a database'
      : `remove them with: ${removal(left, parts)}`,
    ...(shared === 0
      ? []
      : [`the target gave ${plural(shared, 'object')} the id of another one; look for those by name afterwards`]),
    ...(uncounted === 0 ? [] : [`the command removes ${left.length} of them; run with --log FILE for the ids of all`]),
  ]
}

function removal(left: readonly CreatedObject[], { baseUrl, headers, now }: RemovalParts): string {
  const mark = '/@'
  const request = asCurl({ method: 'DELETE', url: `${baseUrl}${mark}`, headers: withoutValues(headers) })
  const line = processSecrets.mask(
    request.replace('curl -i', `curl -sS -o /dev/null -w "%{http_code} $path\\n"`).replace(`${mark}'`, `'"$path"`),
  )
  const paths = left.map(({ path }) => path)
  if (paths.length <= MAX_INLINE) return `for path in ${paths.map(quote).join(' ')}; do ${line}; done`
  const script = [
    '#!/bin/sh',
    `# Removes what scim-rehearsal provision created.`,
    'while read -r path; do',
    `  ${line} </dev/null`,
    "done <<'END'",
    ...paths,
    'END',
    '',
  ].join('\n')
  const file = join(RUNS_FOLDER, `remove-${now.toISOString().replaceAll(':', '-')}.sh`)
  try {
    makePrivateFolder(RUNS_FOLDER)
    writeFileSync(file, script, { mode: PRIVATE_FILE })
    return `sh ${file}`
  } catch (error) {
    return `the ids of --log FILE, because ${file} cannot be written: ${whyNotWritten(error)}`
  }
}

/** Returns the headers without the values of credentials, which the command reads from `$SCIM_TOKEN`. */
function withoutValues(headers: RemovalParts['headers']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => {
      const masked = processSecrets.mask(value)
      const [, scheme] = /^(\w+) +\S/.exec(value) ?? []
      if (name.toLowerCase() === 'authorization') return ['authorization', `${scheme ?? 'Bearer'} ***`]
      return [name.toLowerCase(), masked === value ? value : '***']
    }),
  )
}

const quote = (text: string): string => (/^[\w/.%-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`)
