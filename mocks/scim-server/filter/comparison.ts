import type { JsonValue } from '../../protocol/index.ts'
import type { Attribute } from '../schema/resource-type.ts'
import { badRequest } from '../wire/scim-error.ts'
import type { Comparison, ComparisonValue } from './filter.ts'

/** Returns whether one value of an attribute satisfies a comparison. */
export type ValueTest = (value: JsonValue) => boolean

/**
 * Converts a string to one letter case and one Unicode form, so that equal strings compare equal (RFC 7643 §2.2; RFC
 * 7644 §5 requires PRECIS).
 */
export function foldCase(text: string): string {
  return text.normalize('NFC').toLowerCase()
}

/** Converts a string to the form in which it is compared: `caseExact` keeps the letter case (RFC 7643 §2.2). */
export function comparable(text: string, caseExact: boolean): string {
  return caseExact ? text.normalize('NFC') : foldCase(text)
}

/** The rules by which an attribute and its letter case are compared; deviations replace them. */
export interface ComparisonRules {
  readonly isCaseExact: (attribute: Attribute) => boolean
  readonly instantOf: (text: string) => number
  readonly stringBooleans: boolean
}

/** Compares two strings by code point, as RFC 7644 §3.4.2.3 requires for case-exact ones. */
export function compareText(left: string, right: string): number {
  return left === right ? 0 : left < right ? -1 : 1
}

/** Returns the milliseconds of an xsd:dateTime, in UTC if it has no zone; NaN if it is not valid (RFC 7643 §2.3.5). */
export function instantOf(text: string): number {
  if (!/^-?\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[-+]\d\d:\d\d)?$/.test(text)) return Number.NaN
  return Date.parse(/(Z|[-+]\d\d:\d\d)$/.test(text) ? text : `${text}Z`)
}

type Relation = (order: number) => boolean
const RELATIONS: Readonly<Partial<Record<Comparison, Relation>>> = {
  eq: (order) => order === 0,
  gt: (order) => order > 0,
  ge: (order) => order >= 0,
  lt: (order) => order < 0,
  le: (order) => order <= 0,
}

const SUBSTRINGS: Readonly<Partial<Record<Comparison, (text: string, part: string) => boolean>>> = {
  co: (text, part) => text.includes(part),
  sw: (text, part) => text.startsWith(part),
  ew: (text, part) => text.endsWith(part),
}

/**
 * Creates the test of any comparison except `ne`, which is the negation of `eq`. Throws a ScimError 400 `invalidFilter`
 * if attribute, operator and value do not fit together (RFC 7644 §3.4.2.2).
 */
export function valueTest(
  attribute: Attribute,
  operator: Exclude<Comparison, 'ne'>,
  value: ComparisonValue,
  rules: ComparisonRules,
): ValueTest {
  const comparisonError = (): Error =>
    badRequest(
      'invalidFilter',
      `${attribute.name} is a ${attribute.type}: it cannot be compared by ${operator} ${JSON.stringify(value)}`,
    )
  const relation = RELATIONS[operator]
  const substring = SUBSTRINGS[operator]
  switch (attribute.type) {
    case 'boolean': {
      const wanted = rules.stringBooleans ? asBoolean(value) : value
      if (operator !== 'eq' || typeof wanted !== 'boolean') throw comparisonError()
      return (candidate) => candidate === wanted
    }
    case 'integer':
    case 'decimal': {
      if (typeof value !== 'number' || relation === undefined) throw comparisonError()
      return (candidate) => typeof candidate === 'number' && relation(candidate - value)
    }
    case 'dateTime': {
      if (typeof value !== 'string') throw comparisonError()
      if (substring !== undefined) return (candidate) => typeof candidate === 'string' && substring(candidate, value)
      const wanted = rules.instantOf(value)
      if (Number.isNaN(wanted) || relation === undefined) throw comparisonError()
      return (candidate) => typeof candidate === 'string' && relation(rules.instantOf(candidate) - wanted)
    }
    case 'complex':
      throw badRequest('invalidFilter', `${attribute.name} is complex: compare one of its sub-attributes`)
    default: {
      if (typeof value !== 'string' || (attribute.type === 'binary' && relation !== undefined && operator !== 'eq'))
        throw comparisonError()
      const caseExact = rules.isCaseExact(attribute)
      const wanted = comparable(value, caseExact)
      if (substring !== undefined)
        return (candidate) => typeof candidate === 'string' && substring(comparable(candidate, caseExact), wanted)
      if (relation === undefined) throw comparisonError()
      return (candidate) =>
        typeof candidate === 'string' && relation(compareText(comparable(candidate, caseExact), wanted))
    }
  }
}

function asBoolean(value: ComparisonValue): ComparisonValue {
  if (typeof value !== 'string') return value
  const lower = value.toLowerCase()
  return lower === 'true' ? true : lower === 'false' ? false : value
}
