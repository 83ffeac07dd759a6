import { readableUrl } from '../../../page/model/index.ts'

/** The views of the report by their name in the URL, with their titles. */
export const VIEW_TITLES = {
  overview: 'Overview',
  findings: 'Findings',
  microsoft: "Microsoft's tests",
  abilities: 'Abilities',
  mapping: 'Mapping',
  validation: 'Validation',
  coverage: 'Coverage',
  checks: 'Checks',
  timings: 'Timings',
  exchanges: 'Exchanges',
} as const
/** One of the views. */
export type ViewName = keyof typeof VIEW_TITLES
/** All views, in the order of the navigation. */
export const VIEWS: readonly ViewName[] = Object.keys(VIEW_TITLES) as ViewName[]

/** The parsed fragment of the URL: `#/findings/scim.create.location?…`. */
export interface Route {
  readonly view: ViewName
  /** The selection within the view, from the outermost to the innermost. */
  readonly path: readonly string[]
  readonly query: Readonly<Record<string, string>>
}

/** Parses a URL fragment; an unknown one is the overview. */
export function parseRoute(hash: string): Route {
  const [place = '', search = ''] = hash.replace(/^#?\/?/, '').split(/\?(.*)/s)
  const [first = '', ...path] = place.split('/').filter(Boolean).map(readableUrl)
  const view = VIEWS.find((name) => name === first) ?? 'overview'
  return { view, path: view === first ? path : [], query: Object.fromEntries(new URLSearchParams(search)) }
}

/** Formats a URL fragment; empty members of the query are left out. */
export function formatRoute(
  view: ViewName,
  path: readonly string[] = [],
  query: Readonly<Record<string, string | undefined>> = {},
): string {
  const given = Object.entries(query).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== '',
  )
  const search = new URLSearchParams(given).toString()
  return `#/${[view, ...path].map(encodeURIComponent).join('/')}${search === '' ? '' : `?${search}`}`
}
