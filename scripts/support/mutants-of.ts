/** A source with one operator changed. */
export interface Mutant {
  readonly line: number
  readonly before: string
  readonly after: string
  readonly source: string
}

/** Operators, and what each is changed to. */
const CHANGES = [
  [' === ', ' !== '],
  [' !== ', ' === '],
  [' && ', ' || '],
  [' || ', ' && '],
  [' >= ', ' > '],
  [' <= ', ' < '],
  [' > ', ' >= '],
  [' < ', ' <= '],
] as const
const WORDS = [
  [/\btrue\b/g, 'false'],
  [/\bfalse\b/g, 'true'],
] as const
/** Lines that are no code, or only types. */
const NO_CODE = /^\s*(?:\/\/|\/?\*|import\b|export (?:type|interface)\b|type\b|readonly\b|@)/

/** Returns each source that differs from a source in one operator or one boolean. */
export function mutantsOf(source: string): readonly Mutant[] {
  const lines = source.split('\n')
  return lines.flatMap((before, place) =>
    changedLines(before).map((after) => ({
      line: place + 1,
      before,
      after,
      source: lines.toSpliced(place, 1, after).join('\n'),
    })),
  )
}

function changedLines(line: string): readonly string[] {
  if (NO_CODE.test(line)) return []
  const changed: string[] = []
  const change = (at: number, from: string, to: string): void => {
    if (!isQuoted(line, at)) changed.push(line.slice(0, at) + to + line.slice(at + from.length))
  }
  for (const [from, to] of CHANGES)
    for (let at = line.indexOf(from); at >= 0; at = line.indexOf(from, at + 1)) change(at, from, to)
  for (const [pattern, to] of WORDS) for (const match of line.matchAll(pattern)) change(match.index, match[0], to)
  return changed
}

/** Tells whether a position of a line is in a string or in a comment at its end. */
function isQuoted(line: string, at: number): boolean {
  let quote = ''
  for (let place = 0; place < at; place += 1) {
    const character = line[place] ?? ''
    if (character === '\\') place += 1
    else if (quote === '' && line.startsWith('//', place)) return true
    else if (quote === '' && `'"\``.includes(character)) quote = character
    else if (character === quote) quote = ''
  }
  return quote !== ''
}
