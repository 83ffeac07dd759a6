import { dirname, join, relative, sep } from 'node:path'
import { quoteArgument } from '../index.ts'

/** The facts that show how the program was started. */
export interface Start {
  /** The file that runs: `bin.ts` of a checkout, `bin.js` of an installed or built package. */
  readonly script: string
  readonly folder: string
  readonly environment: Readonly<Record<string, string | undefined>>
}

/** The beginning of a command line that starts the program again in the same way, from the same folder. */
export function startedAs({ script, folder, environment }: Start): string {
  const modules = `${sep}node_modules${sep}`
  const at = script.indexOf(`${modules}scim-rehearsal${sep}`)
  if (at >= 0) {
    const isNpx = environment['npm_lifecycle_event'] === 'npx' || script.includes(`${sep}_npx${sep}`)
    // A package below or above the working folder is a dependency of a project there, which npx finds.
    const isLocal = `${folder}${sep}`.startsWith(`${script.slice(0, at)}${sep}`)
    return isNpx || isLocal ? 'npx scim-rehearsal' : 'scim-rehearsal'
  }
  const checkout = dirname(dirname(dirname(script)))
  if (script.endsWith('.ts') && script === join(checkout, 'harness', 'cli', 'bin.ts') && folder === checkout)
    return 'npm run --silent scim-rehearsal --'
  return `node ${quoteArgument(relative(folder, script))}`
}

/** Returns how this process was started. */
export function thisStart(): string {
  const isSource = import.meta.url.endsWith('.ts')
  return startedAs({
    script: join(import.meta.dirname, isSource ? 'bin.ts' : 'bin.js'),
    folder: process.cwd(),
    environment: process.env,
  })
}
