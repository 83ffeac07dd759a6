import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * Returns the declaration files that users need to type-check against the package: those of its entry points, and all
 * that these import.
 */
export function publicTypes(entries: readonly string[]): ReadonlySet<string> {
  const reached = new Set<string>()
  const visit = (file: string): void => {
    if (reached.has(file) || !existsSync(file)) return
    reached.add(file)
    for (const [, imported = ''] of readFileSync(file, 'utf8').matchAll(/(?:from|import\()\s*['"](\.[^'"]+)['"]/g))
      visit(join(dirname(file), imported.replace(/\.(?:ts|js)$/, '.d.ts')))
  }
  for (const entry of entries) visit(entry)
  return reached
}
