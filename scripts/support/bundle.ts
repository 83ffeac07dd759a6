import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { type OutputChunk, type Plugin, rolldown } from 'rolldown'

/** Modules that find files by their own place: their code stays in its folder. */
const PLACED = [
  'harness/cli/config-file',
  'harness/cli/started-as',
  'harness/load/suites',
  'harness/load-test/ceiling',
  'reports/html/page-template',
] as const

const VIRTUAL = '\0suite:'
const NO_SUITES = new Set(['requirements', 'support'])

/**
 * Bundles the sources into a folder: one file per entry point of the package and per suite, and the code that several of
 * them use in shared files. Node then loads a tenth of the files at each start, and the installation is smaller.
 */
export async function bundle(root: string, folder: string): Promise<void> {
  const suites = readdirSync(join(root, 'suites'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !NO_SUITES.has(entry.name))
    .map(({ name }) => name)
  const modules = [...entryPoints(root), ...PLACED]
  const bundled = await rolldown({
    cwd: root,
    platform: 'node',
    input: {
      ...Object.fromEntries(modules.map((module) => [module, join(root, `${module}.ts`)])),
      ...Object.fromEntries(suites.map((suite) => [`suites/${suite}/index`, VIRTUAL + suite])),
    },
    external: /^(?![./\0])/,
    plugins: [suiteEntries(root), plainBuiltins],
  })
  const { output } = await bundled.write({
    dir: folder,
    format: 'esm',
    comments: false,
    entryFileNames: '[name].js',
    chunkFileNames: ({ moduleIds }) => {
      const placed = placedIn(root, moduleIds)
      return placed === undefined ? 'chunks/[name].js' : `${dirname(placed)}/chunk-[name].js`
    },
  })
  for (const chunk of output) if (chunk.type === 'chunk') refuseMisplaced(root, chunk)
}

/** The modules behind the entry points of package.json. */
function entryPoints(root: string): string[] {
  const { exports: doors, bin } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    readonly exports: Readonly<Record<string, string | { readonly default: string }>>
    readonly bin: Readonly<Record<string, string>>
  }
  const files = Object.values(doors).flatMap((door) => (typeof door === 'string' ? [] : [door.default]))
  return [...files, ...Object.values(bin)].map((file) => file.replace(/^(?:\.\/)?dist\//, '').replace(/\.js$/, ''))
}

/** A suite is the files of its folder; in the package it is one file that exports all of its definitions. */
function suiteEntries(root: string): Plugin {
  return {
    name: 'suite-entries',
    resolveId: (id) => (id.startsWith(VIRTUAL) ? id : null),
    load: (id) => {
      if (!id.startsWith(VIRTUAL)) return null
      const folder = join(root, 'suites', id.slice(VIRTUAL.length))
      const files = readdirSync(folder).filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
      const imports = files
        .sort()
        .map((file, place) => `import * as m${place} from ${JSON.stringify(join(folder, file))}`)
      const all = files.map((_, place) => `...Object.values(m${place})`)
      return `${imports.join('\n')}\nexport const definitions = [${all.join(', ')}]\n`
    },
  }
}

/**
 * Takes built-in modules from Node without `import`. An import reads each export once, and thereby loads what Node loads
 * on demand: that of `node:http` loads Node's whole `fetch`.
 */
const plainBuiltins: Plugin = {
  name: 'plain-builtins',
  renderChunk: (code) =>
    code.replaceAll(
      /^import (?:(\{[^}]*\})|\* as (\w+)|(\w+)) from "(node:[\w/]+)";$/gm,
      (_, names, whole, standard, module) => {
        const target = names?.replaceAll(/ as /g, ': ') ?? whole ?? standard
        return `const ${target} = process.getBuiltinModule("${module}");`
      },
    ),
}

/** The module of a chunk that must stay in its folder. */
function placedIn(root: string, moduleIds: readonly string[]): string | undefined {
  const names = moduleIds.map((id) => relative(root, id).replace(/\.ts$/, ''))
  return PLACED.find((module) => names.includes(module))
}

/** Throws if a module reads its own place but does not stay there. */
function refuseMisplaced(root: string, { fileName, moduleIds }: OutputChunk): void {
  for (const id of moduleIds.filter((one) => !one.startsWith('\0'))) {
    const readsPlace = /import\.meta\.(?:dirname|filename|resolve)|new URL\([^)]*import\.meta/.test(
      readFileSync(id, 'utf8'),
    )
    if (readsPlace && dirname(relative(root, id)) !== dirname(fileName))
      throw new Error(
        `${relative(root, id)} finds files by its place, and was bundled into ${fileName}: add it to PLACED`,
      )
  }
}
