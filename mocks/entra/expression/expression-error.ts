/** The kind of error. `syntax` to `too-deep` are found at compilation, the others at evaluation. */
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

/** An error in an expression. Its message says what is wrong, where, and what to do. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError'
  readonly code: ExpressionErrorCode
  /** The zero-based offset in the expression. */
  readonly position: number

  /** The signature of the function, as in the documentation, if the error is in a call. */
  signature: string | undefined

  constructor(code: ExpressionErrorCode, message: string, position: number) {
    super(message)
    this.code = code
    this.position = position
  }

  /**
   * Returns the message, the affected line of the source with a caret under the position, and the function's signature.
   */
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

/** The maximum number of characters of a line to show. */
const SHOWN = 120

/** Shortens a long line to the part around a column. */
function excerpt(line: string, column: number): { text: string; column: number } {
  if (line.length <= SHOWN) return { text: line, column }
  const from = Math.max(0, Math.min(column - SHOWN / 2, line.length - SHOWN))
  const to = from + SHOWN
  const head = from > 0 ? '… ' : ''
  return { text: `${head}${line.slice(from, to)}${to < line.length ? ' …' : ''}`, column: head.length + column - from }
}
