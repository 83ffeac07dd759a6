import type { Filter } from '../filter/filter.ts'
import { parseFilter } from '../filter/parser.ts'
import type { Leniency } from '../leniency/leniency.ts'
import { resolveAttribute } from '../schema/attribute-path.ts'
import type { Attribute, Extension, ResourceType } from '../schema/resource-type.ts'
import { badRequest } from '../wire/scim-error.ts'

/** A path to an attribute, to some of its elements, or to a sub-attribute (RFC 7644 §3.5.2, figure 7). */
export interface AttributePath {
  readonly kind: 'attribute'
  readonly attribute: Attribute
  readonly sub?: Attribute
  /** Selects the elements of the attribute. */
  readonly filter?: Filter
}

/** The path of an operation: to an attribute, or to a whole extension. */
export type PatchPath = AttributePath | { readonly kind: 'extension'; readonly extension: Extension }

/** The maximum length of a path in UTF-16 units. */
const MAX_PATH_LENGTH = 8192

/**
 * Parses and resolves a path: `attrPath`, or `attrPath "[" filter "]" ["." sub]`. Throws a ScimError 400 `invalidPath`,
 * or `invalidFilter` for the content of the brackets.
 */
export function parsePatchPath(path: string, type: ResourceType, leniency: Leniency): PatchPath {
  if (path.length > MAX_PATH_LENGTH) throw badRequest('invalidPath', `a path has at most ${MAX_PATH_LENGTH} characters`)
  const bracket = path.indexOf('[')
  const head = (bracket < 0 ? path : path.slice(0, bracket)).trim()
  const target = resolveAttribute(head, type, leniency)
  if (target === undefined) throw badRequest('invalidPath', `${type.name} has no attribute ${shortened(path)}`)
  if (bracket < 0) return target
  const close = path.lastIndexOf(']')
  if (close < bracket) throw badRequest('invalidPath', `${shortened(path)} has no closing bracket`)
  if (target.kind === 'extension' || target.sub !== undefined || target.attribute.type !== 'complex')
    throw badRequest('invalidPath', `${head} is not complex: it takes no filter in brackets`)
  const { attribute } = target
  if (!attribute.multiValued && !leniency.filterOnSingular)
    throw badRequest('invalidPath', `${head} has one value: it takes no filter in brackets`)
  const filter = parseFilter(path.slice(bracket + 1, close), { ...leniency, comparedValuePaths: false })
  const tail = path.slice(close + 1).trim()
  if (tail === '') return { kind: 'attribute', attribute, filter }
  const sub = tail.startsWith('.') ? attribute.subAttributes.get(tail.slice(1).toLowerCase()) : undefined
  if (sub === undefined) throw badRequest('invalidPath', `${attribute.name} has no sub-attribute ${shortened(tail)}`)
  return { kind: 'attribute', attribute, sub, filter }
}

const shortened = (path: string): string => (path.length > 80 ? `${path.slice(0, 80)}…` : path)
