/** A part of a string: plain text, or one character that is invisible or would disturb the text around it. */
export interface TextPiece {
  readonly text: string
  /** The name of the character that is shown in its place; absent in plain text. */
  readonly mark?: string
}

// Controls except tab and line feed; formatting characters, such as marks of direction (Unicode TR 9) and zero-width
// characters; separators of lines and paragraphs; lone surrogates.
const HIDDEN = /(?![\t\n])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu

/** Splits a string so that characters that cannot be seen are replaced by their number. */
export function visiblePieces(text: string): TextPiece[] {
  const pieces: TextPiece[] = []
  let from = 0
  for (const { 0: character, index } of text.matchAll(HIDDEN)) {
    if (index > from) pieces.push({ text: text.slice(from, index) })
    pieces.push({ text: character, mark: codePointOf(character) })
    from = index + character.length
  }
  if (from < text.length) pieces.push({ text: text.slice(from) })
  return pieces
}

/** Returns the number of a character: `U+202E`. */
function codePointOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
}
