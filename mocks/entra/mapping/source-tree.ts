import { functionTable, parse, print, type SyntaxTree } from '../expression/index.ts'
import type { MappingSource } from './synchronization-schema.ts'

/**
 * Returns Graph's attributeMappingSource of an expression, with the tree that Entra returns with it. Throws
 * ExpressionError.
 */
export function sourceOf(expression: string): MappingSource {
  return { ...treeOf(parse(expression)), expression }
}

function treeOf(tree: SyntaxTree): MappingSource {
  const expression = print(tree)
  switch (tree.kind) {
    case 'attribute':
      return { expression, name: tree.name, type: 'Attribute', parameters: [] }
    case 'call': {
      const keys = parameterKeys(tree.name, tree.arguments.length)
      const parameters = tree.arguments.map((argument, index) => ({ key: keys[index] ?? '', value: treeOf(argument) }))
      return { expression, name: tree.name, type: 'Function', parameters }
    }
    case 'comparison': {
      const parameters = [
        { key: 'left', value: treeOf(tree.left) },
        { key: 'right', value: treeOf(tree.right) },
      ]
      return { expression, name: tree.operator, type: 'Function', parameters }
    }
    case 'string':
      return constant(tree.value)
    case 'number':
      return constant(tree.text)
    case 'word':
      return constant(tree.name)
    case 'omitted':
      return constant('')
  }
}

/** Returns a constant; numbers and words are quoted in the tree, as in the sample of Graph's documentation. */
function constant(value: string): MappingSource {
  return { expression: print({ kind: 'string', value, position: 0 }), name: value, type: 'Constant', parameters: [] }
}

/** Returns the names of a call's parameters: those of the signature, continued by number after `…`. */
function parameterKeys(name: string, count: number): string[] {
  const signature = functionTable.get(name)?.signature ?? ''
  const [plain = '', repeated] = signature.slice(signature.indexOf('(') + 1, -1).split('…')
  const names = plain
    .split(',')
    .map((key) => key.trim())
    .filter((key) => key !== '')
  if (repeated === undefined) return names
  const start = names.findIndex((key) => /\d$/.test(key))
  const bases = names.filter((key) => key.endsWith('1')).map((key) => key.slice(0, -1))
  const isNumbered = start !== -1 && bases.length > 0
  return Array.from({ length: count }, (_, index) => {
    if (!isNumbered || index < start) return names[index] ?? ''
    const place = index - start
    return `${bases[place % bases.length] ?? ''}${Math.floor(place / bases.length) + 1}`
  })
}
