import { nearest } from '../../text/index.ts'
import { ExpressionError } from './expression-error.ts'
import { omittedArgument } from './function-definition.ts'
import { functionTable } from './function-table.ts'
import { compare } from './functions/logic.ts'
import { parse } from './parser.ts'
import { defaultReading, type Reading } from './reading.ts'
import type { SourceObject } from './source-object.ts'
import type { SyntaxTree } from './syntax-tree.ts'
import type { Argument, Evaluate, ExpressionValue, Scope } from './value.ts'

/** The external inputs of an evaluation; the current time and real randomness by default. */
export interface ExpressionEnvironment {
  readonly now?: () => Date
  /** Returns a random number in [0, 1). */
  readonly random?: () => number
  /** The tenant's default domain, for DefaultDomain(); by default that of the object's userPrincipalName. */
  readonly defaultDomain?: string
  /** Selects the other interpretation where the documentation is ambiguous. */
  readonly reading?: Partial<Reading>
}

/** An expression ready to be evaluated over many objects. */
export interface CompiledExpression {
  readonly source: string
  readonly tree: SyntaxTree
  /** Evaluates the expression for one object. Throws only ExpressionError. */
  evaluate(object: SourceObject, environment?: ExpressionEnvironment): ExpressionValue
  /** Evaluates in a scope that many expressions share. Throws only ExpressionError. */
  readonly run: Evaluate
}

/** Compiles an expression once. Throws ExpressionError. */
export function compile(source: string): CompiledExpression {
  const tree = parse(source)
  const run = compileTree(tree)
  return { source, tree, run, evaluate: (object, environment = {}) => run(scopeOf(object, environment)) }
}

/** Evaluates an expression over one object, e.g. `evaluate('ToLower([mail])', { mail: 'Jane@Contoso.com' })`. Throws ExpressionError. */
export function evaluate(source: string, object: SourceObject, environment?: ExpressionEnvironment): ExpressionValue {
  return compile(source).evaluate(object, environment)
}

/** Returns the scope of an evaluation: the object's attributes, the clock, the random source, the tenant's domain. */
export function scopeOf(
  object: SourceObject,
  { now = () => new Date(), random = Math.random, defaultDomain, reading }: ExpressionEnvironment,
): Scope {
  return {
    now,
    random,
    defaultDomain,
    object,
    reading: reading === undefined ? defaultReading : { ...defaultReading, ...reading },
  }
}

/** Compiles a tree; `watch` may wrap each compiled node to observe its evaluation. */
export function compileTree(
  tree: SyntaxTree,
  watch: (tree: SyntaxTree, evaluate: Evaluate) => Evaluate = (_, run) => run,
): Evaluate {
  return watch(tree, compileNode(tree, watch))
}

function compileNode(tree: SyntaxTree, watch: (tree: SyntaxTree, evaluate: Evaluate) => Evaluate): Evaluate {
  switch (tree.kind) {
    case 'attribute': {
      const name = asPropertyKey(tree.name)
      // Every object inherits `constructor` and similar names; a plain lookup is faster for all other names.
      if (name in Object.prototype) return ({ object }) => (Object.hasOwn(object, name) ? (object[name] ?? null) : null)
      return ({ object }) => object[name] ?? null
    }
    case 'string':
    case 'number': {
      const { value } = tree
      return () => value
    }
    case 'word':
      return () => tree.name
    case 'omitted':
      return () => null
    case 'comparison': {
      const left = compileTree(tree.left, watch)
      const right = compileTree(tree.right, watch)
      // The documented limit concerns attributes: "if the source attribute's value is null or empty, the condition
      // check fails".
      const isOfResults = [tree.left, tree.right].every(({ kind }) => kind !== 'attribute')
      return (scope) => {
        const { emptyCondition, emptyResult } = scope.reading
        const onEmpty = isOfResults && emptyResult === 'compared' ? 'compared' : emptyCondition
        return compare(tree.operator, left(scope), right(scope), tree.position, onEmpty)
      }
    }
    case 'call':
      return compileCall(tree, watch)
  }
}

/**
 * Returns the same string in the form in which the engine stores property names; a lookup by a substring of the source
 * is several times slower.
 */
function asPropertyKey(name: string): string {
  return Object.keys({ [name]: true })[0] ?? name
}

function compileCall(
  tree: SyntaxTree & { kind: 'call' },
  watch: (tree: SyntaxTree, evaluate: Evaluate) => Evaluate,
): Evaluate {
  const { name, position, arguments: given } = tree
  const definition = functionTable.get(name)
  if (definition === undefined) {
    const near = nearest(name, [...functionTable.keys()])
    throw new ExpressionError(
      'unknown-function',
      `unknown function ${name}${near === undefined ? '' : `; did you mean ${near}?`}`,
      position,
    )
  }
  const nested = given.find((argument) => argument.kind === 'call' && argument.name === 'SelectUniqueValue')
  if (nested !== undefined) {
    throw new ExpressionError(
      'invalid-argument',
      'SelectUniqueValue must be the outermost function; it cannot be an argument of another function',
      nested.position,
    )
  }
  const { minimum, maximum, signature } = definition
  // Trailing empty arguments occur in the documentation and have no meaning.
  const count = given.length
  if (count < minimum || (count > maximum && !given.slice(maximum).every(({ kind }) => kind === 'omitted'))) {
    const range =
      minimum === maximum ? `${minimum}` : maximum > 1000 ? `at least ${minimum}` : `${minimum} to ${maximum}`
    throw new ExpressionError(
      'wrong-argument-count',
      `${name} takes ${range} argument${range === '1' ? '' : 's'}, not ${count}: ${signature}`,
      position,
    )
  }
  const run = definition.compile(
    given.slice(0, maximum).map((argument) => compileArgument(argument, watch)),
    position,
  )
  return (scope) => {
    try {
      return run(scope)
    } catch (error) {
      // The outer calls throw the error again. The innermost signature is set first and is the relevant one.
      if (error instanceof ExpressionError) error.signature ??= signature
      throw error
    }
  }
}

function compileArgument(tree: SyntaxTree, watch: (tree: SyntaxTree, evaluate: Evaluate) => Evaluate): Argument {
  if (tree.kind === 'omitted') return omittedArgument(tree.position)
  return {
    evaluate: compileTree(tree, watch),
    constant: tree.kind === 'string' || tree.kind === 'number' ? tree.value : undefined,
    word: tree.kind === 'word' ? tree.name : undefined,
    call: tree.kind === 'call' ? tree.name : undefined,
    position: tree.position,
  }
}
