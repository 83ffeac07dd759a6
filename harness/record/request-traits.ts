import { isJsonObject, type JsonObject, type JsonValue } from '../../mocks/protocol/index.ts'
import { type HttpRequest, parseJson } from '../../mocks/transport/index.ts'

const STRING = /"(?:[^"\\]|\\.)*"?/g
const OPERATOR = /(?<=^|[\s)\]])(eq|ne|co|sw|ew|pr|gt|ge|lt|le|and|or|not)(?=$|[\s(])/gi
/** The checks page through few resources: a larger number is past their end. */
const LARGE = 10
const URN = /\burn:[\w:.-]+:/gi

/**
 * Describes what distinguishes a request from others of its kind: parameters, parts of the filter, members and
 * operations of the body, without values; the most basic ones first. Each completes "GET /Users with …".
 */
export function traitsOf({ url, body }: HttpRequest): readonly string[] {
  const query = new URLSearchParams(url.split('?')[1] ?? '')
  const traits = [...query].flatMap(([name, value]) => [
    `\`${name}\``,
    ...(name === 'filter'
      ? traitsOfExpression(value).map((trait) => `${trait} in \`filter\``)
      : traitsOfNumber(name, value)),
  ])
  return [...new Set([...traits, ...(body === undefined ? [] : traitsOfBody(parseJson<JsonValue>(body)))])]
}

/** The traits of the requests of one kind that were answered. */
export interface AnsweredTraits {
  /** Adds those of a request. */
  add(request: HttpRequest): void
  /** Returns the first trait of a request that no answered request has. */
  firstNew(request: HttpRequest): string | undefined
  /** Returns the first two traits that no answered request has together. */
  firstNewPair(request: HttpRequest): string | undefined
}

/** Collects the traits of answered requests. */
export function createAnsweredTraits(): AnsweredTraits {
  /** The different lists of traits. Pairs are computed only for requests without a response, which are few. */
  const lists = new Map<string, readonly string[]>()
  const allOf = (traits: (list: readonly string[]) => readonly string[]): ReadonlySet<string> =>
    new Set([...lists.values()].flatMap(traits))
  return {
    add: (request) => {
      const traits = traitsOf(request)
      lists.set(traits.join('\n'), traits)
    },
    firstNew: (request) => {
      const known = allOf((list) => list)
      return traitsOf(request).find((trait) => !known.has(trait))
    },
    firstNewPair: (request) => {
      const known = allOf(pairsOf)
      return pairsOf(traitsOf(request)).find((pair) => !known.has(pair))
    },
  }
}

const pairsOf = (traits: readonly string[]): readonly string[] =>
  traits.flatMap((one, place) => traits.slice(place + 1).map((other) => [one, other].toSorted().join(' and ')))

function traitsOfExpression(text: string): string[] {
  const strings = text.match(STRING) ?? []
  const bare = text.replaceAll(STRING, '""')
  const operators = [...bare.matchAll(OPERATOR)].flatMap(([, operator]) => operator ?? [])
  const names = bare.replaceAll(OPERATOR, ' ').match(/[A-Za-z$][\w:.$-]*/g) ?? []
  return [
    ...(operators.some((operator) => operator !== operator.toLowerCase()) ? ['an operator in capitals'] : []),
    ...(/[()]/.test(bare) ? ['parentheses'] : []),
    ...(/\([^()]*\s(?:and|or)\s/i.test(bare) ? ['several conditions in parentheses'] : []),
    ...(/[[\]]/.test(bare) ? ['square brackets'] : []),
    ...operators.map((operator) => `\`${operator.toLowerCase()}\``),
    ...(bare.search(URN) < 0 ? [] : ['a schema URN']),
    ...names.map((name) => name.replace(URN, '')).flatMap((name) => (name === '' ? [] : `\`${name}\``)),
    ...(strings.some((string) => string.includes('\\')) ? ['an escape'] : []),
  ]
}

function traitsOfNumber(name: string, value: string): string[] {
  if (name !== 'count' && name !== 'startIndex') return []
  const number = Number(value)
  if (value.trim() === '' || Number.isNaN(number)) return [`a \`${name}\` that is not a number`]
  if (number < 0) return [`a negative \`${name}\``]
  if (number === 0) return [`a \`${name}\` of 0`]
  return number < LARGE ? [] : [`a \`${name}\` of ${LARGE} or more`]
}

function traitsOfBody(body: JsonValue | undefined): string[] {
  if (!isJsonObject(body)) return ['a body that is not a JSON object']
  const operations = body['Operations']
  const members = Object.keys(body).map((name) => `\`${name}\``)
  if (!Array.isArray(operations))
    return [...(operations === undefined ? [] : ['`Operations` that are not a list']), ...members]
  return [
    ...(body['schemas'] === undefined ? ['no `schemas`'] : []),
    ...(operations.length === 1 ? [] : [operations.length === 0 ? 'no operations' : 'several operations']),
    ...operations.flatMap((operation) =>
      isJsonObject(operation) ? traitsOfOperation(operation) : ['an operation that is not an object'],
    ),
    ...members,
  ]
}

function traitsOfOperation({ op, path, value }: JsonObject): string[] {
  const place = typeof path === 'string' ? `the path \`${path.replaceAll(STRING, '"…"')}\`` : 'no path'
  const kind = kindOf(value)
  return [
    `the op \`${typeof op === 'string' ? op : kindOf(op)}\``,
    ...(typeof path === 'string' && /[[\]]/.test(path) ? ['a value path'] : []),
    ...(typeof path === 'string' && path.search(URN) >= 0 ? ['a schema URN in a path'] : []),
    place,
    ...(typeof path === 'string' ? [`${kind} as the value of \`${path.replaceAll(STRING, '"…"')}\``] : []),
  ]
}

const kindOf = (value: JsonValue | undefined): string => {
  if (value === undefined) return 'nothing'
  if (value === null) return '`null`'
  if (Array.isArray(value)) return 'a list'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}
