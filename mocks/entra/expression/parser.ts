import { ExpressionError } from './expression-error.ts'
import type { ComparisonOperator, SyntaxTree } from './syntax-tree.ts'
import { type Token, tokenise } from './token.ts'

/** The maximum number of characters of an expression (Entra documentation, known issues of provisioning). */
export const MAX_EXPRESSION_LENGTH = 10_000
/** The maximum depth of nested calls; Entra publishes no number. */
export const MAX_EXPRESSION_DEPTH = 100

/** Parses an expression. Throws ExpressionError `syntax`, `too-long`, `too-deep`. */
export function parse(source: string): SyntaxTree {
  if (source.length > MAX_EXPRESSION_LENGTH) {
    throw new ExpressionError(
      'too-long',
      `the expression has ${source.length} characters; Entra accepts at most ${MAX_EXPRESSION_LENGTH}`,
      MAX_EXPRESSION_LENGTH,
    )
  }
  return new Parser(tokenise(source)).expression()
}

class Parser {
  readonly #tokens: readonly Token[]
  #index = 0
  #depth = 0

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens
  }

  /** expression = term end */
  expression(): SyntaxTree {
    const tree = this.#comparison()
    const rest = this.#peek()
    if (rest.kind !== 'end')
      throw new ExpressionError('syntax', `unexpected ${show(rest)} after the end of the expression`, rest.position)
    return tree
  }

  /** comparison = term [ ("=" | "<>" | ">" | ">=" | "<" | "<=") term ] */
  #comparison(): SyntaxTree {
    const left = this.#term()
    const operator = this.#peek()
    if (operator.kind !== 'operator') return left
    this.#next()
    return {
      kind: 'comparison',
      operator: operator.text as ComparisonOperator,
      left,
      right: this.#term(),
      position: left.position,
    }
  }

  /** term = "[" name "]" | string | number | name | name "(" arguments ")" */
  #term(): SyntaxTree {
    const { kind, text, position } = this.#next()
    switch (kind) {
      case 'attribute':
        return { kind: 'attribute', name: text, position }
      case 'string':
        return { kind: 'string', value: text, position }
      case 'number':
        return {
          kind: 'number',
          value: text.startsWith('&H') ? Number.parseInt(text.slice(2), 16) : Number(text),
          text,
          position,
        }
      case 'identifier':
        return this.#peek().kind === '(' ? this.#call(text, position) : { kind: 'word', name: text, position }
      default:
        throw new ExpressionError(
          'syntax',
          `expected a function, an [attribute], a "string" or a number, not ${show({ kind, text, position })}`,
          position,
        )
    }
  }

  /** arguments = [ argument *( "," argument ) ] ; argument = [ comparison ], an empty argument is omitted */
  #call(name: string, position: number): SyntaxTree {
    this.#depth += 1
    if (this.#depth > MAX_EXPRESSION_DEPTH)
      throw new ExpressionError('too-deep', `calls are nested more than ${MAX_EXPRESSION_DEPTH} deep`, position)
    this.#next()
    const given: SyntaxTree[] = []
    if (this.#peek().kind === ')') {
      this.#next()
      this.#depth -= 1
      return { kind: 'call', name, arguments: given, position }
    }
    for (;;) {
      const token = this.#peek()
      given.push(
        token.kind === ',' || token.kind === ')' ? { kind: 'omitted', position: token.position } : this.#comparison(),
      )
      const separator = this.#next()
      if (separator.kind === ')') break
      if (separator.kind !== ',') {
        throw new ExpressionError(
          'syntax',
          `expected a comma or the closing parenthesis of ${name}(, not ${show(separator)}`,
          separator.position,
        )
      }
    }
    this.#depth -= 1
    return { kind: 'call', name, arguments: given, position }
  }

  #peek(): Token {
    return this.#tokens[this.#index] ?? { kind: 'end', text: '', position: 0 }
  }

  #next(): Token {
    const token = this.#peek()
    this.#index += 1
    return token
  }
}

function show({ kind, text }: Token): string {
  return kind === 'end' ? 'the end' : JSON.stringify(text)
}
