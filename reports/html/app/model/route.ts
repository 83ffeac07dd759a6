/** The views of the report, as they are named in its address, and what they are called. */
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
/** All of them, in the order of the navigation. */
export const VIEWS: readonly ViewName[] = Object.keys(VIEW_TITLES) as ViewName[]

/** What the part of the address behind # says: `#/findings/scim.create.location?…`. */
export interface Route {
  readonly view: ViewName
  /** What is chosen within the view, from the whole to the part. */
  readonly path: readonly string[]
  readonly query: Readonly<Record<string, string>>
}

/** Reads an address; what is none of ours is the overview. */
export function parseRoute(hash: string): Route {
  const [place = '', search = ''] = hash.replace(/^#?\/?/, '').split(/\?(.*)/s)
  const [first = '', ...path] = place.split('/').filter(Boolean).map(decode)
  const view = VIEWS.find((name) => name === first) ?? 'overview'
  return { view, path: view === first ? path : [], query: Object.fromEntries(new URLSearchParams(search)) }
}

/** Writes an address; empty parts of the query are left out. */
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

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
