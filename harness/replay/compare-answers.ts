import { isJsonObject, type JsonValue } from '../../mocks/protocol/index.ts'

/** One point in which the response of the target differs from the recorded one. */
export interface Difference {
  /** `status`, `scimType`, or the path of a value: `emails[0].value`. */
  readonly where: string
  /** The value as JSON; `nothing` if there is none. */
  readonly recorded: string
  readonly now: string
}

/** A response with the parts that are compared. */
export interface ComparedAnswer {
  readonly status: number
  /** The body; undefined if there is none, or if it is not JSON. */
  readonly body: JsonValue | undefined
}

/** Matches members that differ between two servers with the same behaviour. */
const IGNORED = /^(?:id|version|location|\$ref|created|lastModified|detail|nextCursor|previousCursor)$/
const INSTANT = /^\d{4}-\d{2}-\d{2}T[\d:.]+(?:Z|[+-]\d{2}:?\d{2})?$/
const MOST = 20

/**
 * Compares a response of the target, with the values of the recording, with the recorded response: status, type of an
 * error, values of resources. Ids, times, versions, locations, error messages, and the order of members and of
 * elements are ignored. `foreign` recognizes resources that are not in the recording.
 */
export function compareAnswers(
  recorded: ComparedAnswer,
  now: ComparedAnswer,
  foreign: (resource: JsonValue) => boolean,
): Difference[] {
  const differences: Difference[] = []
  if (recorded.status !== now.status) add(differences, 'status', recorded.status, now.status)
  const isError = recorded.status >= 400 || now.status >= 400
  if (isError) {
    const type = ({ body }: ComparedAnswer): JsonValue | undefined =>
      isJsonObject(body) ? body['scimType'] : undefined
    if (recorded.status >= 400 && now.status >= 400 && type(recorded) !== type(now))
      add(differences, 'scimType', type(recorded), type(now))
    return differences
  }
  compare(
    withoutForeign(recorded.body, foreign, now.body),
    withoutForeign(now.body, foreign, recorded.body),
    '',
    differences,
  )
  return differences.slice(0, MOST)
}

/** Removes resources of others from a list; its total then has no meaning. */
function withoutForeign(
  body: JsonValue | undefined,
  foreign: (resource: JsonValue) => boolean,
  other: JsonValue | undefined,
): JsonValue | undefined {
  if (!isJsonObject(body) || !Array.isArray(body['Resources'])) return body
  const listed = body['Resources']
  const has = (one: JsonValue | undefined): boolean =>
    isJsonObject(one) && Array.isArray(one['Resources']) && one['Resources'].some(foreign)
  if (!has(body) && !has(other)) return body
  const { totalResults: _total, itemsPerPage: _count, ...rest } = body
  return { ...rest, Resources: listed.filter((resource) => !foreign(resource)) }
}

function compare(
  recorded: JsonValue | undefined,
  now: JsonValue | undefined,
  where: string,
  differences: Difference[],
): void {
  if (differences.length >= MOST || recorded === '***') return
  if (Array.isArray(recorded) && Array.isArray(now)) {
    compareLists(recorded, now, where, differences)
    return
  }
  if (isJsonObject(recorded) && isJsonObject(now)) {
    for (const name of new Set([...Object.keys(recorded), ...Object.keys(now)])) {
      // All of meta describes the server's own storage; a different resource type is visible in schemas.
      const isOwn = IGNORED.test(name) || (name === 'meta' && (recorded[name] === undefined || now[name] === undefined))
      if (!isOwn) compare(recorded[name], now[name], where === '' ? name : `${where}.${name}`, differences)
    }
    return
  }
  const isSame = canonical(recorded) === canonical(now) || (isInstant(recorded) && isInstant(now))
  if (!isSame) add(differences, where === '' ? 'body' : where, recorded, now)
}

/** Compares two lists in any order; elements that are in both are not a difference. */
function compareLists(
  recorded: readonly JsonValue[],
  now: readonly JsonValue[],
  where: string,
  differences: Difference[],
): void {
  const rest = [...now]
  const missing: [number, JsonValue][] = []
  recorded.forEach((item, index) => {
    const at = rest.findIndex((other) => canonical(other) === canonical(item))
    if (at < 0) missing.push([index, item])
    else rest.splice(at, 1)
  })
  missing.forEach(([index, item], order) => {
    compare(item, rest[order], `${where}[${index}]`, differences)
  })
  rest.slice(missing.length).forEach((item, order) => {
    add(differences, `${where}[${recorded.length + order}]`, undefined, item)
  })
}

const isInstant = (value: JsonValue | undefined): boolean => typeof value === 'string' && INSTANT.test(value)

/** Returns the same string for equal values. */
function canonical(value: JsonValue | undefined): string {
  if (value === undefined) return 'nothing'
  if (Array.isArray(value)) return `[${value.map(canonical).toSorted().join()}]`
  if (!isJsonObject(value)) return isInstant(value) ? 'instant' : JSON.stringify(value)
  const members = Object.entries(value).filter(([name, inner]) => !IGNORED.test(name) && inner !== undefined)
  return `{${members
    .map(([name, inner]) => `${JSON.stringify(name)}:${canonical(inner)}`)
    .toSorted()
    .join()}}`
}

function add(
  differences: Difference[],
  where: string,
  recorded: JsonValue | undefined,
  now: JsonValue | undefined,
): void {
  const value = SECRET.test(where) ? hidden : shown
  differences.push({ where, recorded: value(recorded), now: value(now) })
}

function shown(value: JsonValue | undefined): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value)
  return text.length > 200 ? `${text.slice(0, 200)}…` : text
}

/** Matches the path of an attribute whose value no output must contain. */
const SECRET = /(?:password|passwd|secret|token|api_?key)(?:\.value)?(?:\[\d+\])?$/i

const hidden = (value: JsonValue | undefined): string => (value === undefined ? shown(value) : '***')
