import { shortenWords } from './shorten.ts'

/** The beginning of a page has its title. */
const MAX_PAGE = 4096
const LIMIT = 200

/** Describes a page of HTML by its title or its first words: `(HTML: "405 Method Not Allowed")`; undefined for another body. */
export function htmlPage(text: string): string | undefined {
  if (!/^\s*(?:<!--[^>]*-->\s*)*<(?:!doctype html|html|head|body)\b/i.test(text)) return undefined
  const beginning = text.slice(0, MAX_PAGE)
  const [, title] = /<title[^>]*>([^<]+)/i.exec(beginning) ?? []
  const words = (title ?? beginning.replaceAll(/<(script|style)\b[\s\S]*?<\/\1>|<[^>]*>/gi, ' '))
    .replaceAll(/\s+/g, ' ')
    .trim()
  return words === '' ? '(HTML)' : `(HTML: ${JSON.stringify(shortenWords(words, LIMIT))})`
}
