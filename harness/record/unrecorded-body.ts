/** Returns the string that a recording contains in place of a body that was not recorded. */
export const unrecordedBody = (bytes: number, why: string): string => `(${bytes} bytes were not recorded: ${why})`

/** Returns whether a string in a recording is in place of a body that was not recorded. */
export const isUnrecorded = (body: string | undefined): boolean =>
  body !== undefined && /^\(\d+ bytes were not recorded/.test(body)
