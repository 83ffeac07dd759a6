import { AssertionError } from 'chai'
import type { Expectation } from '../../reports/index.ts'

/** What a failed assertion says to a reader. */
export interface Violation {
  readonly message: string
  readonly expected?: string
  readonly actual?: string
  /** The id of the exchange that the assertion was about, where it says so. */
  readonly exchange?: string
  /** What it expected of that exchange, for a program that judges another answer. */
  readonly expectation?: Expectation
}

const WORDS =
  /(?:^|: )expected ([\s\S]*?) ((?:not )?to (?:not )?(?:be|equal|include|match|have|contain|deeply) [\s\S]*)$/

/** Reads an assertion's error; undefined where the error is no assertion. */
export function asViolation(error: unknown): Violation | undefined {
  if (!(error instanceof AssertionError)) return undefined
  const { expected, actual, operator, exchange, expectation } = error as {
    expected?: unknown
    actual?: unknown
    operator?: string
    exchange?: unknown
    expectation?: Expectation
  }
  // "user name: expected undefined to be a string" tells in words what chai gives no value for.
  const [, subject, clause] = WORDS.exec(error.message) ?? []
  // Of "not equal 500", chai's expected value is 500.
  const isNegated = operator?.startsWith('not') === true
  const told = expected !== undefined && !isNegated ? show(expected) : clause?.replace('to ', '')
  const found = actual !== undefined ? show(actual) : subject === 'undefined' ? 'nothing' : subject
  return {
    message: clip(withPlainZero(error.message), 600),
    ...(told === undefined ? {} : { expected: clip(told, 2000) }),
    ...(found === undefined ? {} : { actual: found }),
    ...(typeof exchange === 'string' ? { exchange } : {}),
    ...(expectation === undefined ? {} : { expectation }),
  }
}

/** Chai writes "+0", lest anybody take it for -0. */
const withPlainZero = (text: string): string =>
  text.replaceAll(/\b(expected|equal|above|below|least|most) \+0\b/g, '$1 0')

function show(value: unknown): string {
  const text = typeof value === 'string' && value !== '' ? value : (JSON.stringify(value) ?? String(value))
  return clip(text, 2000)
}

function clip(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length)}…` : text
}
