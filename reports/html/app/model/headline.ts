/** The verdict in a sentence, and its details. */
export interface Headline {
  readonly sentence: string
  readonly rest: string
}

/** Splits the summary of a result after its first statement: `Entra cannot provision this server: leavers keep …`. */
export function headlineOf(summary: string): Headline {
  const statement = capitalise(
    summary.replace(
      /^The run (?:was interrupted|was stopped early|stopped early, as asked); (?:results )?so far: /,
      '',
    ),
  )
  const end = statement.search(/[:.] /)
  if (end < 0) return { sentence: statement, rest: '' }
  return { sentence: `${statement.slice(0, end)}.`, rest: capitalise(statement.slice(end + 2)) }
}

/** Capitalises the first letter of a string, if it begins with a word that is not the name of an attribute or a URL. */
export function capitalise(text: string): string {
  return text.replace(/^[a-z](?=[a-z]*(?:[\s,;]|$))/, (letter) => letter.toUpperCase())
}
