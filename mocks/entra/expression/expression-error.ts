/** What went wrong in an expression. `syntax` to `too-deep` are found when it is compiled, the others when it is evaluated. */
export type ExpressionErrorCode =
  | 'syntax'
  | 'unknown-function'
  | 'wrong-argument-count'
  | 'too-long'
  | 'too-deep'
  | 'wrong-type'
  | 'invalid-argument'
  | 'invalid-regular-expression'
  | 'condition-on-empty'
  | 'result-too-long'

/** A faulty expression, told to a person: what, where, and what to do. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError'
  readonly code: ExpressionErrorCode
  /** Zero-based offset into the expression's text. */
  readonly position: number

  /** The function concerned, as the documentation writes it, where the error is one of its call. */
  signature: string | undefined

  constructor(code: ExpressionErrorCode, message: string, position: number) {
    super(message)
    this.code = code
    this.position = position
  }

  /** The message, the line of the source it speaks of, a caret under the place, and the function's signature. */
  show(source: string): string {
    const before = source.slice(0, this.position)
    const lineStart = before.lastIndexOf('\n') + 1
    const lineEnd = source.indexOf('\n', this.position)
    const line = source.slice(lineStart, lineEnd === -1 ? undefined : lineEnd)
    const line1 = before.split('\n').length
    const place = line1 > 1 ? ` (line ${line1})` : ''
    const signature =
      this.signature === undefined || this.message.includes(this.signature) ? '' : `\n  ${this.signature}`
    const { text, column } = excerpt(line, this.position - lineStart)
    return `${this.message}${place}\n  ${text}\n  ${' '.repeat(column)}^${signature}`
  }
}

/** What a terminal shows of a line at most, in characters. */
const SHOWN = 120

/** A long line is cut to what stands around the place. */
function excerpt(line: string, column: number): { text: string; column: number } {
  if (line.length <= SHOWN) return { text: line, column }
  const from = Math.max(0, Math.min(column - SHOWN / 2, line.length - SHOWN))
  const to = from + SHOWN
  const head = from > 0 ? '… ' : ''
  return { text: `${head}${line.slice(from, to)}${to < line.length ? ' …' : ''}`, column: head.length + column - from }
}
