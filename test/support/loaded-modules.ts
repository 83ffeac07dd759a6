import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Ended, root, scimRehearsal } from './command.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** The modules that a command loaded. */
export interface LoadedModules extends Ended {
  /** Names of packages, and of built-in modules such as `node:sqlite`. */
  readonly packages: readonly string[]
  /** Our own files, from the root of the checkout. */
  readonly files: readonly string[]
}

/** Runs the command line and returns what it loaded. */
export async function loadedModules(argv: readonly string[]): Promise<LoadedModules> {
  using folder = temporaryFolder()
  const list = join(folder.path, 'loaded.json')
  const preload = join(root, 'test/support/print-loaded-modules.ts')
  const environment = {
    NODE_OPTIONS: `--import ${preload} --disable-warning=ExperimentalWarning`,
    LOADED_MODULES: list,
  }
  const ended = await scimRehearsal(argv, { environment, folder: folder.path })
  const urls = JSON.parse(readFileSync(list, 'utf8')) as string[]
  const packages = urls.flatMap((url) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1] ?? [])
  const builtIn = urls.filter((url) => url.startsWith('node:'))
  const own = `file://${root}/`
  const files = urls.flatMap((url) =>
    url.startsWith(own) && !url.includes('/node_modules/') ? [url.slice(own.length)] : [],
  )
  return { ...ended, packages: [...new Set([...packages, ...builtIn])].sort(), files: files.sort() }
}
