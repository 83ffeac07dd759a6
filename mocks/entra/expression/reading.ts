/**
 * The interpretation of the documentation where it is silent or shows only an example. Each member is a row of
 * docs/fidelity.md.
 */
export interface Reading {
  /** Join leaves out parts that are empty or absent; else they count, as between separators. */
  readonly joinSkipsEmpty: boolean
  /** Split removes the blanks around each element. */
  readonly splitTrims: boolean
  /** A condition of IIF on an empty attribute fails as an error of its row, or counts as false. */
  readonly emptyCondition: 'fails' | 'is-false'
  /** An empty result of a function, as of Coalesce, is compared like any value, or fails as an empty attribute does. */
  readonly emptyResult: 'compared' | 'fails'
  /** Whether Append to an absent source returns only the suffix, or stays absent. */
  readonly appendToAbsent: 'suffix' | 'absent'
}

/** The default interpretations. */
export const defaultReading: Reading = {
  joinSkipsEmpty: true,
  splitTrims: true,
  emptyCondition: 'fails',
  emptyResult: 'compared',
  appendToAbsent: 'suffix',
}
