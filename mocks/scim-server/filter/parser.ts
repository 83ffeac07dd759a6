import { badRequest } from '../wire/scim-error.ts'
import { COMPARISONS, type Comparison, type ComparisonValue, type Filter } from './filter.ts'
import { type Token, tokenize } from './lexer.ts'

/** The maximum length of a filter in UTF-16 units, and the maximum depth of its brackets. */
const FILTER_LIMITS = { length: 8192, depth: 64 } as const

/** The tolerances of the grammar. */
export interface FilterGrammar {
  readonly unquotedFilterValues: boolean
  readonly comparedValuePaths: boolean
}

/** Parses a filter by the grammar of RFC 7644 figure 1. Throws a ScimError 400 `invalidFilter` that names the position. */
export function parseFilter(source: string, grammar: FilterGrammar): Filter {
  if (source.length > FILTER_LIMITS.length)
    throw badRequest('invalidFilter', `a filter has at most ${FILTER_LIMITS.length} characters`)
  const parser = new FilterParser(tokenize(source), grammar)
  return parser.parse()
}

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/
const ATTRIBUTE_PATH = /^(?:[A-Za-z][\w.\-:/]*:)?[A-Za-z][\w$-]*(?:\.[A-Za-z$][\w$-]*)?$/
const SUB_ATTRIBUTE = /^\.([A-Za-z$][\w$-]*)$/
const LITERALS: ReadonlyMap<string, ComparisonValue> = new Map<string, ComparisonValue>([
  ['true', true],
  ['false', false],
  ['null', null],
])

class FilterParser {
  readonly #tokens: readonly Token[]
  readonly #grammar: FilterGrammar
  #index = 0
  #depth = 0

  constructor(tokens: readonly Token[], grammar: FilterGrammar) {
    this.#tokens = tokens
    this.#grammar = grammar
  }

  parse(): Filter {
    const filter = this.#or(false)
    if (this.#peek().kind !== 'end') throw this.#unexpected('and, or, or the end')
    return filter
  }

  /** FILTER = and *( SP "or" SP and ) */
  #or(inValuePath: boolean): Filter {
    const operands = [this.#and(inValuePath)]
    while (this.#takeWord('or')) operands.push(this.#and(inValuePath))
    return operands.length === 1 && operands[0] !== undefined ? operands[0] : { kind: 'or', operands }
  }

  /** and = term *( SP "and" SP term ) */
  #and(inValuePath: boolean): Filter {
    const operands = [this.#term(inValuePath)]
    while (this.#takeWord('and')) operands.push(this.#term(inValuePath))
    return operands.length === 1 && operands[0] !== undefined ? operands[0] : { kind: 'and', operands }
  }

  /** term = attrExp / valuePath / ["not"] "(" FILTER ")" */
  #term(inValuePath: boolean): Filter {
    const token = this.#peek()
    if (token.kind === '(') return this.#group(inValuePath)
    if (token.kind === 'word' && token.text.toLowerCase() === 'not' && this.#peek(1).kind === '(') {
      this.#index += 1
      return { kind: 'not', operand: this.#group(inValuePath) }
    }
    if (token.kind !== 'word' || !ATTRIBUTE_PATH.test(token.text)) throw this.#unexpected('an attribute name')
    this.#index += 1
    if (this.#peek().kind !== '[') return this.#comparison(token.text)
    if (inValuePath) throw this.#unexpected('an operator, since value paths do not nest')
    return this.#valuePath(token.text)
  }

  /** "(" FILTER ")" */
  #group(inValuePath: boolean): Filter {
    this.#expect('(')
    this.#enter()
    const filter = this.#or(inValuePath)
    this.#expect(')')
    this.#depth -= 1
    return filter
  }

  /** valuePath = attrPath "[" valFilter "]" */
  #valuePath(path: string): Filter {
    this.#expect('[')
    this.#enter()
    const filter = this.#or(true)
    this.#expect(']')
    this.#depth -= 1
    const sub = SUB_ATTRIBUTE.exec(this.#peek().kind === 'word' ? this.#peek().text : '')?.[1]
    if (sub === undefined) return { kind: 'valuePath', path, filter }
    if (!this.#grammar.comparedValuePaths) throw this.#unexpected('and, or, or the end')
    this.#index += 1
    return { kind: 'valuePath', path, filter: { kind: 'and', operands: [filter, this.#comparison(sub)] } }
  }

  /** attrExp = ( attrPath SP "pr" ) / ( attrPath SP compareOp SP compValue ) */
  #comparison(path: string): Filter {
    const token = this.#peek()
    const operator = token.kind === 'word' ? token.text.toLowerCase() : ''
    if (operator === 'pr') {
      this.#index += 1
      return { kind: 'present', path }
    }
    if (!isComparison(operator)) throw this.#unexpected(`one of ${COMPARISONS.join(', ')}, pr`)
    this.#index += 1
    return { kind: 'comparison', path, operator, value: this.#value() }
  }

  /** compValue = false / null / true / number / string */
  #value(): ComparisonValue {
    const token = this.#peek()
    this.#index += 1
    if (token.kind === 'string') return token.text
    if (token.kind === 'word') {
      const literal = LITERALS.get(token.text)
      if (literal !== undefined) return literal
      if (NUMBER.test(token.text)) return Number(token.text)
      if (this.#grammar.unquotedFilterValues && !token.text.startsWith("'")) return token.text
    }
    this.#index -= 1
    throw this.#unexpected('a quoted string, a number, true, false or null')
  }

  #enter(): void {
    this.#depth += 1
    if (this.#depth > FILTER_LIMITS.depth)
      throw badRequest('invalidFilter', `a filter nests at most ${FILTER_LIMITS.depth} brackets`)
  }

  #peek(ahead = 0): Token {
    return this.#tokens[this.#index + ahead] ?? { kind: 'end', text: 'the end', position: 0 }
  }

  #takeWord(word: string): boolean {
    const token = this.#peek()
    const isTaken = token.kind === 'word' && token.text.toLowerCase() === word
    if (isTaken) this.#index += 1
    return isTaken
  }

  #expect(kind: Token['kind']): void {
    if (this.#peek().kind !== kind) throw this.#unexpected(kind)
    this.#index += 1
  }

  #unexpected(expected: string): Error {
    const { text, position } = this.#peek()
    const found = text.length > 40 ? `${text.slice(0, 40)}…` : text
    return badRequest(
      'invalidFilter',
      `the filter has "${found}" at position ${position}, where ${expected} is expected`,
    )
  }
}

function isComparison(operator: string): operator is Comparison {
  return (COMPARISONS as readonly string[]).includes(operator)
}
