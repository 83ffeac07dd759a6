import { existsSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Check } from '../check/check.ts'
import type { CheckFamily } from '../check/family.ts'
import type { Invariant } from '../check/invariant.ts'

/** Everything that the files of one folder of `suites/` define. */
export interface Suite {
  readonly name: string
  readonly checks: readonly Check[]
  readonly families: readonly CheckFamily[]
  readonly invariants: readonly Invariant[]
}

type Definition = Check | CheckFamily | Invariant

const KINDS = new Set(['check', 'family', 'invariant'])

/** Folders next to the suites that are not suites: the registers, and shared code. */
const NO_SUITES = new Set(['requirements', 'support'])

const loaded = new Map<string, Promise<readonly Suite[]>>()

/**
 * Loads every suite below a folder by importing its files, once per process, and collects their exports. Throws if an
 * id occurs twice.
 */
export function loadSuites(folder: string): Promise<readonly Suite[]> {
  const suites = loaded.get(folder) ?? importSuites(folder)
  loaded.set(folder, suites)
  return suites
}

/**
 * Loads every suite below a folder at once, for test runners that register tests synchronously. Throws if an id occurs
 * twice, or if a file of a suite has a top-level `await`.
 */
export function requireSuites(folder: string): readonly Suite[] {
  const load = createRequire(import.meta.url)
  const suites = filesOfSuites(folder).map(({ name, files }) => asSuite(name, files.map(load)))
  refuseDoubles(suites)
  return suites
}

async function importSuites(folder: string): Promise<readonly Suite[]> {
  const suites = await Promise.all(
    filesOfSuites(folder).map(async ({ name, files }) => {
      const modules: unknown[] = []
      for (const file of files) modules.push(await import(pathToFileURL(file).href))
      return asSuite(name, modules)
    }),
  )
  refuseDoubles(suites)
  return suites
}

function filesOfSuites(folder: string): { readonly name: string; readonly files: readonly string[] }[] {
  const isModule = (file: string): boolean => /\.(?:ts|js)$/.test(file) && !/\.(?:test|d)\.ts$/.test(file)
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !NO_SUITES.has(entry.name))
    .map(({ name }) => name)
    .sort()
    .map((name) => {
      const files = readdirSync(join(folder, name)).filter(isModule).sort()
      return { name, files: files.map((file) => join(folder, name, file)) }
    })
}

function asSuite(name: string, modules: readonly unknown[]): Suite {
  const exported = modules.flatMap((module) => Object.values(module as Readonly<Record<string, unknown>>))
  const definitions = [...new Set(exported.flatMap(definitionsIn))]
  return {
    name,
    checks: definitions.filter((definition) => definition.kind === 'check'),
    families: definitions.filter((definition) => definition.kind === 'family'),
    invariants: definitions.filter((definition) => definition.kind === 'invariant'),
  }
}

/** Returns a definition, or the definitions of an array, which a table of checks exports. */
function definitionsIn(exported: unknown): Definition[] {
  if (Array.isArray(exported)) return exported.flatMap(definitionsIn)
  const isDefinition =
    typeof exported === 'object' && exported !== null && 'kind' in exported && KINDS.has(String(exported.kind))
  return isDefinition ? [exported as Definition] : []
}

function refuseDoubles(suites: readonly Suite[]): void {
  const seen = new Map<string, string>()
  for (const { name, checks, invariants } of suites) {
    for (const { id } of [...checks, ...invariants]) {
      const other = seen.get(id)
      if (other !== undefined) throw new Error(`the id ${id} occurs twice, in the suites ${other} and ${name}`)
      seen.set(id, name)
    }
  }
}

/** Returns the folder of the suites that ship with the package. */
export function shippedSuites(): string {
  const folder = join(import.meta.dirname, '..', '..', 'suites')
  if (!existsSync(folder))
    throw new Error('the package is incomplete: its folder of suites is missing; install it again')
  return folder
}
