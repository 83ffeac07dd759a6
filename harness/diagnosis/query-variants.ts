import { decodeQuery, type HttpRequest } from '../../mocks/transport/index.ts'
import { rfcSpelling } from './attribute-names.ts'
import { type AttributePath, parsePath, printPath } from './attribute-path.ts'
import { lastSegment } from './request-parts.ts'
import { code, type Halves, type Variant } from './variant.ts'

/** A filter of the form `path eq literal`. */
export interface SimpleFilter {
  readonly path: string
  readonly operator: string
  /** The literal as written, including quotes. */
  readonly literal: string
}

interface Parameter {
  /** The filter as written in the URL. */
  readonly raw: string
  readonly name: string
  readonly value: string
}

/** Reads the filter of a query; undefined if there is none or it has another form. */
export function filterOf(request: HttpRequest): SimpleFilter | undefined {
  const text = parametersOf(request).find(({ name }) => name === 'filter')?.value
  const [, path, operator, literal] =
    /^\s*(.+?)\s+(eq)\s+("(?:[^"\\]|\\.)*"|'[^']*'|[^\s"'()]+)\s*$/i.exec(text ?? '') ?? []
  if (path === undefined || operator === undefined || literal === undefined || parsePath(path) === undefined)
    return undefined
  return { path, operator, literal }
}

/** Returns the parameters of a query in the order of the URL. A parameter that cannot be decoded stays encoded. */
function parametersOf(request: HttpRequest): readonly Parameter[] {
  const start = request.url.indexOf('?')
  if (start < 0) return []
  return request.url
    .slice(start + 1)
    .split('&')
    .filter((raw) => raw !== '')
    .map((raw) => {
      const [name = '', ...value] = raw.split('=')
      return { raw, name: decodeQuery(name), value: decodeQuery(value.join('=')) }
    })
}

function withParameters(request: HttpRequest, change: (parameter: Parameter) => string | undefined): HttpRequest {
  const changed = parametersOf(request)
    .map(change)
    .filter((raw) => raw !== undefined)
  const base = request.url.split('?')[0] ?? request.url
  return { ...request, url: changed.length === 0 ? base : `${base}?${changed.join('&')}` }
}

/** Defines a row that changes the filter and keeps the encoding of its blanks. */
function onFilter(
  name: string,
  change: (filter: SimpleFilter, request: HttpRequest) => SimpleFilter | undefined,
  extras: Pick<Variant, 'findsOther'> = {},
  say: (filter: SimpleFilter, changed: SimpleFilter) => Halves = (filter, changed) => ({
    right: code(printFilter(changed)),
    wrong: code(printFilter(filter)),
  }),
): Variant {
  const changeOf = (request: HttpRequest): readonly [SimpleFilter, SimpleFilter] | undefined => {
    const filter = filterOf(request)
    const changed = filter === undefined ? undefined : change(filter, request)
    const isSame = filter === undefined || changed === undefined || printFilter(changed) === printFilter(filter)
    return isSame ? undefined : [filter, changed]
  }
  return {
    name,
    methods: ['GET'],
    ...extras,
    change: (request) => {
      const [, changed] = changeOf(request) ?? []
      if (changed === undefined) return undefined
      return withParameters(request, ({ raw, name: parameter }) => {
        if (parameter !== 'filter') return raw
        const text = encodeURIComponent(printFilter(changed))
        return `filter=${raw.includes('+') ? text.replaceAll('%20', '+') : text}`
      })
    },
    halves: (request) => {
      const [filter, changed] = changeOf(request) ?? []
      return filter === undefined || changed === undefined
        ? { right: 'the variant', wrong: 'the filter' }
        : say(filter, changed)
    },
  }
}

const withPath = (filter: SimpleFilter, change: (at: AttributePath) => AttributePath | undefined): SimpleFilter => {
  const at = parsePath(filter.path)
  const changed = at === undefined ? undefined : change(at)
  return changed === undefined ? filter : { ...filter, path: printPath(changed) }
}

const sayOperator = (filter: SimpleFilter, changed: SimpleFilter): Halves => ({
  right: code(changed.operator),
  wrong: code(filter.operator),
})

const sayPath = (filter: SimpleFilter, changed: SimpleFilter): Halves => ({
  right: code(changed.path),
  wrong: code(filter.path),
})

const sayLiteral = (filter: SimpleFilter, changed: SimpleFilter): Halves => ({
  right: code(changed.literal),
  wrong: code(filter.literal),
})

/** Creates a variant without one parameter of the query. */
const without = (parameter: string): Variant => ({
  name: `without ${parameter}`,
  methods: ['GET'],
  change: (request) =>
    parametersOf(request).some(({ name }) => name === parameter)
      ? withParameters(request, ({ raw, name }) => (name === parameter ? undefined : raw))
      : undefined,
  halves: () => ({ right: `without ${code(parameter)} it`, wrong: `with ${code(parameter)} it` }),
})

/** Variants of a query with a filter. */
export const queryVariants: readonly Variant[] = [
  onFilter('eq in lower case', (filter) => ({ ...filter, operator: filter.operator.toLowerCase() }), {}, sayOperator),
  onFilter(
    'attribute name in the letter case of the RFC',
    (filter) =>
      withPath(filter, (at) => ({
        ...at,
        ...(at.attribute === undefined ? {} : { attribute: rfcSpelling(at.attribute) }),
        ...(at.sub === undefined ? {} : { sub: rfcSpelling(at.sub) }),
      })),
    {},
    sayPath,
  ),
  {
    name: '%20 for +',
    methods: ['GET'],
    change: (request) => withBlanks(request, '+', '%20'),
    halves: () => ({ right: '`%20` for a blank', wrong: '`+` for a blank' }),
  },
  without('excludedAttributes'),
  without('attributes'),
  without('count'),
  without('startIndex'),
  without('sortBy'),
  onFilter(
    'plain path for a value path',
    (filter) => withPath(filter, ({ filter: selection, ...rest }) => (selection === undefined ? undefined : rest)),
    {},
    sayPath,
  ),
  onFilter(
    'attribute without its URN',
    (filter) => withPath(filter, ({ urn, ...rest }) => (urn === undefined ? undefined : rest)),
    {},
    sayPath,
  ),
  onFilter(
    'double quotes',
    (filter) =>
      /^(?:"|true$|false$|null$|-?\d)/.test(filter.literal)
        ? filter
        : { ...filter, literal: JSON.stringify(filter.literal.replace(/^'(.*)'$/, '$1')) },
    {},
    sayLiteral,
  ),
  onFilter(
    'value in lower case',
    (filter) => (filter.literal.startsWith('"') ? { ...filter, literal: filter.literal.toLowerCase() } : filter),
    {},
    sayLiteral,
  ),
  onFilter(
    'without quotes',
    (filter) => (/^"[\w@.-]+"$/.test(filter.literal) ? { ...filter, literal: filter.literal.slice(1, -1) } : filter),
    {},
    sayLiteral,
  ),
  {
    name: '+ for %20',
    methods: ['GET'],
    change: (request) => withBlanks(request, '%20', '+'),
    halves: () => ({ right: '`+` for a blank', wrong: '`%20` for a blank' }),
  },
  onFilter(
    'eq in capital letters',
    (filter) => ({ ...filter, operator: filter.operator.toUpperCase() }),
    {},
    sayOperator,
  ),
  onFilter(
    'attribute name in lower case',
    (filter) =>
      withPath(filter, (at) => (at.attribute === undefined ? at : { ...at, attribute: at.attribute.toLowerCase() })),
    {},
    sayPath,
  ),
  ...['userName', 'displayName', 'externalId'].map((attribute) =>
    onFilter(
      `filter by ${attribute}`,
      (filter, request) => {
        const isOfUsers = lastSegment(request).toLowerCase() !== 'groups'
        return filter.path === attribute || (attribute === 'userName' && !isOfUsers) || !filter.literal.startsWith('"')
          ? undefined
          : { ...filter, path: attribute }
      },
      { findsOther: true },
      (filter, changed) => ({ right: `a filter by ${code(changed.path)}`, wrong: `a filter by ${code(filter.path)}` }),
    ),
  ),
]

/** Formats a filter. */
function printFilter({ path, operator, literal }: SimpleFilter): string {
  return `${path} ${operator} ${literal}`
}

function withBlanks(request: HttpRequest, from: string, to: string): HttpRequest | undefined {
  const start = request.url.indexOf('?')
  const query = start < 0 ? '' : request.url.slice(start)
  return query.includes(from)
    ? { ...request, url: request.url.slice(0, start) + query.replaceAll(from, to) }
    : undefined
}
