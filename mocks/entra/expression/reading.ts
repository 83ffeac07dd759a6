/**
 * The interpretation of the documentation where it is silent or shows only an example. Each member is a row of
 * docs/fidelity.md.
 */
export interface Reading {
  /** True if Join omits empty and absent parts; otherwise they are joined like other parts. */
  readonly joinSkipsEmpty: boolean
  /** True if Split removes the blanks around each element. */
  readonly splitTrims: boolean
  /** Whether a condition of IIF on an empty attribute is an error of its row, or is false. */
  readonly emptyCondition: 'fails' | 'is-false'
  /**
   * Whether an empty result of a function such as Coalesce is compared like any value, or fails like an empty
   * attribute.
   */
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
