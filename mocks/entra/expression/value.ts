import { ExpressionError } from './expression-error.ts'
import type { Reading } from './reading.ts'
import type { AppRoleAssignment, SourceObject, SourceValue } from './source-object.ts'

/** A value of an expression: a scalar, a list, roles, or null for an absent attribute. */
export type ExpressionValue = SourceValue | readonly RoleValue[]

/** A role as AppRoleAssignmentsComplex builds it. */
export interface RoleValue {
  readonly [member: string]: string | boolean
}

/** The inputs of an evaluation. */
export interface Scope {
  readonly object: SourceObject
  readonly now: () => Date
  readonly random: () => number
  readonly defaultDomain: string | undefined
  readonly reading: Reading
}

/** A compiled expression. */
export type Evaluate = (scope: Scope) => ExpressionValue

/** One argument of a call, compiled. */
export interface Argument {
  readonly evaluate: Evaluate
  /** The value of a literal; undefined if the argument must be evaluated. */
  readonly constant: ExpressionValue | undefined
  /** The keyword, such as vbTextCompare, if the argument is one. */
  readonly word: string | undefined
  /** The name of the function, if the argument is a call. */
  readonly call: string | undefined
  readonly position: number
}

/**
 * Converts the value to a string: numbers and booleans as Entra writes them; null stays null. Throws ExpressionError
 * `wrong-type` for a list.
 */
export function asText(value: ExpressionValue, position: number): string | null {
  switch (typeof value) {
    case 'string':
      return value
    case 'boolean':
      return value ? 'True' : 'False'
    case 'number':
      return String(value)
    default:
      if (value === null) return null
      throw new ExpressionError(
        'wrong-type',
        'expected a string, not a list; use Join to join the list, or Item to select an element',
        position,
      )
  }
}

/**
 * Converts the value to a number; null stays null. Throws ExpressionError `wrong-type` if the string is not a number.
 */
export function asNumber(value: ExpressionValue, position: number): number | null {
  if ((typeof value === 'number' && Number.isFinite(value)) || value === null) return value
  const text = asText(value, position)
  if (text === null || text.trim() === '') return null
  const number = /^&H[0-9A-F]+$/i.test(text) ? Number.parseInt(text.slice(2), 16) : Number(text)
  if (Number.isFinite(number)) return number
  throw new ExpressionError('wrong-type', `expected a number, not ${JSON.stringify(text.slice(0, 40))}`, position)
}

/** Converts the value to a list of strings: null to an empty list, a single value to a list of one. */
export function asList(value: ExpressionValue): readonly string[] {
  if (value === null) return []
  if (Array.isArray(value))
    return value.map((element: unknown) => (typeof element === 'string' ? element : JSON.stringify(element)))
  return [asText(value, 0) ?? '']
}

/** Converts the value to role assignments; elements that are not assignments are left out. */
export function asRoles(value: ExpressionValue): readonly AppRoleAssignment[] {
  if (!Array.isArray(value)) return []
  return value.filter(
    (element: unknown): element is AppRoleAssignment =>
      typeof element === 'object' && element !== null && 'value' in element,
  )
}

/** The maximum length of a string; nested calls could otherwise build strings of unlimited length. */
const MAX_RESULT_LENGTH = 1_000_000

/** Throws `result-too-long` if a string of this length is too long. */
export function checkLength(length: number, position: number): void {
  if (length > MAX_RESULT_LENGTH) {
    throw new ExpressionError(
      'result-too-long',
      `the string that this call returns has more than ${MAX_RESULT_LENGTH} characters`,
      position,
    )
  }
}

/** Returns whether a value is null or the empty string. */
export function isNullOrEmpty(value: ExpressionValue): boolean {
  return value === null || value === '' || (Array.isArray(value) && value.length === 0)
}

/** The name of a value's type in messages and scripts. */
export type ExpressionType = 'string' | 'boolean' | 'number' | 'list' | 'null'

/** Returns the type of a value. */
export function typeOfValue(value: ExpressionValue): ExpressionType {
  if (value === null) return 'null'
  if (typeof value === 'string') return 'string'
  if (typeof value === 'boolean') return 'boolean'
  return typeof value === 'number' ? 'number' : 'list'
}

/**
 * Formats a value for display: strings unchanged, booleans as Entra writes them, lists as JSON, an absent value as
 * `null`.
 */
export function showValue(value: ExpressionValue): string {
  if (value === null || typeof value === 'object') return JSON.stringify(value)
  return asText(value, 0) ?? 'null'
}
