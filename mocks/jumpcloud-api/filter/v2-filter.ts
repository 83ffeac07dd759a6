import { RE2JS } from 're2js'
import { ApiError } from '../wire/api-error.ts'
import type { Condition } from './condition.ts'
import type { Operator } from './operators.ts'
import { fieldCondition } from './v1-filter.ts'

const COMPARISONS: Readonly<Record<string, Operator>> = {
  eq: '$eq',
  ne: '$ne',
  gt: '$gt',
  ge: '$gte',
  lt: '$lt',
  le: '$lte',
  search: '$contains',
}

/** Reads one `filter` of a v2 list: `field:eq:value`, where `*` matches any string. Throws ApiError 400. */
export function v2Filter(text: string): Condition {
  const [, field = '', operator = '', wanted = ''] = /^(\w+(?:\.\w+)*):(\w+):(.*)$/s.exec(text) ?? []
  if (operator === 'in') return fieldCondition(field, '$in', values(wanted))
  if (operator === 'between') {
    const [from = '', to = ''] = values(wanted)
    return { kind: 'all', of: [fieldCondition(field, '$gte', from), fieldCondition(field, '$lte', to)] }
  }
  const comparison = Object.hasOwn(COMPARISONS, operator) ? COMPARISONS[operator] : undefined
  if (comparison === undefined)
    throw new ApiError(400, `invalid filter ${JSON.stringify(text.slice(0, 80))}; write field:eq:value`)
  if (comparison === '$eq' && wanted.includes('*')) return fieldCondition(field, '$regex', wildcards(wanted))
  return fieldCondition(field, comparison, wanted)
}

const values = (wanted: string): string[] => wanted.replace(/^\[(.*)\]$/s, '$1').split(/[,|]/)
const wildcards = (wanted: string): string => `(?s)^${wanted.split('*').map(RE2JS.quote).join('.*')}$`
