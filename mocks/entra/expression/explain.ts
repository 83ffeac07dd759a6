import { compileTree, type ExpressionEnvironment, scopeOf } from './compile.ts'
import { ExpressionError } from './expression-error.ts'
import { parse } from './parser.ts'
import type { SourceObject } from './source-object.ts'
import { print, type SyntaxTree } from './syntax-tree.ts'
import type { Evaluate, ExpressionValue } from './value.ts'

/** One evaluated part of an expression. A literal such as `"x"` or `8` is not a step. */
export interface ExplainedStep {
  /** The source of the part, printed from its syntax tree. */
  readonly expression: string
  /** The zero-based offset in the expression. */
  readonly position: number
  /** 0 for the whole expression, 1 for its arguments, and so on. */
  readonly depth: number
  readonly outcome: ExplainedOutcome
}

/** The result of a part or of the whole expression. */
export type ExplainedOutcome = { readonly value: ExpressionValue } | { readonly error: ExpressionError }

/** An evaluation with its steps, in the order of their completion: innermost first, the whole last. */
export interface Explanation {
  readonly steps: readonly ExplainedStep[]
  readonly outcome: ExplainedOutcome
}

/**
 * Evaluates an expression and records the value of every evaluated call, attribute and comparison. An error becomes the
 * outcome.
 */
export function explain(source: string, object: SourceObject, environment: ExpressionEnvironment = {}): Explanation {
  const steps: ExplainedStep[] = []
  let depth = 0
  const watch = (tree: SyntaxTree, evaluate: Evaluate): Evaluate => {
    if (tree.kind === 'string' || tree.kind === 'number' || tree.kind === 'word') return evaluate
    return (scope) => {
      const step = { expression: print(tree), position: tree.position, depth }
      depth += 1
      try {
        const value = evaluate(scope)
        steps.push({ ...step, outcome: { value } })
        return value
      } catch (error) {
        // Only the innermost failing part reports its error; the parts around it did not finish.
        if (error instanceof ExpressionError && !steps.some(({ outcome }) => 'error' in outcome)) {
          steps.push({ ...step, outcome: { error } })
        }
        throw error
      } finally {
        depth -= 1
      }
    }
  }
  try {
    return { steps, outcome: { value: compileTree(parse(source), watch)(scopeOf(object, environment)) } }
  } catch (error) {
    if (error instanceof ExpressionError) return { steps, outcome: { error } }
    throw error
  }
}
