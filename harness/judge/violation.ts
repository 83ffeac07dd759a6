import { AssertionError } from 'chai'

/** What a failed assertion says to a reader. */
export interface Violation {
  readonly message: string
  readonly expected?: string
  readonly actual?: string
}

/** Reads an assertion's error; undefined where the error is no assertion. */
export function asViolation(error: unknown): Violation | undefined {
  if (!(error instanceof AssertionError)) return undefined
  const { expected, actual } = error as { expected?: unknown; actual?: unknown }
  return {
    message: clip(error.message, 600),
    ...(expected === undefined ? {} : { expected: show(expected) }),
    ...(actual === undefined ? {} : { actual: show(actual) }),
  }
}

function show(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value))
  return clip(text, 2000)
}

function clip(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length)}…` : text
}
