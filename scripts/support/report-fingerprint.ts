import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Where the built page lies, from the project's root. */
export const PAGE_FILE = 'reports/html/built/page.html'

/** A hash over all that the built page is made of: the app, what it shares with the renderer, the build, the versions of libraries. */
export function fingerprintOf(root: string): string {
  const hash = createHash('sha256')
  const sources = globSync('reports/html/app/**/*.{ts,tsx,css,html}', { cwd: root }).filter(
    (file) => !file.endsWith('.test.ts'),
  )
  const others = [
    'reports/html/page-format.ts',
    'reports/model/result.ts',
    'scripts/build-report.ts',
    'package-lock.json',
  ]
  for (const file of [...sources.sort(), ...others])
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(root, file)))
      .update('\0')
  return hash.digest('hex').slice(0, 16)
}

/** The fingerprint that a built page bears; undefined where there is no such page. */
export function builtFrom(file: string): string | undefined {
  if (!existsSync(file)) return undefined
  return /<meta name="built-from" content="(\w+)">/.exec(readFileSync(file, 'utf8').slice(0, 4000))?.[1]
}
