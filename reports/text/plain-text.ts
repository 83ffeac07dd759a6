/**
 * Converts a string to one line without control characters: a server must not control a terminal, or end a comment of
 * a script early.
 */
export function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim()
}

/** The number of characters of the longest command in a report. */
const LONGEST_COMMAND = 8000

/**
 * Returns a command for a report: whole, or a reference to the result file, because a shortened or changed command is
 * wrong.
 */
export function wholeCommand(command: string): string {
  if (command.length > LONGEST_COMMAND)
    return `# ${command.length.toLocaleString('en')} characters: too long for this report, see result.json`
  return /[\p{Cc}\p{Cf}]/u.test(command) ? '# has invisible characters: see result.json' : command
}

/** Shortens a string to a number of characters. */
export function clip(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length)}…` : text
}
