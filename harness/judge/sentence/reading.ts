/** The expected and the actual value of a failed assertion, both as noun phrases. */
export interface Reading {
  readonly expected: string
  readonly actual: string
  /** A further detail, such as the missing elements. */
  readonly detail?: string
}

/** The words for a missing value. */
export const NO_VALUE = 'no value'
