/** A string with one level of escapes removed, and the origin of each of its characters. */
export interface Decoded {
  readonly text: string
  /** Returns the index in the source of the character at an index in `text`. */
  sourceIndex(index: number): number
}

/**
 * The kind of escapes to remove: one kind, because a secret may itself contain what looks like another kind; or `all`
 * at once for mixtures.
 */
export type EscapeKind = 'percent' | 'backslash' | 'reference' | 'all'

// JavaScript's `escape` writes %u0053.
const PERCENT = '(?:%[0-9a-f]{2})+|%u[0-9a-f]{4}'
// Programs break long lines of Base64, with a blank at the start of the next line in a header.
const LINE_BREAK = '(?<=[\\w+/=-]{4})\\r?\\n[ \\t]*(?=[\\w+/=-])'
// Without braces a code unit has exactly four digits: the letter after `\u002B` may be a digit of the secret.
const BACKSLASH = '\\\\u[0-9a-f]{4}|\\\\u\\{[0-9a-f]{1,6}\\}|\\\\x[0-9a-f]{2}|\\\\[^ux]'
const REFERENCE =
  '&#x[0-9a-f]{1,6};|&#[0-9]{1,7};|&(?:amp|quot|apos|lt|gt|sol|equals|plus|colon|lowbar|period|hyphen|dash);'
const ESCAPES: Readonly<Record<EscapeKind, RegExp>> = {
  percent: new RegExp(PERCENT, 'gi'),
  backslash: new RegExp(BACKSLASH, 'gi'),
  reference: new RegExp(REFERENCE, 'gi'),
  all: new RegExp(`${PERCENT}|${BACKSLASH}|${REFERENCE}|${LINE_BREAK}`, 'gi'),
}
const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  quot: '"',
  apos: "'",
  lt: '<',
  gt: '>',
  sol: '/',
  equals: '=',
  plus: '+',
  colon: ':',
  lowbar: '_',
  period: '.',
  hyphen: '-',
  dash: '-',
}
const CONTROL: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' }

/** Removes one level of escapes; undefined if there are none. */
export function decodeEscapes(source: string, kind: EscapeKind = 'all'): Decoded | undefined {
  let text = ''
  let end = 0
  // Between two anchors both indices increase equally.
  const anchors: { at: number; source: number }[] = [{ at: 0, source: 0 }]
  for (const { 0: sequence, index } of source.matchAll(ESCAPES[kind])) {
    text += source.slice(end, index)
    let from = index
    for (const { value, length } of /^%[^u]/i.test(sequence) ? percentRun(sequence) : [unescaped(sequence)]) {
      anchors.push({ at: text.length, source: from })
      text += value
      from += length
    }
    end = index + sequence.length
    anchors.push({ at: text.length, source: end })
  }
  if (anchors.length === 1) return undefined
  text += source.slice(end)
  return { text, sourceIndex: (index) => locate(anchors, index) }
}

function locate(anchors: readonly { at: number; source: number }[], index: number): number {
  let low = 0
  let high = anchors.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((anchors[middle]?.at ?? 0) <= index) low = middle
    else high = middle - 1
  }
  const { at, source } = anchors[low] ?? { at: 0, source: 0 }
  return source + (index - at)
}

interface Piece {
  readonly value: string
  /** The number of characters of the source. */
  readonly length: number
}

function unescaped(sequence: string): Piece {
  return { value: unescapedValue(sequence), length: sequence.length }
}

function unescapedValue(sequence: string): string {
  if (/^[\r\n]/.test(sequence)) return ''
  if (sequence.startsWith('%')) return String.fromCharCode(Number.parseInt(sequence.slice(2), 16))
  if (sequence.startsWith('&#')) {
    const digits = sequence.slice(2, -1)
    return codePoint(/^x/i.test(digits) ? Number.parseInt(digits.slice(1), 16) : Number(digits)) ?? sequence
  }
  if (sequence.startsWith('&')) return ENTITIES[sequence.slice(1, -1).toLowerCase()] ?? sequence
  const kind = sequence.charAt(1)
  if (sequence.length > 2) return codePoint(Number.parseInt(sequence.replace(/[^0-9a-f]/gi, ''), 16)) ?? sequence
  return CONTROL[kind] ?? kind
}

function codePoint(code: number): string | undefined {
  return code <= 0x10ffff ? String.fromCodePoint(code) : undefined
}

/** Splits `%C3%A4%2F` into its characters, read as UTF-8. */
function percentRun(run: string): Piece[] {
  const bytes = Buffer.from(run.replaceAll('%', ''), 'hex')
  const pieces: Piece[] = []
  for (let at = 0; at < bytes.length; ) {
    const first = bytes[at] ?? 0
    const size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1
    const part = bytes.subarray(at, at + size)
    pieces.push({ value: part.toString('utf8'), length: part.length * 3 })
    at += size
  }
  return pieces
}
