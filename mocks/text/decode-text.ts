/**
 * Decodes the bytes of a file that another program wrote. A byte order mark for UTF-8, UTF-16 LE or UTF-16 BE is
 * removed; without one, UTF-16 is recognised by the zero bytes of its first characters, as Windows PowerShell 5 and
 * older editors write it. Anything else is UTF-8.
 */
export function decodeText(bytes: Uint8Array): string {
  return new TextDecoder(encodingOf(bytes)).decode(bytes)
}

/** TextDecoder removes the byte order mark itself. */
function encodingOf(bytes: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  const [first, second, third, fourth] = bytes
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  if (bytes.length % 2 !== 0 || bytes.length < 2) return 'utf-8'
  // JSON and CSV begin with an ASCII character, and no text file contains a zero character (RFC 4627 §3).
  if (first !== 0 && second === 0 && (bytes.length < 4 || (third !== 0 && fourth === 0))) return 'utf-16le'
  if (first === 0 && second !== 0 && (bytes.length < 4 || (third === 0 && fourth !== 0))) return 'utf-16be'
  return 'utf-8'
}
