/** The time limit of one search in milliseconds. */
export const PATTERN_TIME_LIMIT = 250

/** A search exceeded the time limit, or would have exceeded it. */
export class PatternTimeout extends Error {
  override readonly name = 'PatternTimeout'

  constructor() {
    super(
      `it takes more than ${PATTERN_TIME_LIMIT} ms on this string; write it without nested or open-ended repetition`,
    )
  }
}
