import { dirname } from 'node:path'
import { clip, plural } from '../../reports/index.ts'

/**
 * Describes in one line the files that reporters wrote: each file, or for a folder with many files the folder and
 * their number. Undefined if there are none.
 */
export function describeWritten(files: readonly string[], word: string): string | undefined {
  if (files.length === 0) return undefined
  const folders = Map.groupBy(new Set(files), (file) => dirname(file))
  const places = [...folders].flatMap(([folder, list]) =>
    list.length > MANY ? [`${folder}/ (${plural(list.length, 'file')})`] : list,
  )
  return `${word}: ${clip(places.join(', '), 2000)}`
}

/** The maximum number of files of one folder that are listed individually. */
const MANY = 12
