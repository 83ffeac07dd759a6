import { ApiError } from '../wire/api-error.ts'
import type { JsonValue } from '../wire/json.ts'
import type { Condition } from './condition.ts'
import { OPERATORS, type Operator, testOf } from './operators.ts'

/** Reads one `filter` of a v1 list: `field:$eq:value`. Throws ApiError 400. */
export function v1Filter(text: string, plainOperators: 'taken' | 'refused'): Condition {
  const [, field = '', written = '', wanted = ''] = /^(\w+(?:\.\w+)*):(\$?\w+):(.*)$/s.exec(text) ?? []
  const operator = written.startsWith('$') || plainOperators === 'refused' ? written : `$${written}`
  if (!isOperator(operator))
    throw new ApiError(400, `invalid filter ${JSON.stringify(text.slice(0, 80))}; write field:$eq:value`)
  return fieldCondition(field, operator, operator === '$in' || operator === '$nin' ? wanted.split(',') : wanted)
}

/** Returns a comparison of one field. Throws ApiError 400 if the wanted value does not fit the operator. */
export function fieldCondition(field: string, operator: Operator, wanted: JsonValue): Condition {
  return { kind: 'field', path: field.split('.'), operator, wanted, holds: testOf(operator, wanted) }
}

/** Returns whether a name is an operator. */
export const isOperator = (name: string): name is Operator => OPERATORS.some((operator) => operator === name)
