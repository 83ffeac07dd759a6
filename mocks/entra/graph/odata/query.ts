import { GraphError } from '../wire/graph-error.ts'

/** The OData options that the façade supports. */
export type ODataOption =
  | '$select'
  | '$filter'
  | '$top'
  | '$orderby'
  | '$skiptoken'
  | '$deltatoken'
  | '$count'
  | '$expand'
  | '$format'

/** The options of a request; an absent option is undefined. */
export interface ODataQuery {
  readonly select?: readonly string[]
  readonly filter?: string
  readonly top?: number
  readonly orderBy?: readonly { readonly path: string; readonly isDescending: boolean }[]
  readonly skipToken?: string
  readonly deltaToken?: string
  readonly count?: boolean
  readonly expand?: readonly string[]
}

/** The default and the maximum number of objects on a page. */
export const PAGE = { usual: 100, most: 999 } as const

const invalid = (message: string): GraphError => new GraphError(400, 'BadRequest', message)

/** Reads the options of a query string, with or without their `$`. Throws GraphError. */
export function readQuery(search: string, allowed: readonly ODataOption[]): ODataQuery {
  const given = new Map<ODataOption, string>()
  for (const [name, value] of new URLSearchParams(search)) {
    const option = optionOf(name)
    // OData services ignore other parameters as custom ones.
    if (option === undefined) continue
    if (option === '$format') continue
    if (!allowed.includes(option)) throw invalid(`The query option '${name}' is not allowed for this request.`)
    if (given.has(option))
      throw invalid(`Query option '${name}' was specified more than once, but it must be specified at most once.`)
    given.set(option, value)
  }
  const of = <Value>(option: ODataOption, read: (text: string) => Value): Value | undefined => {
    const text = given.get(option)
    return text === undefined ? undefined : read(text)
  }
  return withoutUndefined({
    select: of('$select', readNames),
    filter: of('$filter', (text) => text),
    top: of('$top', readTop),
    orderBy: of('$orderby', readOrder),
    skipToken: of('$skiptoken', (text) => text),
    deltaToken: of('$deltatoken', (text) => text),
    count: of('$count', readCount),
    expand: of('$expand', readNames),
  })
}

const OPTIONS: readonly ODataOption[] = [
  '$select',
  '$filter',
  '$top',
  '$orderby',
  '$skiptoken',
  '$deltatoken',
  '$count',
  '$expand',
  '$format',
]

/**
 * Reads the name of an option in any letter case; `select` means `$select` (OData 4.01 §5.1.1). Throws GraphError for
 * an unknown `$` name.
 */
function optionOf(name: string): ODataOption | undefined {
  const lower = name.toLowerCase()
  const known = OPTIONS.find((option) => option === lower || option === `$${lower}`)
  if (known === undefined && lower.startsWith('$')) throw invalid(`The query parameter '${name}' is not supported.`)
  return known
}

function withoutUndefined<Shape extends object>(
  shape: Shape,
): { [Name in keyof Shape]?: Exclude<Shape[Name], undefined> } {
  return Object.fromEntries(Object.entries(shape).filter(([, value]) => value !== undefined)) as {
    [Name in keyof Shape]?: Exclude<Shape[Name], undefined>
  }
}

const PATH = /^[A-Za-z_@][\w.@]*(?:\/[A-Za-z_@][\w.@]*)*$/

function readNames(text: string): readonly string[] {
  const names = text.split(',').map((name) => name.trim())
  const wrong = names.find((name) => name !== '*' && !PATH.test(name.replace(/\(.*\)$/, '')))
  if (wrong !== undefined) throw invalid(`Syntax error in the list of properties: '${wrong}' is not a property name.`)
  return names
}

function readTop(text: string): number {
  const top = /^\d{1,9}$/.test(text) ? Number(text) : 0
  if (top < 1 || top > PAGE.most)
    throw invalid(`Invalid page size specified: '${text}'. Must be between 1 and ${PAGE.most} inclusive.`)
  return top
}

function readOrder(text: string): NonNullable<ODataQuery['orderBy']> {
  return text.split(',').map((term) => {
    const [, path = '', direction = 'asc'] = /^\s*(\S+)(?:\s+(asc|desc))?\s*$/i.exec(term) ?? []
    if (!PATH.test(path)) throw invalid(`Syntax error in $orderby: '${term.trim()}'.`)
    return { path, isDescending: direction.toLowerCase() === 'desc' }
  })
}

function readCount(text: string): boolean {
  if (text === 'true' || text === 'false') return text === 'true'
  throw invalid(`Invalid value '${text}' for $count query option found. Valid values are 'true' and 'false'.`)
}
