import { compilePattern } from '../expression/regular-expression.ts'
import type { SourceObject, SourceValue } from './source-object.ts'
import type { ScopingClause, ScopingFilter } from './synchronization-schema.ts'

type Test = (value: SourceValue) => boolean
type Operator = (operands: readonly string[]) => Test

const text = (value: SourceValue): string => (typeof value === 'boolean' ? (value ? 'True' : 'False') : String(value))
const isTrue = (value: SourceValue): boolean => text(value).toLowerCase() === 'true'
const first = (operands: readonly string[]): string => operands[0] ?? ''

/** The operators of Microsoft's "Scoping users or groups with scoping filters". Whatever compares, fails on null. */
const OPERATORS: Readonly<Record<string, Operator>> = {
  EQUALS: (operands) => (value) => operands.includes(text(value)),
  'NOT EQUALS': (operands) => (value) => !operands.includes(text(value)),
  'IS TRUE': () => isTrue,
  'IS FALSE': () => (value) => text(value).toLowerCase() === 'false',
  'IS NULL': () => (value) => value === null,
  'IS NOT NULL': () => (value) => value !== null,
  'REGEX MATCH': (operands) => matcher(first(operands)),
  'NOT REGEX MATCH': (operands) => {
    const matches = matcher(first(operands))
    return (value) => !matches(value)
  },
  GREATER_THAN: (operands) => (value) => Number(text(value)) > Number(first(operands)),
  GREATER_THAN_OR_EQUALS: (operands) => (value) => Number(text(value)) >= Number(first(operands)),
  INCLUDES: (operands) => (value) => text(value).includes(first(operands)),
  ENDS_WITH: (operands) => (value) => text(value).endsWith(first(operands)),
  '&': (operands) => (value) => first(operands).includes(text(value)),
  '!&': (operands) => (value) => !first(operands).includes(text(value)),
}

/** Names of the operators as the portal shows them, in capitals. */
export const SCOPING_OPERATORS: readonly string[] = Object.keys(OPERATORS)

/** Compiles a scoping filter: clauses of a group ANDed, groups ORed; none lets everyone in. Throws on an unknown operator. */
export function compileScope(scope: ScopingFilter | null): (source: SourceObject) => boolean {
  if (scope === null || scope.groups.length === 0) return () => true
  const groups = scope.groups.map(({ clauses }) => clauses.map(compileClause))
  return (source) => groups.some((clauses) => clauses.every((holds) => holds(source)))
}

function compileClause({
  operatorName,
  sourceOperandName,
  targetOperand,
}: ScopingClause): (source: SourceObject) => boolean {
  const name = operatorName.toUpperCase().replaceAll('_', ' ')
  const operator = OPERATORS[operatorName.toUpperCase()] ?? OPERATORS[name]
  if (operator === undefined)
    throw new Error(`there is no scoping operator ${operatorName}; there are ${SCOPING_OPERATORS.join(', ')}`)
  const test = operator(targetOperand.values)
  const decidesNull = name === 'IS NULL'
  return (source) => {
    const value = Object.hasOwn(source, sourceOperandName) ? (source[sourceOperandName] ?? null) : null
    return value === null && !decidesNull ? false : test(value)
  }
}

/** The whole value must match; the documentation's example, `.*\@domain.com`, needs no anchor. */
function matcher(source: string): Test {
  const pattern = compilePattern(`^(?:${source})$`, 0)
  return (value) => pattern.matches(text(value)).length > 0
}
