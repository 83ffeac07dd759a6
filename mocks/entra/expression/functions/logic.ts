import { ExpressionError } from '../expression-error.ts'
import { define, type FunctionDefinition, isOmitted } from '../function-definition.ts'
import type { Reading } from '../reading.ts'
import { type Argument, asNumber, asText, type Evaluate, type ExpressionValue, isNullOrEmpty } from '../value.ts'

const isTrue = (value: ExpressionValue): boolean =>
  value === true ||
  (typeof value === 'number' && value !== 0) ||
  (typeof value === 'string' && value.toLowerCase() === 'true')

/** Conditional functions (Microsoft documentation, "Functions for customizing application data"). */
export const logicFunctions: readonly FunctionDefinition[] = [
  {
    name: 'Switch',
    signature: 'Switch(source, defaultValue, key1, value1, key2, value2, …)',
    minimum: 4,
    maximum: 10_000,
    compile: compileSwitch,
  },
  { name: 'IIF', signature: 'IIF(condition, valueIfTrue, valueIfFalse)', minimum: 3, maximum: 3, compile: compileIif },
  define('Coalesce(source1, source2, …, defaultValue)', 1, 10_000, (values) => {
    for (let index = 0; index < values.count; index += 1) {
      const value = values.value(index)
      if (value !== null) return value
    }
    return null
  }),
  define('IgnoreFlowIfNullOrEmpty(expression)', 1, 1, (values) => {
    const value = values.value(0)
    return isNullOrEmpty(value) ? null : value
  }),
  define('IsNull(Expression)', 1, 1, (values) => values.value(0) === null),
  define('IsNullOrEmpty(Expression)', 1, 1, (values) => isNullOrEmpty(values.value(0))),
  define('IsPresent(Expression)', 1, 1, (values) => !isNullOrEmpty(values.value(0))),
  define('Not(source)', 1, 1, (values) => !isTrue(values.value(0))),
  define('CBool(Expression)', 1, 1, (values) => isTrue(values.value(0))),
  define('BitAnd(value1, value2)', 2, 2, (values) => {
    const left = values.number(0) ?? 0
    const right = values.number(1) ?? 0
    return Number(BigInt.asIntN(64, BigInt(Math.trunc(left)) & BigInt(Math.trunc(right))))
  }),
]

/** Literal keys, the usual case, are looked up in a table; a key `""` matches an absent source. */
function compileSwitch(given: readonly Argument[], position: number): Evaluate {
  if (given.length % 2 !== 0) {
    throw new ExpressionError(
      'wrong-argument-count',
      `Switch takes a source, a default and pairs of key and value: an even number, not ${given.length}`,
      position,
    )
  }
  const [source, fallback] = given
  if (source === undefined) throw new ExpressionError('wrong-argument-count', 'Switch needs a source', position)
  const pairs = pairsOf(given.slice(2))
  const otherwise: Evaluate = fallback === undefined || isOmitted(fallback) ? () => null : fallback.evaluate
  const keyText = (value: ExpressionValue): string => asText(value, source.position) ?? ''

  if (pairs.every(([key]) => typeof key.constant === 'string' || isOmitted(key))) {
    const table = new Map<string, Evaluate>()
    for (const [key, value] of pairs) {
      const text = typeof key.constant === 'string' ? key.constant : ''
      // The first of two equal keys is used, because they are compared in the order written.
      if (!table.has(text)) table.set(text, value.evaluate)
    }
    return (scope) => (table.get(keyText(source.evaluate(scope))) ?? otherwise)(scope)
  }
  return (scope) => {
    const text = keyText(source.evaluate(scope))
    const match = pairs.find(([key]) => (asText(key.evaluate(scope), key.position) ?? '') === text)
    return (match?.[1].evaluate ?? otherwise)(scope)
  }
}

function pairsOf(list: readonly Argument[]): [Argument, Argument][] {
  const pairs: [Argument, Argument][] = []
  for (let index = 0; index + 1 < list.length; index += 2) {
    const key = list[index]
    const value = list[index + 1]
    if (key !== undefined && value !== undefined) pairs.push([key, value])
  }
  return pairs
}

function compileIif(given: readonly Argument[], position: number): Evaluate {
  const [condition, whenTrue, whenFalse] = given
  if (condition === undefined || whenTrue === undefined || whenFalse === undefined) {
    throw new ExpressionError('wrong-argument-count', 'IIF takes a condition and two values', position)
  }
  const { call, position: at } = condition
  // This is the result of a presence test on an empty attribute, which the documentation calls unsupported.
  const resultOnEmpty = call === 'IsPresent' ? false : call === 'IsNull' || call === 'IsNullOrEmpty' ? true : undefined
  return (scope) => {
    const value = condition.evaluate(scope)
    const isOnEmpty = isNullOrEmpty(value) || value === resultOnEmpty
    if (isOnEmpty && scope.reading.emptyCondition === 'fails') failOnEmpty(at)
    return !isOnEmpty && isTrue(value) ? whenTrue.evaluate(scope) : whenFalse.evaluate(scope)
  }
}

/**
 * Compares values for IIF and CBool: as numbers if both are numbers, else as case-sensitive strings. Throws
 * `condition-on-empty`, as the documentation warns.
 */
export function compare(
  operator: string,
  left: ExpressionValue,
  right: ExpressionValue,
  position: number,
  emptyCondition: Reading['emptyCondition'] | 'compared',
): boolean {
  const isOnEmpty = isNullOrEmpty(left) || isNullOrEmpty(right)
  if (isOnEmpty && emptyCondition !== 'compared') {
    if (emptyCondition === 'is-false') return false
    failOnEmpty(position)
  }
  const [a, b] = (isOnEmpty ? undefined : bothNumbers(left, right, position)) ?? [
    asText(left, position) ?? '',
    asText(right, position) ?? '',
  ]
  switch (operator) {
    case '=':
      return a === b
    case '<>':
      return a !== b
    case '>':
      return a > b
    case '>=':
      return a >= b
    case '<':
      return a < b
    default:
      return a <= b
  }
}

function failOnEmpty(position: number): never {
  throw new ExpressionError(
    'condition-on-empty',
    'a condition on an empty attribute fails in Entra; use Switch with a key "", or Coalesce inside the condition',
    position,
  )
}

function bothNumbers(left: ExpressionValue, right: ExpressionValue, position: number): [number, number] | undefined {
  if (typeof left !== 'number' && typeof right !== 'number') return undefined
  try {
    const a = asNumber(left, position)
    const b = asNumber(right, position)
    return a === null || b === null ? undefined : [a, b]
  } catch {
    return undefined
  }
}
