import type { HttpResponse } from '../../mocks/transport/index.ts'
import { whyMisencoded } from '../scim/misencoded-body.ts'

/**
 * Describes why a response body is not JSON, in a sentence without a subject (`starts with a byte order mark …`);
 * undefined if no cause is known. The body was decoded as UTF-8, so invalid UTF-8 appears as replacement characters.
 */
export function whyUnreadable({ headers, body }: Pick<HttpResponse, 'headers' | 'body'>): string | undefined {
  const misencoded = whyMisencoded({ headers, body })
  if (misencoded !== undefined) return misencoded
  if (body.trim() === '') return 'is empty'
  if (isCutShort(body)) {
    const length = headers['content-length']
    return length === undefined
      ? 'ends in the middle of the JSON'
      : `ends in the middle of the JSON, where its Content-Length (${length.slice(0, 20)}) ends; count bytes, not characters`
  }
  if (body.includes('\ufffd')) return 'contains bytes that are not UTF-8; send UTF-8 (RFC 8259 §8.1)'
  if (/^\s*<\?xml|^\s*<[a-z]/i.test(body)) return 'is XML; SCIM is JSON'
  if (/^\s*[[{]/.test(body)) return `is not valid JSON${placeOfFault(body)}`
  if (/\bjson\b/i.test(headers['content-type'] ?? '')) return 'is not JSON, although its Content-Type says so'
  return undefined
}

/** Describes where a string is not JSON, as the end of a sentence; empty if the parser does not say. */
function placeOfFault(text: string): string {
  try {
    JSON.parse(text)
  } catch (error) {
    // The message quotes the body.
    const says = error instanceof Error ? error.message : ''
    const [place] = /line \d+ column \d+|position \d+/.exec(says) ?? []
    if (place !== undefined) return `: ${/after JSON/.test(says) ? 'more follows its end' : 'the fault is'} at ${place}`
  }
  return ''
}

/**
 * Returns whether a string is the beginning of a JSON document: its brackets and its last string are not closed at the
 * end.
 */
function isCutShort(text: string): boolean {
  if (!/^\s*[[{]/.test(text)) return false
  let depth = 0
  let isInString = false
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index]
    if (isInString) {
      if (character === '\\') index += 1
      else if (character === '"') isInString = false
    } else if (character === '"') isInString = true
    else if (character === '{' || character === '[') depth += 1
    else if (character === '}' || character === ']') {
      depth -= 1
      if (depth === 0) return false
    }
  }
  return true
}
