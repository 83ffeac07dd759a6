/** Makes one line without control characters, whatever a server wrote: none reaches a terminal, and no comment of a script ends early. */
export function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim()
}

/** Characters of the longest command that a report shows. */
const LONGEST_COMMAND = 8000

/** A command as a report shows it: whole, or a hint at the result file, because half a command, or one with other characters, is wrong. */
export function wholeCommand(command: string): string {
  if (command.length > LONGEST_COMMAND)
    return `# ${command.length.toLocaleString('en')} characters: too long for this report, see result.json`
  return /[\p{Cc}\p{Cf}]/u.test(command) ? '# has invisible characters: see result.json' : command
}

/** Cuts a string that is longer. */
export function clip(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length)}…` : text
}
