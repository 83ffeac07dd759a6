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

  constructor(code: ExpressionErrorCode, message: string, position: number) {
    super(message)
    this.code = code
    this.position = position
  }

  /** The message, the line of the source it speaks of, and a caret under the place. */
  show(source: string): string {
    const before = source.slice(0, this.position)
    const lineStart = before.lastIndexOf('\n') + 1
    const lineEnd = source.indexOf('\n', this.position)
    const line = source.slice(lineStart, lineEnd === -1 ? undefined : lineEnd)
    const line1 = before.split('\n').length
    const place = line1 > 1 ? ` (line ${line1})` : ''
    return `${this.message}${place}\n  ${line}\n  ${' '.repeat(this.position - lineStart)}^`
  }
}
