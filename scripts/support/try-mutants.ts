/**
 * The process that tries the mutants of one file: started by `mutants.ts` with a file and tests. For each source that it receives it loads again the
 * file and the modules that import it, runs their tests, and sends whether they pass. Everything else is loaded once.
 */
import { registerHooks } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import Mocha from 'mocha'

const root = join(import.meta.dirname, '../..')
const [file = '', ...tests] = process.argv.slice(2).map((path) => pathToFileURL(join(root, path)).href)
const timeLimit = Number(process.env['MUTANT_TIME_LIMIT'])

/** Modules by the modules that they import. */
const importers = new Map<string, Set<string>>()
/** The modules to load again for each mutant: none the first time. */
let dependants: ReadonlySet<string> = new Set()
let source: string | undefined
let round = 0

registerHooks({
  resolve(specifier, context, next) {
    const resolved = next(specifier, context)
    if (!resolved.url.startsWith('file:') || resolved.url.includes('/node_modules/')) return resolved
    const [url = ''] = resolved.url.split('?')
    const [importer = ''] = context.parentURL?.split('?') ?? []
    importers.set(url, (importers.get(url) ?? new Set()).add(importer))
    return dependants.has(url) ? { ...resolved, url: `${url}?round=${round}` } : resolved
  },
  load: (url, context, next) =>
    source !== undefined && url.split('?')[0] === file
      ? { format: 'module-typescript', source, shortCircuit: true }
      : next(url, context),
})

process.on('message', async (mutant: string) => {
  source = round === 0 ? undefined : mutant
  const isPassed = await passes().catch(() => false)
  if (round === 0) dependants = dependantsOf(file)
  round += 1
  process.send?.(isPassed)
})

async function passes(): Promise<boolean> {
  const mocha = new Mocha({ bail: true, timeout: timeLimit, reporter: class extends Mocha.reporters.Base {} })
  mocha.suite.emit('pre-require', globalThis, '', mocha)
  for (const test of tests) if (round === 0 || dependants.has(test)) await import(`${test}?round=${round}`)
  return new Promise((resolve) => mocha.run((failures) => resolve(failures === 0)))
}

function dependantsOf(url: string, found: Set<string> = new Set()): ReadonlySet<string> {
  if (found.has(url)) return found
  found.add(url)
  for (const importer of importers.get(url) ?? []) dependantsOf(importer, found)
  return found
}
