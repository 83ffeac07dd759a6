import { ApiError } from '../wire/api-error.ts'
import { isJsonObject, type JsonObject, type JsonValue } from '../wire/json.ts'
import { CONDITION_LIMITS, type Condition } from './condition.ts'
import { fieldCondition, isOperator, v1Filter } from './v1-filter.ts'

const COMBINATIONS: Readonly<Record<string, 'all' | 'any'>> = { and: 'all', $and: 'all', or: 'any', $or: 'any' }

interface Reading {
  readonly plainOperators: 'taken' | 'refused'
  fieldsLeft: number
}

/**
 * Reads the `filter` of a search: `{ and: […] }`, `{ or: […] }`, a bare list, fields with values or with operators, or
 * a string as in a v1 list (the vendor's specification and PowerShell module). Throws ApiError 400.
 */
export function searchFilter(filter: JsonValue | undefined, plainOperators: 'taken' | 'refused'): Condition {
  return read(filter ?? null, { plainOperators, fieldsLeft: CONDITION_LIMITS.fields }, 0)
}

/**
 * Reads `searchFilter`: the term must be part of one of the fields, in any letter case; one of several terms is
 * sufficient.
 */
export function searchTerms(searchFilter: JsonValue | undefined): Condition {
  if (!isJsonObject(searchFilter)) return { kind: 'all', of: [] }
  const terms = [searchFilter['searchTerm'] ?? []].flat().filter((term) => term !== null && typeof term !== 'object')
  const fields = [searchFilter['fields'] ?? []].flat().filter((field) => typeof field === 'string')
  if (terms.length === 0) return { kind: 'all', of: [] }
  if (terms.length * fields.length > CONDITION_LIMITS.fields) throw tooLarge()
  return {
    kind: 'any',
    of: terms.flatMap((term) => fields.map((field) => fieldCondition(field, '$contains', String(term)))),
  }
}

function read(filter: JsonValue, reading: Reading, depth: number): Condition {
  if (depth > CONDITION_LIMITS.depth) throw tooLarge()
  if (filter === null) return { kind: 'all', of: [] }
  if (typeof filter === 'string') return counted(reading, () => v1Filter(filter, reading.plainOperators))
  if (Array.isArray(filter)) return { kind: 'all', of: filter.map((part) => read(part, reading, depth + 1)) }
  if (!isJsonObject(filter)) throw new ApiError(400, 'filter must be an object or an array')
  return {
    kind: 'all',
    of: Object.entries(filter).map(([name, wanted]) => member(name, wanted ?? null, reading, depth)),
  }
}

function member(name: string, wanted: JsonValue, reading: Reading, depth: number): Condition {
  const combination = Object.hasOwn(COMBINATIONS, name) ? COMBINATIONS[name] : undefined
  if (combination !== undefined && Array.isArray(wanted))
    return { kind: combination, of: wanted.map((part) => read(part, reading, depth + 1)) }
  if (!/^\w+(?:\.\w+)*$/.test(name))
    throw new ApiError(400, `invalid filter field ${JSON.stringify(name.slice(0, 80))}`)
  const operators = isJsonObject(wanted) && Object.keys(wanted).some((key) => key.startsWith('$')) ? wanted : undefined
  if (operators === undefined) return counted(reading, () => fieldCondition(name, '$eq', wanted))
  return { kind: 'all', of: compared(name, operators, reading, depth) }
}

function compared(field: string, operators: JsonObject, reading: Reading, depth: number): Condition[] {
  if (depth > CONDITION_LIMITS.depth) throw tooLarge()
  return Object.entries(operators).flatMap(([operator, wanted = null]) => {
    if (operator === '$options') return []
    if (operator === '$not' && isJsonObject(wanted))
      return { kind: 'not', of: { kind: 'all', of: compared(field, wanted, reading, depth + 1) } } as const
    if (!isOperator(operator)) throw new ApiError(400, `unknown operator ${JSON.stringify(operator.slice(0, 80))}`)
    const isInsensitive = operator === '$regex' && String(operators['$options'] ?? '').includes('i')
    const value = isInsensitive && typeof wanted === 'string' ? `(?i)${wanted}` : wanted
    return counted(reading, () => fieldCondition(field, operator, value))
  })
}

function counted(reading: Reading, make: () => Condition): Condition {
  reading.fieldsLeft -= 1
  if (reading.fieldsLeft < 0) throw tooLarge()
  return make()
}

const tooLarge = (): ApiError =>
  new ApiError(
    400,
    `a filter may have at most ${CONDITION_LIMITS.fields} comparisons, ${CONDITION_LIMITS.depth} levels deep`,
  )
