import { existsSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { dirname, isAbsolute, join, relative, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { configFaults, type OptionTable, provisionOptions, type RehearsalConfig, runOptions } from '../index.ts'
import { EXIT } from './exit-code.ts'
import { findConfig } from './find-config.ts'
import { learnSecrets } from './learn-secrets.ts'
import { blameFor, wasBlamed } from './outgoing.ts'
import { plainConfig } from './plain-config.ts'
import { readText } from './read-file.ts'
import { parseJson } from './read-json.ts'
import { UsageError } from './usage-error.ts'

/** A configuration and its file. */
export interface LoadedConfig {
  readonly file: string
  readonly config: RehearsalConfig
}

/**
 * Loads the named file, or the nearest `rehearsal.config.*` in the working folder and the folders above; undefined if
 * there is none. Throws UsageError.
 */
export async function loadConfig(
  named: string | undefined,
  from: string = process.cwd(),
): Promise<LoadedConfig | undefined> {
  const file = named === undefined ? findConfig(from) : resolve(from, named)
  if (file === undefined) return undefined
  const shown = relative(from, file)
  if (!existsSync(file)) throw new UsageError(`--config ${shown} does not exist; \`scim-rehearsal init\` writes one`)
  const exported: unknown = file.endsWith('.json') ? readJson(file, shown) : await importModule(file, shown)
  const config = copied(exported, shown)
  learnSecrets(config)
  const faults = configFaults(config)
  if (faults.length > 0) {
    const more = faults.length > MOST_FAULTS ? [`${faults.length - MOST_FAULTS} more faults`] : []
    throw new UsageError(`${shown}: ${[...faults.slice(0, MOST_FAULTS), ...more].join('; ')}`)
  }
  return { file, config: withPaths(config as RehearsalConfig, dirname(file)) }
}

function copied(exported: unknown, shown: string): unknown {
  try {
    return plainConfig(exported)
  } catch (error) {
    throw new UsageError(`${shown} cannot be used: ${whyNotLoaded(error)}`)
  }
}

const MAX_BYTES = 1024 * 1024
/** The number of faults that a message names. */
const MOST_FAULTS = 10
const DEFAULT_EXPORT = /\bexport\s+default\b|\bexport\s*\{[^}]*\bdefault\b|\bmodule\.exports\b|\bexports\b/

function readJson(file: string, shown: string): unknown {
  const text = readText(file, MAX_BYTES)
  if (text.trim() === '') throw new UsageError(`${shown} is empty; \`scim-rehearsal init --json --force\` writes one`)
  return parseJson(text, (place) => new UsageError(`${shown} is not JSON${place}`))
}

async function importModule(file: string, shown: string): Promise<unknown> {
  // A configuration may import this package even if only npx has it.
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
  // Without the timer, a file that waits for something that never happens would end the process without a message.
  let giveUp: () => void = () => {}
  const never = new Promise<never>((_resolve, reject) => {
    giveUp = () => reject(new UsageError(`${shown} did not finish loading: it awaits a promise that never settles`))
  })
  process.once('beforeExit', giveUp)
  const onExit = (): void => {
    if (wasBlamed()) return
    process.stderr.write(`${shown} ends the process while it is loaded; remove process.exit from it\n`)
    process.exitCode = EXIT.usage
  }
  process.once('exit', onExit)
  blameFor(pathToFileURL(file).href, shown)
  try {
    // A pipe, a device and a huge file are rejected before they are read.
    const text = readText(file, MAX_BYTES)
    const module = (await Promise.race([import(pathToFileURL(file).href), never])) as { default?: unknown }
    // Without a module keyword, Node treats the file as CommonJS, whose export is an empty object.
    if (module.default === undefined || !DEFAULT_EXPORT.test(text)) {
      const isEmpty = text.trim() === ''
      throw new UsageError(
        `${shown} ${isEmpty ? 'is empty' : 'has no default export'}; write export default defineConfig({ … })`,
      )
    }
    return module.default
  } catch (error) {
    if (error instanceof UsageError) throw error
    throw new UsageError(`${shown} cannot be loaded: ${whyNotLoaded(error)}`)
  } finally {
    process.off('beforeExit', giveUp)
    process.off('exit', onExit)
    hooks.deregister()
  }
}

/**
 * Returns the reason in one line. The message of a syntax error may quote the file, which may contain a token, so
 * only its position is named.
 */
function whyNotLoaded(error: unknown): string {
  if (!(error instanceof Error)) return 'it throws something that is not an Error'
  if (/call stack|memory access out of bounds|unreachable/.test(error.message)) return 'it is nested too deep'
  if (error.name === 'SyntaxError') {
    const line = /:(\d+)(?::\d+)?\n/.exec(error.stack ?? '')?.[1] ?? /:(\d+):\d+\]/.exec(error.message)?.[1]
    return line === undefined ? 'syntax error' : `syntax error in line ${line}`
  }
  return error.message.split('\n')[0] || error.name
}

/** Resolves paths against the folder of the file, not against the working folder. */
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
