import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A page that is built from an app. Paths are from the project's root. */
export interface BuiltPage {
  readonly app: string
  /** The path of the built page. */
  readonly file: string
  /** Sources outside the app, beside the shared `reports/page`. */
  readonly others: readonly string[]
  /** Sources of the page's policy, except its own script and style. */
  readonly policy: readonly string[]
}

/** The pages of the package: of report.html, and of the console. */
export const PAGES: Readonly<Record<'report' | 'console', BuiltPage>> = {
  report: {
    app: 'reports/html/app',
    file: 'reports/html/built/page.html',
    others: ['reports/html/page-format.ts', 'reports/model/result.ts'],
    policy: ["form-action 'none'"],
  },
  console: {
    app: 'harness/console/app',
    file: 'harness/console/built/page.html',
    others: ['harness/console/format/page-format.ts'],
    policy: ["connect-src 'self'", "form-action 'none'"],
  },
}

/**
 * Returns a hash of everything from which a page is built: the app, its shared sources, the build, the versions of
 * libraries.
 */
export function fingerprintOf(root: string, { app, others }: BuiltPage): string {
  const hash = createHash('sha256')
  const sources = globSync([`${app}/**/*.{ts,tsx,css,html}`, 'reports/page/**/*.{ts,tsx,css}', 'reports/text/*.ts'], {
    cwd: root,
  }).filter((file) => !file.endsWith('.test.ts'))
  for (const file of [...sources.sort(), ...others, 'scripts/build-pages.ts', 'package-lock.json'])
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(root, file)))
      .update('\0')
  return hash.digest('hex').slice(0, 16)
}

/** Returns the fingerprint in a built page; undefined if there is no such page. */
export function builtFrom(file: string): string | undefined {
  if (!existsSync(file)) return undefined
  return /<meta name="built-from" content="(\w+)">/.exec(readFileSync(file, 'utf8').slice(0, 4000))?.[1]
}
