/** A comparison operator, allowed in the conditions of IIF and CBool. */
export type ComparisonOperator = '=' | '<>' | '>' | '>=' | '<' | '<='

/** A parsed expression; `position` is the zero-based offset of its first character. */
export type SyntaxTree =
  | { readonly kind: 'attribute'; readonly name: string; readonly position: number }
  | { readonly kind: 'string'; readonly value: string; readonly position: number }
  | { readonly kind: 'number'; readonly value: number; readonly text: string; readonly position: number }
  | { readonly kind: 'word'; readonly name: string; readonly position: number }
  | { readonly kind: 'omitted'; readonly position: number }
  | {
      readonly kind: 'call'
      readonly name: string
      readonly arguments: readonly SyntaxTree[]
      readonly position: number
    }
  | {
      readonly kind: 'comparison'
      readonly operator: ComparisonOperator
      readonly left: SyntaxTree
      readonly right: SyntaxTree
      readonly position: number
    }

/** Writes a tree as an expression; parsing the result returns the same tree, except for positions. */
export function print(tree: SyntaxTree): string {
  switch (tree.kind) {
    case 'attribute':
      return `[${tree.name}]`
    case 'string':
      return `"${tree.value.replaceAll(/["\\]/g, (character) => `\\${character}`)}"`
    case 'number':
      return tree.text
    case 'word':
      return tree.name
    case 'omitted':
      return ''
    case 'call':
      return `${tree.name}(${tree.arguments.map(print).join(', ')})`
    case 'comparison':
      return `${print(tree.left)} ${tree.operator} ${print(tree.right)}`
  }
}

/** Returns the names of all attributes that a tree reads. */
export function attributesOf(tree: SyntaxTree): Set<string> {
  switch (tree.kind) {
    case 'attribute':
      return new Set([tree.name])
    case 'call':
      return new Set(tree.arguments.flatMap((argument) => [...attributesOf(argument)]))
    case 'comparison':
      return attributesOf(tree.left).union(attributesOf(tree.right))
    default:
      return new Set()
  }
}
