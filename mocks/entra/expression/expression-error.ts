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
    return `${this.message}${place}\n  ${line}\n  ${' '.repeat(this.position - lineStart)}^${signature}`
  }
}
