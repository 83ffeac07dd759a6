/** A piece of text, or a character that would not be seen or would disturb what stands around it. */
export interface TextPiece {
  readonly text: string
  /** How the character is called, where the piece is one that is not shown as such. */
  readonly mark?: string
}

// Controls but tab and line feed; what is there to format, such as marks of direction (Unicode TR 9) and zero-width characters; separators of
// lines and paragraphs; halves of pairs.
const HIDDEN = /(?![\t\n])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu

/** Takes text apart so that characters which cannot be seen are told by their number. */
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

/** The number of a character: `U+202E`. */
function codePointOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
}
