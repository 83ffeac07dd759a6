import type { HttpResponse } from '../../mocks/transport/index.ts'

/** The first two bytes of gzip, the second replaced because it is not UTF-8. */
const GZIP = `${String.fromCharCode(0x1f)}\ufffd`

/**
 * Describes why no SCIM client can read a body, regardless of its content, in a sentence without a subject (`starts
 * with a byte order mark …`); undefined if its encoding is correct. The body was decoded as UTF-8.
 */
export function whyMisencoded({ headers, body }: Pick<HttpResponse, 'headers' | 'body'>): string | undefined {
  const encoding = headers['content-encoding']?.trim().toLowerCase() ?? ''
  // The header may be wrong.
  if (body !== '' && encoding !== '' && encoding !== 'identity' && !/^[ \t\n\r]*[{[]/.test(body))
    return `is compressed (Content-Encoding: ${encoding.slice(0, 40)}) although the request did not offer it; send it uncompressed`
  if (body.startsWith(GZIP)) return 'is compressed with gzip and no header says so; send it uncompressed'
  const zeros = [0, 1, 2, 3].filter((index) => body.charCodeAt(index) === 0).length
  if (zeros === 4) return 'starts with NUL bytes'
  if (zeros > 0) return `is ${zeros === 3 ? 'UTF-32' : 'UTF-16'}; JSON is sent in UTF-8 (RFC 8259 §8.1)`
  if (body.startsWith('\ufeff'))
    return 'starts with a byte order mark, which JSON must not have (RFC 8259 §8.1); write UTF-8 without it'
  return undefined
}
