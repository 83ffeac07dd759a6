import { readFileSync } from 'node:fs'
import { findPackageJSON } from 'node:module'

/** Returns the version of this package, from its package.json. */
export function packageVersion(): string {
  const file = findPackageJSON(import.meta.url)
  if (file === undefined) return 'unknown'
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string }
  return version
}
