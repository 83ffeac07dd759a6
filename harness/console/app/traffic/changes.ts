import { readJson } from '../../../../reports/text/index.ts'
/** A changed value of a resource. */
export interface Change {
  /** The path for a reader: `name.givenName`, `emails[0].value`. */
  readonly path: string
  /** Absent if the value was added. */
  readonly before?: string
  /** Absent if the value was removed. */
  readonly after?: string
}

/** Matches members that change with each write. */
const NOISE = /(?:^|\.)(?:meta|lastModified|version|updatedAt|_seq)(?:\.|$)/

/** Returns the values in which two JSON objects differ; none if one of the strings is not JSON. */
export function changesOf(before: string, after: string): Change[] {
  const [old, fresh] = [valuesOf(before), valuesOf(after)]
  if (old === undefined || fresh === undefined) return []
  const paths = new Set([...old.keys(), ...fresh.keys()])
  return [...paths].flatMap((path) => {
    const [was, is] = [old.get(path), fresh.get(path)]
    if (was === is || NOISE.test(path)) return []
    return [{ path, ...(was === undefined ? {} : { before: was }), ...(is === undefined ? {} : { after: is }) }]
  })
}

function valuesOf(text: string): Map<string, string> | undefined {
  const document = readJson(text)
  if (document === undefined) return undefined
  const values = new Map<string, string>()
  collect(document, '', values)
  return values
}

function collect(value: unknown, path: string, values: Map<string, string>): void {
  if (typeof value !== 'object' || value === null) {
    values.set(path, JSON.stringify(value))
    return
  }
  const entries = Object.entries(value)
  if (entries.length === 0 && path !== '') values.set(path, Array.isArray(value) ? '[]' : '{}')
  for (const [name, inner] of entries)
    collect(inner, Array.isArray(value) ? `${path}[${name}]` : path === '' ? name : `${path}.${name}`, values)
}
