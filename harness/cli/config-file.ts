import { existsSync, readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { dirname, isAbsolute, join, relative, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { configFaults, type OptionTable, provisionOptions, type RehearsalConfig, runOptions } from '../index.ts'
import { UsageError } from './usage-error.ts'

/** Names of the configuration file, in the order in which they are looked for. */
const CONFIG_FILES = ['rehearsal.config.ts', 'rehearsal.config.js', 'rehearsal.config.json'] as const

/** A configuration, and where it stood. */
export interface LoadedConfig {
  readonly file: string
  readonly config: RehearsalConfig
}

/** Loads the named file, or the nearest `rehearsal.config.*` from the working folder upwards; undefined where there is none. Throws UsageError. */
export async function loadConfig(
  named: string | undefined,
  from: string = process.cwd(),
): Promise<LoadedConfig | undefined> {
  const file = named === undefined ? findUpwards(from) : resolve(from, named)
  if (file === undefined) return undefined
  const shown = relative(from, file)
  if (!existsSync(file)) throw new UsageError(`--config ${shown} is not there; \`scim-rehearsal init\` writes one`)
  const config: unknown = file.endsWith('.json') ? readJson(file, shown) : await importModule(file, shown)
  const faults = configFaults(config)
  if (faults.length > 0) throw new UsageError(faults.map((fault) => `${shown}: ${fault}`).join('\n'))
  return { file, config: withPaths(config as RehearsalConfig, dirname(file)) }
}

function findUpwards(from: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const file = CONFIG_FILES.map((name) => join(folder, name)).find(existsSync)
    if (file !== undefined || dirname(folder) === folder) return file
  }
}

function readJson(file: string, shown: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new UsageError(`${shown} is no JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
}

async function importModule(file: string, shown: string): Promise<unknown> {
  // A configuration may import this package also where only npx has it.
  const hooks = registerHooks({
    resolve: (specifier, context, next) => {
      try {
        return next(specifier, context)
      } catch (error) {
        if (specifier !== 'scim-rehearsal') throw error
        return {
          url: import.meta.resolve(import.meta.url.endsWith('.ts') ? '../index.ts' : '../index.js'),
          shortCircuit: true,
        }
      }
    },
  })
  try {
    const module = (await import(pathToFileURL(file).href)) as { default?: unknown }
    if (module.default === undefined)
      throw new UsageError(`${shown} has no default export; write export default defineConfig({ … })`)
    return module.default
  } catch (error) {
    if (error instanceof UsageError) throw error
    throw new UsageError(`${shown} cannot be loaded: ${error instanceof Error ? error.message : String(error)}`)
  } finally {
    hooks.deregister()
  }
}

/** Paths are relative to the folder of the file, whatever the working folder is. */
function withPaths(config: RehearsalConfig, folder: string): RehearsalConfig {
  const place = (path: string): string => (isAbsolute(path) ? path : relative(process.cwd(), join(folder, path)) || '.')
  const placed = <Section extends object>(section: Section, table: OptionTable): Section => {
    const paths = Object.entries(section).flatMap(([name, path]) => {
      const value = table[name]?.value
      const isPath = value?.kind === 'path' && typeof path === 'string' && value.words?.includes(path) !== true
      return isPath ? [[name, place(path)]] : []
    })
    return { ...section, ...Object.fromEntries(paths) }
  }
  return {
    ...placed(config, runOptions),
    ...(config.provision === undefined ? {} : { provision: placed(config.provision, provisionOptions) }),
  }
}
