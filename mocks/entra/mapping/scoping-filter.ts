import { nearest } from '../../text/index.ts'
import { ExpressionError } from '../expression/expression-error.ts'
import { compilePattern } from '../expression/regular-expression.ts'
import type { SourceObject, SourceValue } from '../expression/source-object.ts'
import type { ScopingClause, ScopingFilter } from './synchronization-schema.ts'

type Test = (value: string) => boolean
type Operator = (operands: readonly string[], patterns: ScopingPatterns) => Test

/** Whether a pattern of REGEX MATCH must match the whole value or a part of it. */
export type ScopingPatterns = 'whole' | 'part'

const first = (operands: readonly string[]): string => operands[0] ?? ''
const is =
  (wanted: 'true' | 'false'): Test =>
  (value) =>
    value.toLowerCase() === wanted

/** The operators of Microsoft's "Scoping users or groups with scoping filters". Only IS NULL matches an empty value. */
const OPERATORS: Readonly<Record<string, Operator>> = {
  EQUALS: (operands) => (value) => operands.includes(value),
  'NOT EQUALS': (operands) => (value) => !operands.includes(value),
  'IS TRUE': () => is('true'),
  'IS FALSE': () => is('false'),
  'IS NULL': () => () => false,
  'IS NOT NULL': () => () => true,
  'REGEX MATCH': (operands, patterns) => matcher(first(operands), patterns),
  'NOT REGEX MATCH': (operands, patterns) => not(matcher(first(operands), patterns)),
  GREATER_THAN: (operands) => comparer(first(operands), (value, bound) => value > bound),
  GREATER_THAN_OR_EQUALS: (operands) => comparer(first(operands), (value, bound) => value >= bound),
  INCLUDES: (operands) => (value) => value.includes(first(operands)),
  ENDS_WITH: (operands) => (value) => value.endsWith(first(operands)),
  '&': (operands) => (value) => first(operands).includes(value),
  '!&': (operands) => (value) => !first(operands).includes(value),
}

/** The names of the operators in capitals, as the portal shows them. */
export const SCOPING_OPERATORS: readonly string[] = Object.keys(OPERATORS)

/** A clause that cannot be evaluated: an unknown operator, or an invalid pattern or number. */
export class InvalidScopingClause extends Error {
  override readonly name = 'InvalidScopingClause'
}

/**
 * Compiles a scoping filter: clauses of a group are ANDed, groups are ORed; without groups all objects match. Throws
 * InvalidScopingClause.
 */
export function compileScope(
  scope: ScopingFilter | null,
  patterns: ScopingPatterns = 'whole',
): (source: SourceObject) => boolean {
  if (scope === null || scope.groups.length === 0) return () => true
  const groups = scope.groups.map(({ clauses }) => clauses.map((clause) => compileClause(clause, patterns)))
  return (source) => groups.some((clauses) => clauses.every((holds) => holds(source)))
}

function compileClause(clause: ScopingClause, patterns: ScopingPatterns): (source: SourceObject) => boolean {
  const { sourceOperandName, targetOperand } = clause
  const name = canonicalName(clause.operatorName)
  const operator = OPERATORS[name]
  if (operator === undefined) {
    const near = nearest(clause.operatorName, SCOPING_OPERATORS)
    throw new InvalidScopingClause(
      `unknown scoping operator ${JSON.stringify(clause.operatorName)}${near === undefined ? `; available: ${SCOPING_OPERATORS.join(', ')}` : `; did you mean ${near}?`}`,
    )
  }
  const test = operator(targetOperand.values, patterns)
  const onEmpty = name === 'IS NULL'
  return (source) => {
    const value = Object.hasOwn(source, sourceOperandName) ? source[sourceOperandName] : null
    const text = textOf(value)
    return text === '' ? onEmpty : text !== undefined && test(text)
  }
}

/** The portal writes some names with blanks and some with underscores; both are accepted. */
function canonicalName(name: string): string {
  const capitals = name.trim().toUpperCase()
  return (
    [capitals, capitals.replaceAll('_', ' '), capitals.replaceAll(' ', '_')].find((form) => form in OPERATORS) ?? ''
  )
}

/**
 * Returns a value as a string: empty if the attribute is absent; undefined for a multi-valued attribute, which filters
 * do not support.
 */
function textOf(value: SourceValue | undefined): string | undefined {
  if (value === null || value === undefined) return ''
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  return typeof value === 'object' ? undefined : String(value)
}

/** The whole value must match: the documentation's `([1-9][0-9])` "matches any number between 10 and 99". */
function matcher(source: string, patterns: ScopingPatterns): Test {
  try {
    const pattern = compilePattern(patterns === 'whole' ? `^(?:${source})$` : source, 0)
    return (value) => matches(pattern, value)
  } catch (error) {
    throw error instanceof ExpressionError ? new InvalidScopingClause(error.message) : error
  }
}

/** Returns whether a pattern matches; a search that exceeds the limits of length or time does not match. */
function matches(pattern: ReturnType<typeof compilePattern>, value: string): boolean {
  try {
    return pattern.matches(value).length > 0
  } catch (error) {
    if (error instanceof ExpressionError) return false
    throw error
  }
}

const not =
  (test: Test): Test =>
  (value) =>
    !test(value)

function comparer(operand: string, compare: (value: bigint, bound: bigint) => boolean): Test {
  const bound = integerOf(operand)
  if (bound === undefined) throw new InvalidScopingClause(`${JSON.stringify(operand)} is not an integer`)
  return (text) => {
    const value = integerOf(text)
    return value !== undefined && compare(value, bound)
  }
}

function integerOf(text: string): bigint | undefined {
  return /^\s*-?\d{1,40}\s*$/.test(text) ? BigInt(text.trim()) : undefined
}
