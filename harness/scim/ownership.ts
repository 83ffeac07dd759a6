import { isJsonObject, type JsonValue } from '../../mocks/protocol/index.ts'
import type { RawExchange } from '../record/recorder.ts'

/** Something that a POST made, whose id no answer told. */
export interface Nameless {
  /** Path of the collection below the base URL. */
  readonly collection: string
  /** What the request called it; undefined where it gave no name. */
  readonly name: { readonly attribute: 'userName' | 'displayName'; readonly value: string } | undefined
}

/** What the run has made on the target, by the check that made it. Only this is ever changed or removed. */
export interface Ownership {
  /** Learns from an exchange: a created resource is owned, a deleted one is not any more. */
  observe(exchange: RawExchange): void
  own(cause: string, path: string): void
  disown(path: string): void
  /** Paths below the base URL that a cause owns, the youngest first. */
  ownedBy(cause: string): readonly string[]
  /** Everything that is owned, the youngest first. */
  all(): readonly string[]
  /** What was made and can only be looked for by its name. */
  nameless(): readonly Nameless[]
}

/** Keeps the books for one target. */
export function createOwnership(baseUrl: string): Ownership {
  const causeOf = new Map<string, string>()
  const nameless: Nameless[] = []
  const below = (url: string): string | undefined =>
    url.startsWith(baseUrl) ? url.slice(baseUrl.length).split('?')[0] : undefined

  return {
    own: (cause, path) => void causeOf.set(path, cause),
    disown: (path) => void causeOf.delete(path),
    ownedBy: (cause) =>
      [...causeOf]
        .filter(([, owner]) => owner === cause)
        .map(([path]) => path)
        .reverse(),
    all: () => [...causeOf.keys()].reverse(),
    nameless: () => nameless,
    observe: ({ cause, request, response }) => {
      const path = below(request.url)
      if (path === undefined || response === undefined || response.status < 200 || response.status > 299) return
      if (request.method === 'DELETE') causeOf.delete(path)
      if (request.method !== 'POST' || path.endsWith('/.search')) return
      if (/^\/Bulk$/i.test(path)) {
        for (const location of bulkLocations(response.body)) {
          const created = below(location)
          if (created !== undefined && !NO_ID.test(created.split('/').at(-1) ?? '')) causeOf.set(created, cause)
        }
        return
      }
      const id = createdId(response.body, response.headers['location'])
      const collection = path.replace(/\/$/, '')
      if (id !== undefined) causeOf.set(`${collection}/${encodeURIComponent(id)}`, cause)
      else if (response.status === 201) nameless.push({ collection, name: nameIn(request.body ?? '') })
    },
  }
}

function createdId(body: string, location: string | undefined): string | undefined {
  const parsed = parse(body)
  if (isJsonObject(parsed) && typeof parsed['id'] === 'string' && parsed['id'] !== '') return parsed['id']
  const last = location?.split('?')[0]?.split('/').filter(Boolean).at(-1)
  return last === undefined || NO_ID.test(last) ? undefined : decodeURIComponent(last)
}

/** What a server's language writes for an id that it does not have: whoever bears that name is not ours. */
const NO_ID = /^(?:undefined|null|none|nil|nan)$/i

function nameIn(text: string): Nameless['name'] {
  const sent = parse(text)
  for (const attribute of ['userName', 'displayName'] as const) {
    const value = isJsonObject(sent) ? sent[attribute] : undefined
    if (typeof value === 'string' && value !== '') return { attribute, value }
  }
  return undefined
}

function bulkLocations(body: string): string[] {
  const parsed = parse(body)
  const operations = isJsonObject(parsed) && Array.isArray(parsed['Operations']) ? parsed['Operations'] : []
  return operations
    .filter(isJsonObject)
    .filter(({ method }) => method === 'POST')
    .flatMap(({ location }) => (typeof location === 'string' ? [location] : []))
}

function parse(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue
  } catch {
    return undefined
  }
}
