/** A text as one line, so that a comment or a message of a script does not end early, whatever a server wrote. */
export function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ')
}
