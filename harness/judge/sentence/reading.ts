/** What a failed assertion expected of a value, and what it got: noun phrases, both. */
export interface Reading {
  readonly expected: string
  readonly actual: string
  /** What is to be added: which elements are missing. */
  readonly detail?: string
}

/** A value that is not there. */
export const NO_VALUE = 'no value'
