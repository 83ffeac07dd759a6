import type { AppRoleAssignment, SourceObject, SourceValue } from '../mapping/source-object.ts'
import { ExpressionError } from './expression-error.ts'
import type { Reading } from './reading.ts'

/** What an expression can be: a scalar, a list, roles, or null where the attribute is absent. */
export type ExpressionValue = SourceValue | readonly RoleValue[]

/** A role as AppRoleAssignmentsComplex makes it. */
export interface RoleValue {
  readonly [member: string]: string | boolean
}

/** What is read while an expression is evaluated. */
export interface Scope {
  readonly object: SourceObject
  readonly now: () => Date
  readonly random: () => number
  readonly defaultDomain: string | undefined
  readonly reading: Reading
}

/** An expression turned into a closure. */
export type Evaluate = (scope: Scope) => ExpressionValue

/** One argument of a call, compiled. */
export interface Argument {
  readonly evaluate: Evaluate
  /** Its value where it is written out, undefined where it must be evaluated. */
  readonly constant: ExpressionValue | undefined
  /** The bare word, such as vbTextCompare, where it is one. */
  readonly word: string | undefined
  /** The name of the function where it is a call. */
  readonly call: string | undefined
  readonly position: number
}

/** The value as text: numbers and booleans as Entra writes them, null as null. Throws ExpressionError `wrong-type` for a list. */
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
        'a single text is needed here, not a list; Join makes one of a list, Item takes one out',
        position,
      )
  }
}

/** The value as a number; null stays null. Throws ExpressionError `wrong-type` where the text is none. */
export function asNumber(value: ExpressionValue, position: number): number | null {
  if ((typeof value === 'number' && Number.isFinite(value)) || value === null) return value
  const text = asText(value, position)
  if (text === null || text.trim() === '') return null
  const number = /^&H[0-9A-F]+$/i.test(text) ? Number.parseInt(text.slice(2), 16) : Number(text)
  if (Number.isFinite(number)) return number
  throw new ExpressionError('wrong-type', `a number is needed here, not ${JSON.stringify(text.slice(0, 40))}`, position)
}

/** The value as a list of texts: null as an empty list, a single one as a list of one. */
export function asList(value: ExpressionValue): readonly string[] {
  if (value === null) return []
  if (Array.isArray(value))
    return value.map((element: unknown) => (typeof element === 'string' ? element : JSON.stringify(element)))
  return [asText(value, 0) ?? '']
}

/** The value as role assignments; what is no assignment is left out. */
export function asRoles(value: ExpressionValue): readonly AppRoleAssignment[] {
  if (!Array.isArray(value)) return []
  return value.filter(
    (element: unknown): element is AppRoleAssignment =>
      typeof element === 'object' && element !== null && 'value' in element,
  )
}

/** Characters of a text at most: calls inside calls could otherwise grow one without end. */
const MAX_RESULT_LENGTH = 1_000_000

/** Throws `result-too-long` where a text of this length may not be made. */
export function checkLength(length: number, position: number): void {
  if (length > MAX_RESULT_LENGTH) {
    throw new ExpressionError(
      'result-too-long',
      `the text that this call makes has more than ${MAX_RESULT_LENGTH} characters`,
      position,
    )
  }
}

/** True for null and the empty text. */
export function isNullOrEmpty(value: ExpressionValue): boolean {
  return value === null || value === '' || (Array.isArray(value) && value.length === 0)
}

/** The kind of a value as it is told to people and scripts. */
export type ExpressionType = 'string' | 'boolean' | 'number' | 'list' | 'null'

/** Names the kind of a value. */
export function typeOfValue(value: ExpressionValue): ExpressionType {
  if (value === null) return 'null'
  if (typeof value === 'string') return 'string'
  if (typeof value === 'boolean') return 'boolean'
  return typeof value === 'number' ? 'number' : 'list'
}

/** A value as it is shown to a person: texts as they are, booleans as Entra writes them, lists as JSON, an absent one as `null`. */
export function showValue(value: ExpressionValue): string {
  if (value === null || typeof value === 'object') return JSON.stringify(value)
  return asText(value, 0) ?? 'null'
}
