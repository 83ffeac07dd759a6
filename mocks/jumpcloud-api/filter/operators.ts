import { RE2JS } from 're2js'
import { ApiError } from '../wire/api-error.ts'
import { isJsonObject, type JsonValue } from '../wire/json.ts'
import { compareValues, equalValues } from './values.ts'

/** The comparisons that a filter can use, by their names in v1. */
export const OPERATORS = [
  '$eq',
  '$ne',
  '$gt',
  '$gte',
  '$lt',
  '$lte',
  '$in',
  '$nin',
  '$regex',
  '$exists',
  '$contains',
] as const
/** One of them. */
export type Operator = (typeof OPERATORS)[number]

type Test = (actual: JsonValue | undefined) => boolean

// The limit allows the longest value with each character escaped, and the pattern around it.
const MAX_PATTERN = 2100

/** The test of each operator; each throws ApiError 400 if the wanted value does not fit. */
const TESTS: Readonly<Record<Operator, (wanted: JsonValue) => Test>> = {
  $eq: (wanted) => anyOf((actual) => equalValues(actual, wanted)),
  $ne: (wanted) => not(anyOf((actual) => equalValues(actual, wanted))),
  $gt: ordered((order) => order > 0),
  $gte: ordered((order) => order >= 0),
  $lt: ordered((order) => order < 0),
  $lte: ordered((order) => order <= 0),
  $in: (wanted) => anyOf((actual) => listed(wanted).some((one) => equalValues(actual, one))),
  $nin: (wanted) => not(anyOf((actual) => listed(wanted).some((one) => equalValues(actual, one)))),
  $regex: (wanted) => {
    const pattern = compilePattern(wanted)
    return anyOf((actual) => typeof actual === 'string' && pattern.matcher(actual).find())
  },
  $exists: (wanted) => (actual) => (actual !== undefined && actual !== null) === (wanted !== false),
  $contains: (wanted) => {
    const text = String(wanted).toLowerCase()
    return anyOf((actual) => !isJsonObject(actual) && textOf(actual).toLowerCase().includes(text))
  },
}

/** Returns the test of an operator with a wanted value. Throws ApiError 400. */
export function testOf(operator: Operator, wanted: JsonValue): Test {
  return TESTS[operator](wanted)
}

const not =
  (test: Test): Test =>
  (actual) =>
    !test(actual)

/** Tests a list, which matches if one of its elements matches. */
function anyOf(test: Test): Test {
  return (actual) => test(actual) || (Array.isArray(actual) && actual.some(test))
}

function ordered(fits: (order: number) => boolean): (wanted: JsonValue) => Test {
  return (wanted) =>
    anyOf((actual) => {
      const order = compareValues(actual, wanted)
      return order !== undefined && fits(order)
    })
}

const listed = (wanted: JsonValue): readonly JsonValue[] => (Array.isArray(wanted) ? wanted : [wanted])
const textOf = (value: JsonValue | undefined): string => (value === undefined || value === null ? '' : String(value))

/** A linear-time engine, so that no pattern hangs the mock. */
function compilePattern(wanted: JsonValue): RE2JS {
  if (typeof wanted !== 'string' || wanted.length > MAX_PATTERN)
    throw new ApiError(400, `$regex takes a pattern of at most ${MAX_PATTERN} characters`)
  try {
    return RE2JS.compile(wanted)
  } catch {
    throw new ApiError(400, `$regex cannot be read: ${JSON.stringify(wanted.slice(0, 80))}`)
  }
}
