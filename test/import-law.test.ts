import { readFileSync } from 'node:fs'
import { glob } from 'node:fs/promises'
import { dirname, join, matchesGlob, normalize, relative } from 'node:path'
import { expect } from 'chai'

const root = join(import.meta.dirname, '..')

interface Layer {
  readonly folder: string
  readonly mayImport: readonly string[]
}

/** Reads the rows `folder: names`; a row about the inside of a layer begins with `inside`. */
function readRows(): Layer[] {
  const lines = readFileSync(join(import.meta.dirname, 'import-law.list'), 'utf8').split('\n')
  return lines
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line) => {
      const [folder = '', rest = ''] = line.split(':')
      return { folder: folder.trim(), mayImport: rest.split(/\s+/).filter(Boolean) }
    })
}

const INSIDE = 'inside '

const readLaw = (): Layer[] => readRows().filter(({ folder }) => !folder.startsWith(INSIDE))

/** Reads the folders inside layers, from the lowest to the highest. */
const readInside = (): { readonly layer: string; readonly order: readonly string[] }[] =>
  readRows()
    .filter(({ folder }) => folder.startsWith(INSIDE))
    .map(({ folder, mayImport }) => ({ layer: folder.slice(INSIDE.length), order: mayImport }))

/** Returns the layer of a file: the most specific row that matches, exact names before patterns, long before short. */
function layerOf(file: string, law: readonly Layer[]): Layer | undefined {
  return law
    .filter(({ folder }) => matchesGlob(file, `${folder}/**`))
    .sort(
      (a, b) => Number(a.folder.includes('*')) - Number(b.folder.includes('*')) || b.folder.length - a.folder.length,
    )[0]
}

function importsOf(file: string): string[] {
  const source = readFileSync(join(root, file), 'utf8')
  const specifiers = [...source.matchAll(/(?:\bfrom|^import|\bimport\()\s*['"](\.[^'"]+)['"]/gm)].map(
    (match) => match[1] ?? '',
  )
  return specifiers.map((specifier) => normalize(join(dirname(file), specifier)))
}

/** Returns the files that a file loads when it is loaded: neither types nor modules that it loads later. */
function loadsOf(file: string): string[] {
  const source = readFileSync(join(root, file), 'utf8')
  const specifiers = [...source.matchAll(/^(?:import|export)(?! type\b)[^;'"]*?['"](\.[^'"]+)['"]/gm)].map(
    (match) => match[1] ?? '',
  )
  return specifiers.map((specifier) => normalize(join(dirname(file), specifier)))
}

async function sourceFiles(): Promise<string[]> {
  const files: string[] = []
  for await (const file of glob('{mocks,suites,harness,reports}/**/*.{ts,tsx}', { cwd: root })) files.push(file)
  // A test beside the code may import anything below the layers that its own layer may import: it is not a part of
  // the product.
  return files.filter((file) => !file.endsWith('.test.ts') && !file.includes('/node_modules/')).sort()
}

describe('the import law', () => {
  const law = readLaw()

  it('covers every source file', async () => {
    const unassigned = (await sourceFiles()).filter((file) => layerOf(file, law) === undefined)
    expect(unassigned, 'files of no layer; add a row to test/import-law.list').to.deep.equal([])
  })

  it('allows only entry points, and only those of lower layers', async () => {
    const breaches: string[] = []
    for (const file of await sourceFiles()) {
      const layer = layerOf(file, law)
      if (layer === undefined) continue
      for (const imported of importsOf(file)) {
        const other = layerOf(imported, law)
        if (other?.folder === layer.folder) continue
        const isEntryPoint = other !== undefined && relative(other.folder, imported) === 'index.ts'
        if (other === undefined || !layer.mayImport.includes(other.folder) || !isEntryPoint)
          breaches.push(`${file} → ${imported}`)
      }
    }
    expect(breaches, `the law is test/import-law.list`).to.deep.equal([])
  })

  for (const { layer, order } of readInside())
    it(`allows inside ${layer} only imports of folders below`, async () => {
      /** Returns the folder of a file, as the row names it. */
      const placeOf = (file: string): string => {
        const parts = relative(layer, file).split('/')
        return parts.length === 1 ? '.' : (parts[0] ?? '.')
      }
      const breaches: string[] = []
      for (const file of await sourceFiles()) {
        if (layerOf(file, law)?.folder !== layer) continue
        const height = order.indexOf(placeOf(file))
        if (height === -1) breaches.push(`${file} is in no folder of the row`)
        for (const imported of importsOf(file)) {
          if (layerOf(imported, law)?.folder !== layer) continue
          if (order.indexOf(placeOf(imported)) > height) breaches.push(`${file} → ${imported}`)
        }
      }
      expect(breaches, `the order is a row of test/import-law.list`).to.deep.equal([])
    })

  it('allows no file that loads itself in a cycle', async () => {
    const loads = new Map((await sourceFiles()).map((file) => [file, loadsOf(file)]))
    const ended = new Set<string>()
    const cycles: string[] = []
    const visit = (file: string, path: readonly string[]): void => {
      if (path.includes(file)) cycles.push([...path.slice(path.indexOf(file)), file].join(' → '))
      if (path.includes(file) || ended.has(file)) return
      for (const next of loads.get(file) ?? []) visit(next, [...path, file])
      ended.add(file)
    }
    for (const file of loads.keys()) visit(file, [])
    expect(cycles).to.deep.equal([])
  })

  it('allows no layer that imports upwards in a cycle', () => {
    const reaches = (from: string, seen: Set<string> = new Set()): Set<string> => {
      for (const next of law.find(({ folder }) => folder === from)?.mayImport ?? []) {
        if (!seen.has(next)) reaches(next, seen.add(next))
      }
      return seen
    }
    for (const { folder } of law) expect([...reaches(folder)], folder).to.not.include(folder)
  })
})
