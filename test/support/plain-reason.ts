/**
 * What the reason of a finding must not contain, by name. Quoted strings are not checked, because servers wrote them.
 */
const REFUSED: readonly (readonly [name: string, pattern: RegExp])[] = [
  ["chai's phrasing", /\bexpected\b[^;]*?\bto (?:not )?(?:deep|deeply|be|equal|have|include|contain|match|exist)\b/],
  ['whether', /\bwhether\b/],
  ['not so', /\bnot so:/],
  ['undefined', /\bundefined\b/],
  // A number after these words is a value of the target.
  ['milliseconds since 1970', /(?<!(?:echoed|stored|sent) )(?<![\w.-])1\d{12}(?![\w.-])/],
  ['+0', /\+0\b(?!\d|:)/],
  ['an inspected array', /\[ (?:Array|'|\[|\{)/],
  ['an inspected object', /\[[oO]bject\b|\{ \w+: /],
  ['a function', /\[Function/],
]

/** Describes the faults in the wording of a reason; empty if there are none. */
export function faultsOfReason(reason: string): readonly string[] {
  const own = reason.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""')
  return [
    ...REFUSED.filter(([, pattern]) => pattern.test(own)).map(([name]) => name),
    ...(hasCutJson(own) ? ['JSON that is cut'] : []),
  ]
}

/** Returns whether an object or list of JSON begins in a string and does not end. */
function hasCutJson(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    if (!/^(?:\{"|\["|\[\{)/.test(text.slice(at, at + 2))) continue
    const end = endOfJson(text, at)
    if (end === undefined) return true
    at = end
  }
  return false
}

/** Returns where the object or list that begins at an index ends. */
function endOfJson(text: string, start: number): number | undefined {
  const open: string[] = []
  for (let at = start; at < text.length; at += 1) {
    const character = text[at]
    if (character === '"') {
      const string = /^"(?:[^"\\]|\\.)*"/.exec(text.slice(at))
      if (string === null) return undefined
      at += string[0].length - 1
    } else if (character === '{' || character === '[') open.push(character === '{' ? '}' : ']')
    else if (character === '}' || character === ']') {
      if (open.pop() !== character) return undefined
      if (open.length === 0) return at
    }
  }
  return undefined
}
