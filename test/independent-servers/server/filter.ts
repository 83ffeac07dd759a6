import { type Attribute, isObject, type Json, named, Wrong } from './schema.ts'

/** Returns whether a resource, or an element of a list, matches. */
export type Test = (resource: Json) => boolean

const TOKEN = /\s*("(?:[^"\\]|\\.)*"|[()[\]]|[^\s()[\]"]+)/y

/** Compiles a filter over the attributes of a resource type. Throws Wrong if it cannot be parsed. */
export function compileFilter(text: string, attributes: readonly Attribute[]): Test {
  try {
    return compile(text, attributes)
  } catch (error) {
    throw error instanceof Wrong ? new Wrong(error.status, error.message, 'invalidFilter') : error
  }
}

function compile(text: string, attributes: readonly Attribute[]): Test {
  const tokens: string[] = []
  for (TOKEN.lastIndex = 0; TOKEN.lastIndex < text.trimEnd().length; ) {
    const token = TOKEN.exec(text)?.[1]
    if (token === undefined) throw unreadable(text)
    tokens.push(token)
  }
  let at = 0
  const next = (): string => tokens[at++] ?? ''
  const take = (word: string): boolean => {
    if (tokens[at]?.toLowerCase() !== word) return false
    at += 1
    return true
  }
  const either = (scope: readonly Attribute[]): Test => {
    const sides = [both(scope)]
    while (take('or')) sides.push(both(scope))
    return (resource) => sides.some((side) => side(resource))
  }
  const both = (scope: readonly Attribute[]): Test => {
    const sides = [term(scope)]
    while (take('and')) sides.push(term(scope))
    return (resource) => sides.every((side) => side(resource))
  }
  const bracketed = (scope: readonly Attribute[], close: string): Test => {
    const inner = either(scope)
    if (!take(close)) throw unreadable(text)
    return inner
  }
  const term = (scope: readonly Attribute[]): Test => {
    if (take('not')) {
      if (!take('(')) throw unreadable(text)
      const inner = bracketed(scope, ')')
      return (resource) => !inner(resource)
    }
    if (take('(')) return bracketed(scope, ')')
    const path = next()
    const { chain } = resolvePath(path, scope)
    if (take('[')) {
      const list = chain.at(-1)
      const inner = bracketed(list?.subAttributes ?? [], ']')
      const holds = (value: unknown): value is Json => isObject(value) && inner(value)
      const sub = /^\.(\w+)$/.exec(tokens[at] ?? '')?.[1]
      if (sub === undefined) return (resource) => valuesOf(resource, chain).some(holds)
      // `emails[type eq "work"].value eq "…"` is not a filter of the RFC, but Entra sends it.
      at += 1
      const part = named(list?.subAttributes, sub)
      if (part === undefined) throw unreadable(text)
      const test = comparison([part], next().toLowerCase(), text, () => next())
      return (resource) => valuesOf(resource, chain).some((value) => holds(value) && test(value))
    }
    return comparison(chain, next().toLowerCase(), text, () => next())
  }
  const test = either(attributes)
  if (at < tokens.length) throw unreadable(text)
  return test
}

/**
 * Returns the attributes that a path names, from the root on, without the filter in brackets. Throws Wrong for an
 * unknown one.
 */
export function resolvePath(path: string, scope: readonly Attribute[]): { readonly chain: readonly Attribute[] } {
  const [, urn = '', rest = ''] = /^(?:(urn:.+?):)?([^:]*)$/i.exec(path) ?? []
  const whole = named(scope, path)
  if (whole !== undefined) return { chain: [whole] }
  const extension = urn === '' ? undefined : named(scope, urn)
  const isCore = /:core:2\.0:(?:User|Group)$/i.test(urn)
  if (urn !== '' && extension === undefined && !isCore) throw unknown(path)
  const chain: Attribute[] = extension === undefined ? [] : [extension]
  for (const name of rest.split('.')) {
    const attribute = named(chain.length === 0 ? scope : chain.at(-1)?.subAttributes, name)
    if (attribute === undefined) throw unknown(path)
    chain.push(attribute)
  }
  return { chain }
}

const unknown = (path: string): Wrong => new Wrong(400, `unknown attribute ${path}`, 'invalidPath')
const unreadable = (text: string): Wrong => new Wrong(400, `unreadable filter: ${text.slice(0, 100)}`, 'invalidFilter')

/** Returns the values of a chain of attributes; lists are expanded. */
function valuesOf(resource: Json, chain: readonly Attribute[]): readonly unknown[] {
  let values: unknown[] = [resource]
  for (const { name } of chain)
    values = values
      .flatMap((value) => (isObject(value) ? [value[name]] : []))
      .flat()
      .filter((value) => value !== undefined && value !== null)
  return values
}

function comparison(chain: readonly Attribute[], operator: string, text: string, next: () => string): Test {
  if (operator === 'pr') return (resource) => valuesOf(resource, chain).length > 0
  let last = chain.at(-1)
  const main = last?.type === 'complex' ? named(last.subAttributes, 'value') : undefined
  const path = main === undefined ? chain : [...chain, main]
  last = path.at(-1)
  let wanted: unknown
  try {
    wanted = JSON.parse(next())
  } catch {
    throw unreadable(text)
  }
  if (last === undefined || !/^(?:eq|ne|co|sw|ew|gt|ge|lt|le)$/.test(operator)) throw unreadable(text)
  if (/^[gl][te]$/.test(operator) && last.type === 'boolean') throw unreadable(text)
  const form = (value: unknown): string | number => {
    if (last.type === 'dateTime') return Date.parse(String(value))
    return last.caseExact ? String(value) : String(value).toLowerCase()
  }
  const right = form(wanted)
  const compare: Record<string, (left: string | number) => boolean> = {
    eq: (left) => left === right,
    ne: (left) => left === right,
    co: (left) => String(left).includes(String(right)),
    sw: (left) => String(left).startsWith(String(right)),
    ew: (left) => String(left).endsWith(String(right)),
    gt: (left) => left > right,
    ge: (left) => left >= right,
    lt: (left) => left < right,
    le: (left) => left <= right,
  }
  return (resource) => {
    const values = valuesOf(resource, path)
    if (wanted === null) return (values.length === 0) === (operator === 'eq')
    const isThere = values.some((value) => compare[operator]?.(form(value)) === true)
    return operator === 'ne' ? !isThere : isThere
  }
}
