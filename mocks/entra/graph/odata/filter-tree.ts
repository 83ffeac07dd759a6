import { type FilterToken, filterError, filterTokens, type Literal } from './filter-token.ts'

const COMPARISONS = ['eq', 'ne', 'gt', 'ge', 'lt', 'le'] as const
export type Comparison = (typeof COMPARISONS)[number]
const TESTS = ['startswith', 'endswith', 'contains'] as const
export type StringTest = (typeof TESTS)[number]

/** A value in a filter: a path, a literal, or a path in lower or upper case. */
export type Operand =
  | { readonly kind: 'path'; readonly path: readonly string[]; readonly position: number }
  | { readonly kind: 'literal'; readonly value: Literal }

/** A parsed filter. */
export type FilterTree =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly FilterTree[] }
  | { readonly kind: 'not'; readonly part: FilterTree }
  | { readonly kind: 'compare'; readonly operator: Comparison; readonly left: Operand; readonly right: Operand }
  | { readonly kind: 'in'; readonly left: Operand; readonly values: readonly Literal[] }
  | { readonly kind: 'test'; readonly test: StringTest; readonly left: Operand; readonly right: Operand }
  | {
      readonly kind: 'any'
      readonly path: readonly string[]
      readonly position: number
      readonly variable: string
      readonly part: FilterTree
    }

const MAX_LENGTH = 15_000
const MAX_DEPTH = 50

/** Parses a filter: comparisons, `in`, `startswith`, `endswith`, `contains`, `tolower`, `toupper`, `any`, `and`, `or`, `not`. Throws GraphError. */
export function parseFilter(text: string): FilterTree {
  if (text.length > MAX_LENGTH) throw filterError(`more than ${MAX_LENGTH} characters`, MAX_LENGTH)
  const parser = new FilterParser(filterTokens(text), text.length)
  return parser.whole()
}

class FilterParser {
  readonly #tokens: readonly FilterToken[]
  readonly #end: number
  #index = 0
  #depth = 0

  constructor(tokens: readonly FilterToken[], end: number) {
    this.#tokens = tokens
    this.#end = end
  }

  whole(): FilterTree {
    const tree = this.#or()
    const left = this.#tokens[this.#index]
    if (left !== undefined) throw filterError('the clause does not end', left.position)
    return tree
  }

  #or(): FilterTree {
    this.#depth += 1
    if (this.#depth > MAX_DEPTH) throw filterError(`more than ${MAX_DEPTH} levels`, this.#position())
    const parts = [this.#and()]
    while (this.#takeWord('or')) parts.push(this.#and())
    this.#depth -= 1
    return single('or', parts)
  }

  #and(): FilterTree {
    const parts = [this.#unary()]
    while (this.#takeWord('and')) parts.push(this.#unary())
    return single('and', parts)
  }

  #unary(): FilterTree {
    let negations = 0
    while (this.#takeWord('not')) negations += 1
    const part = this.#primary()
    return negations % 2 === 1 ? { kind: 'not', part } : part
  }

  #primary(): FilterTree {
    if (this.#take('(')) {
      const inner = this.#or()
      this.#expect(')')
      return inner
    }
    const token = this.#tokens[this.#index]
    if (token?.kind === 'name' && this.#tokens[this.#index + 1]?.kind === '(') {
      const name = token.text.toLowerCase()
      const test = TESTS.find((known) => known === name)
      if (test !== undefined) return this.#stringTest(test)
      if (name.endsWith('/any')) return this.#any(token.text, token.position)
    }
    const left = this.#operand()
    if (this.#takeWord('in')) return { kind: 'in', left, values: this.#list() }
    const operator = COMPARISONS.find((known) => this.#takeWord(known))
    if (operator !== undefined) return { kind: 'compare', operator, left, right: this.#operand() }
    throw filterError(`one of ${COMPARISONS.join(', ')}, in is missing`, this.#position())
  }

  #stringTest(test: StringTest): FilterTree {
    this.#index += 1
    this.#expect('(')
    const left = this.#operand()
    this.#expect(',')
    const right = this.#operand()
    this.#expect(')')
    // OData also allows `contains(x,'y') eq true`, with the same meaning.
    if (this.#takeWord('eq')) {
      const literal = this.#operand()
      if (literal.kind !== 'literal' || typeof literal.value !== 'boolean')
        throw filterError('true or false is missing', this.#position())
      if (!literal.value) return { kind: 'not', part: { kind: 'test', test, left, right } }
    }
    return { kind: 'test', test, left, right }
  }

  #any(name: string, position: number): FilterTree {
    this.#index += 1
    this.#expect('(')
    const variable = this.#tokens[this.#index]
    if (variable?.kind !== 'name') throw filterError('the variable of any is missing', this.#position())
    this.#index += 1
    this.#expect(':')
    const part = this.#or()
    this.#expect(')')
    return { kind: 'any', path: name.split('/').slice(0, -1), position, variable: variable.text, part }
  }

  #operand(): Operand {
    const token = this.#tokens[this.#index]
    if (token === undefined) throw filterError('a property or value is missing', this.#end)
    this.#index += 1
    if (token.kind === 'literal') return { kind: 'literal', value: token.value }
    if (token.kind !== 'name') throw filterError(`unexpected '${token.kind}'`, token.position)
    const name = token.text.toLowerCase()
    if ((name === 'tolower' || name === 'toupper') && this.#take('(')) {
      this.#depth += 1
      if (this.#depth > MAX_DEPTH) throw filterError(`more than ${MAX_DEPTH} levels`, token.position)
      // Comparisons ignore letter case, so the function has no effect.
      const inner = this.#operand()
      this.#depth -= 1
      this.#expect(')')
      return inner
    }
    if (this.#tokens[this.#index]?.kind === '(')
      throw filterError(`the function '${token.text}' is not supported`, token.position)
    return { kind: 'path', path: token.text.split('/'), position: token.position }
  }

  #list(): Literal[] {
    this.#expect('(')
    const values: Literal[] = []
    do {
      const operand = this.#operand()
      if (operand.kind !== 'literal') throw filterError('a value is missing', operand.position)
      values.push(operand.value)
    } while (this.#take(','))
    this.#expect(')')
    return values
  }

  #take(kind: FilterToken['kind']): boolean {
    if (this.#tokens[this.#index]?.kind !== kind) return false
    this.#index += 1
    return true
  }

  #takeWord(word: string): boolean {
    const token = this.#tokens[this.#index]
    if (token?.kind !== 'name' || token.text.toLowerCase() !== word) return false
    this.#index += 1
    return true
  }

  #expect(kind: FilterToken['kind']): void {
    if (!this.#take(kind)) throw filterError(`'${kind}' is missing`, this.#position())
  }

  #position(): number {
    return this.#tokens[this.#index]?.position ?? this.#end
  }
}

function single(kind: 'and' | 'or', parts: readonly FilterTree[]): FilterTree {
  const [only] = parts
  return parts.length === 1 && only !== undefined ? only : { kind, parts }
}
