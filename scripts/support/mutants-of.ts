/** A source with one place changed. */
export interface Mutant {
  readonly line: number
  readonly before: string
  readonly after: string
  readonly source: string
}

/** Patterns of code, and what each is changed to. */
const CHANGES: readonly (readonly [pattern: RegExp, to: string])[] = [
  [/ === /g, ' !== '],
  [/ !== /g, ' === '],
  [/ && /g, ' || '],
  [/ \|\| /g, ' && '],
  [/ >= /g, ' > '],
  [/ <= /g, ' < '],
  [/ > /g, ' >= '],
  [/ < /g, ' <= '],
  [/ \+ 1\b/g, ' - 1'],
  [/ - 1\b/g, ' + 1'],
  [/\btrue\b/g, 'false'],
  [/\bfalse\b/g, 'true'],
  [/!(?=[\w(])/g, ''],
  [/\.some\(/g, '.every('],
  [/\.every\(/g, '.some('],
]
/** What is left out in any place: an alternative of a regular expression, an item of a list of strings. */
const OMISSIONS = [/\|[\w?-]+(?=[|)/'])/g, /'[^']*', (?=')/g, /, '[^']*'(?=\])/g]
/** Lines that are left out: a call of a chain, a call for its effect, a member of an object. */
const REMOVABLE = [/^\s*\.\w+\(.*\)$/, /^\s*(?:await )?[\w.?]+\(.*\)$/, /^\s*[\w'-]+: .*,$/, /^\s*\.{3}.*,$/]
/** Lines without code, or with types only. */
const NO_CODE =
  /^\s*(?:\/\/|\/?\*|import\b|export (?:type|interface)\b|type\b|readonly\b|@)|^\s*\w+: (?:string|number|boolean|readonly .*|[A-Z]\w*(?:<.*>)?)(?:\[\])?,$/

/** Returns each source that differs from a source in one place of one line. */
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
  const replaced = (at: number, length: number, to: string): string => line.slice(0, at) + to + line.slice(at + length)
  const changed = CHANGES.flatMap(([pattern, to]) =>
    [...line.matchAll(pattern)]
      .filter(({ index }) => !isQuoted(line, index))
      .map(({ 0: from, index }) => replaced(index, from.length, to)),
  )
  const shortened = OMISSIONS.flatMap((pattern) =>
    [...line.matchAll(pattern)].map(({ 0: from, index }) => replaced(index, from.length, '')),
  )
  const condition = conditionIn(line)
  const decided =
    condition === undefined ? [] : ['true', 'false'].map((to) => replaced(condition.at, condition.length, to))
  return [...changed, ...shortened, ...decided, ...(REMOVABLE.some((pattern) => pattern.test(line)) ? [''] : [])]
}

/** Finds the condition of an `if` that is complete on its line. */
function conditionIn(line: string): { readonly at: number; readonly length: number } | undefined {
  const start = /^[\s}]*(?:else )?if \(/.exec(line)?.[0].length
  if (start === undefined) return undefined
  let depth = 1
  for (let at = start; at < line.length; at += 1) {
    if (isQuoted(line, at)) continue
    if (line[at] === '(') depth += 1
    else if (line[at] === ')') depth -= 1
    if (depth === 0) return { at: start, length: at - start }
  }
  return undefined
}

/** Returns whether a position of a line is in a string or in a comment at its end. */
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
