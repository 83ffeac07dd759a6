/** The verdict in a sentence, and what is added to it. */
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

/** The same text with a capital at its beginning, where that is a word and no name of an attribute or an address. */
export function capitalise(text: string): string {
  return text.replace(/^[a-z](?=[a-z]*(?:[\s,;]|$))/, (letter) => letter.toUpperCase())
}
