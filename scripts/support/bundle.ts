import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import * as faker from '@faker-js/faker'
import { type OutputChunk, type Plugin, rolldown } from 'rolldown'
import { minifySync } from 'rolldown/utils'

/** Modules that find files relative to their own path: their code stays in its folder. */
const PLACED = [
  'harness/cli/config-file',
  'harness/cli/serve-pool',
  'harness/cli/serve-worker',
  'harness/cli/started-as',
  'harness/console/read-page',
  'harness/load/suites',
  'harness/load-test/ceiling',
  'reports/html/page-template',
] as const

/**
 * Small modules that import nothing and that many commands use: they are in one file, because each file takes at
 * least 4 KB of a disk.
 */
const SMALL: ReadonlySet<string> = new Set([
  'harness/cli/exit-code',
  'harness/cli/interrupt',
  'mocks/text/decode-text',
  'mocks/text/nearest',
  'mocks/transport/decode-url',
])

/** Modules that others load on demand, by `load('./name.ts')` of `createRequire`. */
const ON_DEMAND = ['mocks/entra/tenant/csv-parser', 'mocks/entra/expression/re2', 'mocks/entra/tenant/locales'] as const

/**
 * Packages of which we need a small part, so that our package contains it (docs/decisions/0012-bundled-packages.md).
 */
const BUNDLED: readonly string[] = [
  '@faker-js/faker',
  'csv-parse',
  'hdr-histogram-js',
  '@assemblyscript/loader',
  'base64-js',
  'pako',
  're2js',
]

const VIRTUAL = '\0suite:'
const NO_SUITES = new Set(['requirements', 'support'])

/**
 * Bundles the sources into a folder: one file per entry point of the package and per suite, and shared files for the
 * code that several of them use. Node then loads a tenth of the files at each start, and the installation is smaller.
 */
export async function bundle(root: string, folder: string): Promise<void> {
  const suites = readdirSync(join(root, 'suites'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !NO_SUITES.has(entry.name))
    .map(({ name }) => name)
  const modules = [...entryPoints(root), ...PLACED, ...ON_DEMAND]
  const bundled = await rolldown({
    cwd: root,
    platform: 'node',
    input: {
      ...Object.fromEntries(modules.map((module) => [module, join(root, `${module}.ts`)])),
      ...Object.fromEntries(suites.map((suite) => [`suites/${suite}/index`, VIRTUAL + suite])),
    },
    external: (id) => /^[^./\0]/.test(id) && !BUNDLED.some((name) => id === name || id.startsWith(`${name}/`)),
    // The library of histograms looks for zlib by `eval`, and works without it.
    onLog: (level, log, show) => (log.code === 'EVAL' ? undefined : show(level, log)),
    plugins: [suiteEntries(root), onDemand(root), withoutWebAssembly, plainBuiltins, usedLocales(root), compactLocales],
  })
  const { output } = await bundled.write({
    dir: folder,
    format: 'esm',
    comments: false,
    codeSplitting: {
      groups: [{ name: 'small', test: (id) => SMALL.has(relative(root, id).replace(/\.ts$/, '')) }],
    },
    entryFileNames: '[name].js',
    chunkFileNames: ({ moduleIds }) => {
      const placed = placedIn(root, moduleIds)
      return placed === undefined ? 'chunks/[name].js' : `${dirname(placed)}/chunk-[name].js`
    },
  })
  const chunks = output.filter((file) => file.type === 'chunk')
  for (const chunk of chunks) refuseMisplaced(root, chunk)
  writeFileSync(join(folder, 'THIRD-PARTY-LICENSES.txt'), licensesOf(root, chunks))
}

/** Returns the licenses of the packages whose code is in the bundle. */
function licensesOf(root: string, chunks: readonly OutputChunk[]): string {
  const ids = chunks.flatMap(({ moduleIds }) => moduleIds)
  const names = ids.flatMap((id) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(id)?.[1] ?? [])
  const texts = [...new Set(names)].sort().map((name) => {
    const package_ = join(root, 'node_modules', name)
    const { version } = JSON.parse(readFileSync(join(package_, 'package.json'), 'utf8')) as { readonly version: string }
    const file = readdirSync(package_).find((one) => /^licen[cs]e(?:\.(?:md|txt))?$/i.test(one))
    if (file === undefined) throw new Error(`${name} has no license file, so its code cannot be bundled`)
    return `${name} ${version}\n\n${readFileSync(join(package_, file), 'utf8').trim()}\n`
  })
  return texts.join(`\n${'-'.repeat(80)}\n\n`)
}

/** Returns the modules of the entry points in package.json. */
function entryPoints(root: string): string[] {
  const { exports: entryPoints, bin } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    readonly exports: Readonly<Record<string, string | { readonly default: string }>>
    readonly bin: Readonly<Record<string, string>>
  }
  const files = Object.values(entryPoints).flatMap((entryPoint) =>
    typeof entryPoint === 'string' ? [] : [entryPoint.default],
  )
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
 * Loads built-in modules of Node without `import`. An import reads each export once, and so loads modules that Node
 * loads on demand: that of `node:http` loads Node's whole `fetch`.
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

const NO_LOADER = '\0no-loader'

/** The histograms run in JavaScript, so the loader of their WebAssembly is left out. */
const withoutWebAssembly: Plugin = {
  name: 'without-web-assembly',
  resolveId: (id) => (id === '@assemblyscript/loader' ? NO_LOADER : null),
  load: (id) => (id === NO_LOADER ? 'export const instantiate = undefined' : null),
}

const ROOT_MARK = 'package-root:'

/** Lets `load('./name.ts')` find the bundled module, from whichever file the loading code is in. */
function onDemand(root: string): Plugin {
  return {
    name: 'on-demand',
    transform: (code, id) => {
      const marked = code.replaceAll(/\bload\((['"])(\.[^'"]+)\.ts\1\)/g, (_, quote, path) => {
        const module = relative(root, join(dirname(id), path))
        if (!ON_DEMAND.some((one) => one === module)) throw new Error(`${id} loads ${module}: add it to ON_DEMAND`)
        return `load(${quote}${ROOT_MARK}${module}.js${quote})`
      })
      return marked === code ? null : marked
    },
    renderChunk: (code, { fileName }) =>
      code.replaceAll(new RegExp(`${ROOT_MARK}([^"']+)`, 'g'), (_, module) => {
        const path = relative(dirname(fileName), module)
        return path.startsWith('.') ? path : `./${path}`
      }),
  }
}

/** Writes the names and addresses without white space: it is the largest module, and not for reading. */
const compactLocales: Plugin = {
  name: 'compact-locales',
  renderChunk: (code, { fileName }) => {
    if (fileName !== LOCALES) return null
    return minifySync(fileName, code, { compress: false, mangle: false, codegen: { removeWhitespace: true } }).code
  },
}

const LOCALES = 'mocks/entra/tenant/locales.js'

/** The categories of Faker's data that synthetic users need. */
const LOCALE_CATEGORIES = ['metadata', 'person', 'location', 'phone_number'] as const

/** Reduces Faker's locales to the data that synthetic users need: half of it is about animals, music and food. */
function usedLocales(root: string): Plugin {
  const file = join(root, 'mocks/entra/tenant/locales.ts')
  const exported = new Map<string, Readonly<Record<string, unknown>>>(
    Object.entries(faker as unknown as Record<string, Readonly<Record<string, unknown>>>),
  )
  return {
    name: 'used-locales',
    load: (id) => {
      if (id !== file) return null
      const [, list = ''] = /^export \{([^}]*)\} from '@faker-js\/faker'$/m.exec(readFileSync(file, 'utf8')) ?? []
      const names = list.split(',').flatMap((name) => (name.trim() === '' ? [] : [name.trim()]))
      const locales = names
        .filter((name) => name !== 'Faker')
        .map((name) => {
          const whole = exported.get(name) ?? {}
          const used = Object.fromEntries(LOCALE_CATEGORIES.map((category) => [category, whole[category]]))
          if (!isDeepStrictEqual(JSON.parse(JSON.stringify(used)), clean(used)))
            throw new Error(`the locale ${name} is not plain data`)
          return `export const ${name} = JSON.parse(${JSON.stringify(JSON.stringify(used))})\n`
        })
      return { code: `export { Faker } from '@faker-js/faker'\n${locales.join('')}`, moduleType: 'js' }
    },
  }
}

/** Returns a value without members that are undefined. */
function clean(value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined))
}

/** Returns the module of a chunk that must stay in its folder. */
function placedIn(root: string, moduleIds: readonly string[]): string | undefined {
  const names = moduleIds.map((id) => relative(root, id).replace(/\.ts$/, ''))
  return PLACED.find((module) => names.includes(module))
}

/** Throws if a module reads its own path but does not stay there. */
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
