import { AssertionError } from 'chai'
import type { Expectation } from '../../reports/index.ts'
import { partsOf } from '../assertions/assertion-parts.ts'
import { showValue } from '../assertions/show-value.ts'
import { shorten, shortenWords } from '../text/shorten.ts'
import { readParts } from './sentence/clauses.ts'
import { sentenceOf } from './sentence/sentence.ts'
import { readMessage } from './sentence/thrown-message.ts'

/** A failed assertion in the form of the report. */
export interface Violation {
  /** A sentence with the values. */
  readonly message: string
  readonly expected?: string
  readonly actual?: string
  /** The id of the exchange that the assertion was about, if known. */
  readonly exchange?: string
  /** The expectation on that exchange, for a program that judges another response. */
  readonly expectation?: Expectation
}

const LIMIT = 2000

/** Converts an assertion's error; undefined if the error is not from an assertion. */
export function asViolation(error: unknown): Violation | undefined {
  if (!(error instanceof AssertionError)) return undefined
  const { exchange, expectation } = error as { exchange?: unknown; expectation?: Expectation }
  const violation = inWords(error)
  return {
    ...violation,
    ...(typeof exchange === 'string' ? { exchange } : {}),
    ...(expectation === undefined ? {} : { expectation }),
  }
}

function inWords(error: InstanceType<typeof AssertionError>): Violation {
  const parts = partsOf(error)
  const thrown = parts === undefined ? readMessage(error.message) : undefined
  const reading = parts === undefined ? thrown : readParts(parts)
  if (reading !== undefined)
    return {
      message: sentenceOf(parts?.label ?? thrown?.label, reading),
      expected: reading.expected,
      actual: reading.actual,
    }
  // The message is a sentence of this project.
  const { expected, actual } = error as { expected?: unknown; actual?: unknown }
  return {
    message: shortenWords(error.message, LIMIT),
    ...(expected === undefined ? {} : { expected: show(expected) }),
    ...(actual === undefined ? {} : { actual: show(actual) }),
  }
}

const show = (value: unknown): string =>
  typeof value === 'string' && value !== '' ? shorten(value, LIMIT) : showValue(value, LIMIT)
