import { ExpressionError } from './expression-error.ts'
import {
  type Argument,
  asNumber,
  asText,
  checkLength,
  type Evaluate,
  type ExpressionValue,
  type Scope,
} from './value.ts'

/** A function of the language: its signature, its number of arguments, and its compiler. */
export interface FunctionDefinition {
  readonly name: string
  /** The signature as in the documentation: `Mid(source, start, length)`. */
  readonly signature: string
  readonly minimum: number
  readonly maximum: number
  /** Compiles a call into a closure. Throws ExpressionError for errors that are visible before evaluation. */
  compile(given: readonly Argument[], position: number): Evaluate
}

/** The arguments of a call at evaluation, by index. An omitted or absent one is null. */
export interface Values {
  readonly scope: Scope
  readonly count: number
  /** Returns true if the argument is present, even as an empty string. */
  isGiven(index: number): boolean
  value(index: number): ExpressionValue
  text(index: number): string | null
  number(index: number): number | null
  position(index: number): number
}

/** Defines a function whose result depends only on the values of its arguments. */
export function define(
  signature: string,
  minimum: number,
  maximum: number,
  apply: (values: Values) => ExpressionValue,
): FunctionDefinition {
  return {
    name: signature.slice(0, signature.indexOf('(')),
    signature,
    minimum,
    maximum,
    compile: (given, position) => (scope) => {
      const result = apply(valuesOf(given, scope, position))
      if (typeof result === 'string') checkLength(result.length, position)
      return result
    },
  }
}

function valuesOf(given: readonly Argument[], scope: Scope, position: number): Values {
  const value = (index: number): ExpressionValue => given[index]?.evaluate(scope) ?? null
  const placeOf = (index: number): number => given[index]?.position ?? position
  return {
    scope,
    count: given.length,
    isGiven: (index) => given[index] !== undefined && !isOmitted(given[index]),
    value,
    text: (index) => asText(value(index), placeOf(index)),
    number: (index) => asNumber(value(index), placeOf(index)),
    position: placeOf,
  }
}

const omitted = new WeakSet<Argument>()

/** Creates the argument for an empty position between two commas. */
export function omittedArgument(position: number): Argument {
  const argument: Argument = { evaluate: () => null, constant: undefined, word: undefined, call: undefined, position }
  omitted.add(argument)
  return argument
}

/** Returns whether an argument is an empty position between two commas. */
export function isOmitted(argument: Argument | undefined): boolean {
  return argument === undefined || omitted.has(argument)
}

/** Throws an `invalid-argument`. */
export function rejectArgument(message: string, position: number): never {
  throw new ExpressionError('invalid-argument', message, position)
}
