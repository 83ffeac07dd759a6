/** An error of an expression in parts: the message, and the position. */
export interface ExpressionProblem {
  readonly message: string
  /** The line and column, from 1; undefined if the message has no caret. */
  readonly place: { readonly line: number; readonly column: number } | undefined
  /** The line of the expression with a caret under it, and the signature of the function. */
  readonly excerpt: string
}

/**
 * Parses the message of `parseExpression`: a sentence, the line of the expression, a caret under the position, and
 * the signature of the function if it helps.
 */
export function readProblem(message: string, expression: string): ExpressionProblem {
  const [first = '', ...rest] = message.split('\n')
  const shownLine = rest[0]?.slice(2) ?? ''
  const caret = rest.findIndex((line) => /^\s*\^$/.test(line))
  const excerpt = rest.map((line) => line.replace(/^ {2}/, '')).join('\n')
  const line = Number(/ \(line (\d+)\)$/.exec(first)?.[1] ?? 1)
  const sentence = first.replace(/ \(line \d+\)$/, '')
  if (caret < 1) return { message: sentence, place: undefined, excerpt }
  const column = (rest[caret]?.indexOf('^') ?? 2) - 2
  const whole = expression.split('\n')[line - 1] ?? ''
  // A long line is shortened: to its end, or around the position.
  const part = shownLine.replace(/^… /, '').replace(/ …$/, '')
  const from = shownLine.endsWith(' …') ? whole.indexOf(part) : whole.length - part.length
  const cut = shownLine.startsWith('… ') && from >= 0 ? from - 2 : 0
  return { message: sentence, place: { line, column: column + cut + 1 }, excerpt }
}

/** Returns the offset of a line and column in an expression. */
export function offsetOf(
  expression: string,
  { line, column }: { readonly line: number; readonly column: number },
): number {
  const before = expression.split('\n').slice(0, line - 1)
  return before.reduce((sum, text) => sum + text.length + 1, 0) + column - 1
}
