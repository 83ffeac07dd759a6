import { nearest } from '../../mocks/text/index.ts'
import { headerFault } from '../../mocks/transport/index.ts'
import { type Budget, parseBudget } from '../../reports/index.ts'
import { unsetHeaderFault } from './unset-value.ts'
import { UsageError } from './usage-error.ts'

/**
 * Creates a parser for an option that accepts one of several words. It throws UsageError with the nearest known word.
 */
export function oneOf<Word extends string>(flag: string, words: readonly Word[]): (value: string) => Word {
  return (value) => {
    const known = words.find((word) => word === value)
    if (known !== undefined) return known
    const near = nearest(value, words)
    throw new UsageError(
      `${flag} takes ${words.join(', ')}, not ${JSON.stringify(value)}${near === undefined ? '' : `; did you mean ${near}?`}`,
    )
  }
}

/** Creates a parser for an option that accepts a whole number within bounds. It throws UsageError. */
export function wholeNumber(
  flag: string,
  minimum: number,
  maximum: number = Number.MAX_SAFE_INTEGER,
): (value: string) => number {
  return (value) => {
    const number = Number(value)
    if (/^\d+$/.test(value) && number >= minimum && number <= maximum) return number
    throw new UsageError(
      `${flag} takes a whole number ${maximum === Number.MAX_SAFE_INTEGER ? `of at least ${minimum}` : `from ${minimum} to ${maximum}`}, not ${JSON.stringify(value)}`,
    )
  }
}

/** Collects an option that repeats. */
export function repeated(value: string, before: readonly string[] = []): string[] {
  return [...before, value]
}

/** Headers that describe one request or its connection: another value would make each request invalid. */
const SET_BY_TRANSPORT = /^(?:content-length|transfer-encoding|expect|upgrade|keep-alive|trailer|proxy-connection)$/i

/** Reads `name: value` of a header. Throws UsageError. */
export function parseHeader(text: string): readonly [name: string, value: string] {
  const match = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):\s*(\S.*)$/s.exec(text)
  if (match === null) throw new UsageError(malformedHeader(text))
  const [, name = '', value = ''] = match
  if (SET_BY_TRANSPORT.test(name))
    throw new UsageError(`--header ${name}: the transport sets this header for each request; leave it out`)
  if (/^(Bearer|Basic)\s+\1\s/i.test(value)) throw new UsageError(`--header ${name}: its value has the scheme twice`)
  const fault = unsetHeaderFault(value) ?? headerFault(value)
  if (fault !== undefined) throw new UsageError(`--header ${name}: its value ${fault}`)
  return [name.toLowerCase(), value]
}

/** Which part is wrong. The value may be a secret, and in a malformed line anything may be the value. */
function malformedHeader(text: string): string {
  const example = "--header takes 'name: value'"
  if (!text.includes(':')) return `${example}; a line of ${text.length} characters has no colon`
  const [name = '', ...rest] = text.split(':')
  if (name === '') return `${example}; a line has no name before its colon`
  if (rest.join(':').trim() === '')
    return `${example}; ${JSON.stringify(name.slice(0, 40))} has no value; set the variable that it is read from, or leave the header out`
  return `${example}; the part before the first colon (${name.length} characters) is not a header name`
}

/** Parses a budget. Throws UsageError. */
export function readBudget(text: string): Budget {
  const budget = parseBudget(text)
  if (budget !== undefined) return budget
  throw new UsageError(
    `--budget takes a percentile and a limit, such as 'p95<500ms', 'max<2s' or 'PATCH /Users/{id} p99<1s', not ${JSON.stringify(text)}`,
  )
}

/** Parses `30/s` or `30`. Throws UsageError. */
export function parseRate(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(?:\/s)?$/.exec(text)
  if (match === null || Number(match[1]) <= 0)
    throw new UsageError(`--rate takes requests per second, such as 25/s, not ${JSON.stringify(text)}`)
  return Number(match[1])
}

/** Creates a parser for an option that accepts a day. It throws UsageError. */
export function parseDay(flag: string): (value: string) => string {
  return (value) => {
    const day = /^\d{4}-\d\d-\d\d$/.test(value) ? new Date(`${value}T00:00:00Z`) : undefined
    if (day !== undefined && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(value)) return value
    throw new UsageError(`${flag} takes a day, such as 2026-07-01, not ${JSON.stringify(value)}`)
  }
}

/** Returns the first of the named flags that was given, as the user typed it; undefined if none was. */
export function givenFlag<Flags extends object>(
  flags: Flags,
  names: readonly (keyof Flags & string)[],
): string | undefined {
  const name = names.find((one) => flags[one] !== undefined)
  return name === undefined ? undefined : `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
}
