import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Names of the configuration file, in the order in which they are looked for. */
const CONFIG_FILES = ['rehearsal.config.ts', 'rehearsal.config.js', 'rehearsal.config.json'] as const

/** Finds the nearest configuration file from a folder upwards; undefined if there is none. */
export function findConfig(from: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const file = CONFIG_FILES.map((name) => join(folder, name)).find(existsSync)
    if (file !== undefined || dirname(folder) === folder) return file
  }
}
