/** The verdict in a sentence, and its details. */
export interface Headline {
  readonly sentence: string
  readonly rest: string
}

/** Splits the summary of a result after its first statement: `Entra cannot provision this server: leavers keep …`. */
export function headlineOf(summary: string): Headline {
  const told = capitalise(summary.replace(/^The run was interrupted; so far: /, ''))
  const end = told.search(/[:.] /)
  if (end < 0) return { sentence: told, rest: '' }
  return { sentence: `${told.slice(0, end)}.`, rest: capitalise(told.slice(end + 2)) }
}

/** Capitalises the first letter of a string, if it begins with a word that is not the name of an attribute or a URL. */
export function capitalise(text: string): string {
  return text.replace(/^[a-z](?=[a-z]*(?:[\s,;]|$))/, (letter) => letter.toUpperCase())
}
