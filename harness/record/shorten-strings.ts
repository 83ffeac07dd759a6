import { endOfString } from '../../mocks/transport/index.ts'

/** Documents of up to this number of characters are not changed. */
const LONG_DOCUMENT = 1024 * 1024
/** Strings of up to this number of characters are not changed in a long document. No check sends a longer one. */
const MAX_STRING = 64 * 1024
/** The length of the longest escape, `\uD83D\uDE00`. */
const MAX_ESCAPE = 12

/**
 * Shortens the strings of a long JSON document, whose other parts do not change. A target that sends megabytes in one
 * attribute would have them in memory as often as checks store its responses. A short document is returned itself.
 */
export function shortenStrings(text: string): string {
  if (text.length <= LONG_DOCUMENT) return text
  const parts: string[] = []
  let copied = 0
  for (let start = text.indexOf('"'); start >= 0; ) {
    const end = endOfString(text, start)
    if (end < 0) break
    if (end - start - 1 > MAX_STRING) {
      parts.push(text.slice(copied, beforeEscape(text, start + 1, start + 1 + MAX_STRING)))
      copied = end
    }
    start = text.indexOf('"', end + 1)
  }
  if (parts.length === 0) return text
  // The result is a copy: a slice would keep the whole document in memory.
  return Buffer.from([...parts, text.slice(copied)].join('')).toString('utf8')
}

/** Returns an end that does not split an escape or a surrogate pair. */
function beforeEscape(text: string, from: number, end: number): number {
  const backslash = text.lastIndexOf('\\', end - 1)
  if (backslash >= Math.max(from, end - MAX_ESCAPE)) {
    // The escape, and those directly before it, are left out, because it may belong to any of them.
    let at = backslash
    while (at > from && text.lastIndexOf('\\', at - 1) >= at - MAX_ESCAPE) at = text.lastIndexOf('\\', at - 1)
    return Math.max(from, at)
  }
  const isSplitPair = (text.charCodeAt(end - 1) & 0xfc00) === 0xd800
  return isSplitPair ? end - 1 : end
}
