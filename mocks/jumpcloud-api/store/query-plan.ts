import type { SQLInputValue } from 'node:sqlite'
import type { Condition, FieldCondition } from '../filter/condition.ts'
import type { SortKey } from '../filter/evaluate.ts'

/**
 * A condition as SQL, with the values of its question marks, and the comparisons that SQL evaluates with a function.
 */
export interface QueryPlan {
  readonly where: string
  readonly values: readonly SQLInputValue[]
  /** The conditions by the number that `jumpcloud_holds` receives first. */
  readonly judged: readonly FieldCondition[]
}

/** The functions that convert values to the form of indexed columns. */
export interface ColumnKeys {
  readonly username: (username: string) => string
  readonly email: (email: string) => string
}

const COMPARISONS: Readonly<Record<string, string>> = { $eq: '=', $gt: '>', $gte: '>=', $lt: '<', $lte: '<=' }
/** Matches `^literal$`, with or without brackets, with which the vendor's PowerShell module requests one user. */
const WHOLE_TEXT = /^(?:\(\?i\))?\(?\^([\w@. +-]|\\[^\w])*\$\)?$/

/**
 * Plans the query of a condition over the table of system users. Indexes are used where possible; every other
 * comparison is evaluated by the function `jumpcloud_holds(number, member)`, so that a filter has the same meaning in
 * SQL as elsewhere.
 */
export function planQuery(condition: Condition, keys: ColumnKeys): QueryPlan {
  const values: SQLInputValue[] = []
  const judged: FieldCondition[] = []
  return { where: write(condition), values, judged }

  function write(part: Condition): string {
    switch (part.kind) {
      case 'all':
        return combined(part.of.map(write), 'AND', '1')
      case 'any':
        return combined(part.of.map(write), 'OR', '0')
      case 'not':
        return `NOT ${write(part.of)}`
      case 'field':
        return writeField(part)
    }
  }

  function writeField(field: FieldCondition): string {
    const { path, operator, wanted } = field
    const [name = ''] = path
    const isId = path.length === 1 && (name === '_id' || name === 'id')
    const comparison = COMPARISONS[operator]
    if (isId && comparison !== undefined && typeof wanted === 'string') {
      values.push(wanted)
      return `id ${comparison} ?`
    }
    const narrow = path.length === 1 ? narrowed(name, field) : ''
    judged.push(field)
    values.push(judged.length - 1)
    // The function receives the whole member, because a path may lead through lists.
    return `(${narrow}jumpcloud_holds(?, body -> '$.${name}'))`
  }

  /** A necessary condition that an index finds. */
  function narrowed(name: string, { operator, wanted }: FieldCondition): string {
    if (typeof wanted !== 'string' || wanted === '') return ''
    const text = operator === '$eq' ? wanted : operator === '$regex' ? wholeText(wanted) : undefined
    if (text === undefined) return ''
    if (name === 'username' || name === 'email') {
      const isFolded = keys[name]('A') === 'a'
      if (operator === '$regex' && !isFolded) return ''
      values.push(keys[name](text))
      return `${name} = ? AND `
    }
    if (operator === '$eq' && (name === 'employeeIdentifier' || name === 'manager')) {
      values.push(text)
      return `${name} = ? AND `
    }
    return ''
  }
}

/** Plans the order of a list (default: by id, which is the order of creation). */
export function planOrder(keys: readonly SortKey[]): string {
  const columns = keys.map(({ path, isDescending }) => {
    const [name = ''] = path
    const column = path.length === 1 && (name === '_id' || name === 'id') ? 'id' : `body ->> '$.${path.join('.')}'`
    return `${column}${isDescending ? ' DESC' : ''}`
  })
  return columns.length === 0 ? 'id' : columns.join(', ')
}

/** Returns the only string that a pattern matches, apart from letter case; undefined if it matches more than one. */
function wholeText(pattern: string): string | undefined {
  if (!WHOLE_TEXT.test(pattern)) return undefined
  const inner = pattern.replace(/^(?:\(\?i\))?\(?\^/, '').replace(/\$\)?$/, '')
  // A dot that is not escaped matches any character.
  if (/(?<!\\)[.+]/.test(inner)) return undefined
  return inner.replaceAll(/\\(.)/gs, '$1')
}

/** Joins parts with brackets around each half, because SQLite limits the depth of an expression. */
function combined(parts: readonly string[], operator: 'AND' | 'OR', empty: string): string {
  if (parts.length === 0) return empty
  const [first = empty] = parts
  if (parts.length === 1) return first
  const half = parts.length >> 1
  return `(${combined(parts.slice(0, half), operator, empty)} ${operator} ${combined(parts.slice(half), operator, empty)})`
}
