import type { JsonValue } from '../../mocks/protocol/index.ts'
import { parseJson } from '../../mocks/transport/index.ts'

/** A filter of the form `attribute eq literal`. */
export interface EqualityFilter {
  readonly attribute: string
  /** The operator as written: `eq`, `EQ`. */
  readonly operator: string
  /** The literal as written, including quotes. */
  readonly literal: string
  readonly value: JsonValue
}

/** A parsed path of a PATCH or of a filter: `urn:attribute[filter].sub`. */
export interface AttributePath {
  readonly urn?: string
  /** The attribute; absent in a path that is only a schema URN. */
  readonly attribute?: string
  readonly filter?: EqualityFilter
  readonly sub?: string
}

const URN_WITH_VERSION = /^(urn:.*:\d+(?:\.\d+)?:[a-z]\w*)(?::(.*))?$/i
const URN_OF_ANY_FORM = /^(urn:.*):([^:]*)$/i
const NAME = /^[$\w-]+$/
const EQUALITY = /^\s*([$\w.-]+)\s+(eq)\s+("(?:[^"\\]|\\.)*"|'[^']*'|[^\s"'()]+)\s*$/i

/** Parses a path; undefined if it has another form, such as a filter with `and`. */
export function parsePath(text: string): AttributePath | undefined {
  const open = text.indexOf('[')
  const close = text.lastIndexOf(']')
  if (open >= 0 !== close >= 0 || close < open) return undefined
  const head = splitUrn((open < 0 ? text : text.slice(0, open)).trim())
  const filter = open < 0 ? undefined : parseEquality(text.slice(open + 1, close))
  if (open >= 0 && filter === undefined) return undefined
  const tail = open < 0 ? '' : text.slice(close + 1).trim()
  if (head.rest === undefined) {
    return open < 0 && head.urn !== undefined ? { urn: head.urn } : undefined
  }
  const names = `${head.rest}${tail}`.split('.')
  const [attribute, ...subs] = names
  if (attribute === undefined || names.length > 2 || !names.every((name) => NAME.test(name))) return undefined
  return {
    ...(head.urn === undefined ? {} : { urn: head.urn }),
    attribute,
    ...(filter === undefined ? {} : { filter }),
    ...(subs[0] === undefined ? {} : { sub: subs[0] }),
  }
}

/** Parses `attribute eq literal`; undefined if the string has another form. */
export function parseEquality(text: string): EqualityFilter | undefined {
  const [, attribute, operator, literal] = EQUALITY.exec(text) ?? []
  if (attribute === undefined || operator === undefined || literal === undefined) return undefined
  return { attribute, operator, literal, value: readLiteral(literal) }
}

/** Writes a path as a client does. */
export function printPath({ urn, attribute, filter, sub }: AttributePath): string {
  const selection = filter === undefined ? '' : `[${filter.attribute} ${filter.operator} ${filter.literal}]`
  const inside = attribute === undefined ? '' : `${attribute}${selection}${sub === undefined ? '' : `.${sub}`}`
  return [urn, inside].filter((part) => part !== undefined && part !== '').join(':')
}

function splitUrn(head: string): { urn?: string; rest?: string } {
  if (!/^urn:/i.test(head)) return head === '' ? {} : { rest: head }
  const [, urn, rest] = URN_WITH_VERSION.exec(head) ?? URN_OF_ANY_FORM.exec(head) ?? []
  if (urn === undefined) return {}
  return rest === undefined || rest === '' ? { urn } : { urn, rest }
}

function readLiteral(literal: string): JsonValue {
  if (literal.startsWith("'")) return literal.slice(1, -1)
  const value = parseJson<JsonValue>(literal)
  if (value !== undefined) return value
  return literal.startsWith('"') ? literal.slice(1, -1) : literal
}
