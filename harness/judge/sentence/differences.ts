import { isDeepStrictEqual } from 'node:util'
import { isJsonObject } from '../../../mocks/protocol/index.ts'
import { showValue } from '../../assertions/show-value.ts'
import { NO_VALUE, type Reading } from './reading.ts'

const SHOWN = 5
const SHORT = 160

/** Matches a sentence, which has three words or more; a value of the target with fewer is quoted. */
const SENTENCE = /^["'/]?[\p{L}\p{N}]\S*(?:\s+\S+){2}/u

/** Lists elements for a reader, only the first ones if there are many: sentences are unchanged, names are quoted. */
export function listed(values: readonly unknown[]): string {
  const shown = values
    .slice(0, SHOWN)
    .map((value) => (typeof value === 'string' && SENTENCE.test(value) ? value : showValue(value, SHORT)))
  const rest = values.length - shown.length
  return `${shown.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`
}

/** Lists the missing and the unexpected elements of two lists, each as often as it occurs. */
function listDetail(expected: readonly unknown[], actual: readonly unknown[]): string | undefined {
  const missing = without(expected, actual)
  const unexpected = without(actual, expected)
  const parts = [
    ...(missing.length === 0 ? [] : [`missing: ${listed(missing)}`]),
    ...(unexpected.length === 0 ? [] : [`unexpected: ${listed(unexpected)}`]),
  ]
  if (parts.length > 0) return parts.join('; ')
  return isDeepStrictEqual(expected, actual) ? undefined : 'the order differs'
}

/** Returns elements of one list that another does not have, or not as often. */
export function without(list: readonly unknown[], other: readonly unknown[]): readonly unknown[] {
  const left = [...other]
  return list.filter((one) => {
    const index = left.findIndex((candidate) => isDeepStrictEqual(candidate, one))
    if (index >= 0) left.splice(index, 1)
    return index < 0
  })
}

/** Compares two lists. */
export function readLists(expected: readonly unknown[], actual: readonly unknown[]): Reading {
  if (expected.length === 0) return { expected: 'none', actual: listed(actual) }
  const detail = listDetail(expected, actual)
  const isOneForOne = expected.length === 1 && actual.length === 1
  // A missing number in a list of counts has no meaning.
  const areCounts = [...expected, ...actual].every((one) => typeof one === 'number')
  return {
    expected: showValue(expected),
    actual: actual.length === 0 ? 'an empty list' : showValue(actual),
    ...(detail === undefined || actual.length === 0 || isOneForOne || areCounts ? {} : { detail }),
  }
}

/** Compares two objects: equal members are left out if the whole is long. */
export function readObjects(expected: object, actual: object): Reading {
  const [whole, other] = [showValue(expected, Number.MAX_SAFE_INTEGER), showValue(actual, Number.MAX_SAFE_INTEGER)]
  if (whole.length <= SHORT && other.length <= SHORT) return { expected: whole, actual: other }
  const names = [...new Set([...Object.keys(expected), ...Object.keys(actual)])]
  const differing = names.filter((name) => !isDeepStrictEqual(memberOf(expected, name), memberOf(actual, name)))
  return { expected: membersOf(expected, differing), actual: membersOf(actual, differing) }
}

const memberOf = (holder: object, name: string): unknown =>
  Object.hasOwn(holder, name) ? (holder as Record<string, unknown>)[name] : undefined

const membersOf = (holder: object, names: readonly string[]): string => {
  const shown = names
    .slice(0, SHOWN)
    .map((name) => `${JSON.stringify(name)}: ${showValue(memberOf(holder, name), SHORT)}`)
  const rest = names.length - shown.length
  return shown.length === 0 ? NO_VALUE : `${shown.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`
}

/** Returns whether a value is an object in the sense of JSON. */
export const isPlainObject = (value: unknown): value is object =>
  isJsonObject(value) && [Object.prototype, null].includes(Object.getPrototypeOf(value))
