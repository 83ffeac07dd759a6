/** The encoding of an inserted value: unchanged, percent-encoded, escaped for a JSON string, or in upper case. */
type Encoding = 'plain' | 'uri' | 'json' | 'upper'

/** A value that each execution fills in. */
export interface Slot {
  readonly variable: string
  readonly encoding: Encoding
}

/** A string with values to fill in. */
export type Template = readonly (string | Slot)[]

/** A literal of the recorded run, and the variable that replaces it. */
export interface Replacement {
  readonly literal: string
  readonly variable: string
  /**
   * Where it may be replaced: anywhere, between characters that do not continue a word, or as a whole path segment or
   * string.
   */
  readonly within: 'anywhere' | 'word' | 'whole'
  /** True if the literal is the value in upper case. */
  readonly isUpper?: boolean
}

const WORD = /[A-Za-z0-9_-]/

/** Replaces literals by variables; if several match, the longest is used. */
export function templateOf(
  text: string,
  replacements: readonly Replacement[],
  where: 'url' | 'body' | 'header',
): Template {
  const forms = replacements
    .flatMap((replacement) => formsOf(replacement, where))
    .filter(({ form }) => form !== '' && text.includes(form))
    .sort((one, other) => other.form.length - one.form.length)
  if (forms.length === 0) return text === '' ? [] : [text]
  const pattern = new RegExp(forms.map(({ form }) => escapeRegExp(form)).join('|'), 'g')
  const byForm = new Map<string, (typeof forms)[number]>()
  for (const one of forms) if (!byForm.has(one.form)) byForm.set(one.form, one)
  const pieces: (string | Slot)[] = []
  let from = 0
  for (const match of text.matchAll(pattern)) {
    const found = byForm.get(match[0])
    const end = match.index + match[0].length
    if (found === undefined || !isAllowed(text, match.index, end, found.within)) continue
    if (match.index > from) pieces.push(text.slice(from, match.index))
    pieces.push({ variable: found.variable, encoding: found.encoding })
    from = end
  }
  if (from < text.length) pieces.push(text.slice(from))
  return pieces
}

/** Converts a template to a string, with each variable as `write` formats it. */
export function fill(template: Template, literal: (text: string) => string, write: (slot: Slot) => string): string {
  return template.map((piece) => (typeof piece === 'string' ? literal(piece) : write(piece))).join('')
}

/** The variables that a template needs. */
export function variablesOf(template: Template): readonly string[] {
  return template.flatMap((piece) => (typeof piece === 'string' ? [] : [piece.variable]))
}

function formsOf(
  { literal, variable, within, isUpper = false }: Replacement,
  where: 'url' | 'body' | 'header',
): { form: string; variable: string; encoding: Encoding; within: Replacement['within'] }[] {
  const plain = { form: literal, variable, encoding: isUpper ? ('upper' as const) : ('plain' as const), within }
  if (where === 'header' || isUpper) return [plain]
  const encoding = where === 'url' ? ('uri' as const) : ('json' as const)
  const form = where === 'url' ? encodeURIComponent(literal.toWellFormed()) : JSON.stringify(literal).slice(1, -1)
  // The value of another execution may need an encoding, although the recorded one needs none.
  const isGiven = within !== 'anywhere' && where === 'url'
  if (form === literal) return [isGiven ? { ...plain, encoding } : plain]
  return [plain, { form, variable, encoding, within }]
}

function isAllowed(text: string, start: number, end: number, within: Replacement['within']): boolean {
  if (within === 'anywhere') return true
  const [before, after] = [text.slice(Math.max(0, start - 3), start), text.slice(end, end + 3)]
  // A value begins after an encoded quotation mark, although `%22` ends with a digit.
  const isBegin = /%[0-9A-F]{2}$/i.test(before) || !WORD.test(before.at(-1) ?? '')
  if (within === 'word') return isBegin && !WORD.test(after[0] ?? '')
  const begins = before === '' || /(?:["/]|%22)$/i.test(before)
  return begins && (after === '' || /^(?:["/?#\\]|%22)/i.test(after))
}

const escapeRegExp = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
