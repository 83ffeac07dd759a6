import { createHash } from 'node:crypto'
import type { Switches } from '../settings/switches.ts'
import { headerOf } from './call.ts'
import type { Answer, ApiRequest } from './operation.ts'

/** The number of characters that Express uses of a SHA-1 in Base64. */
const HASH_LENGTH = 27

/**
 * Adds the headers of recorded traffic to a successful GET response: `cache-control: no-store`, and an entity tag as
 * Express creates it. A matching `if-none-match` gives 304, as with Express.
 */
export function withEntityTag(answer: Answer, request: ApiRequest, { entityTags }: Switches): Answer {
  const { json, text = json === undefined ? '' : JSON.stringify(json), status, headers, ...record } = answer
  if (entityTags === 'absent' || request.method !== 'GET' || status !== 200 || text === '') return answer
  const hash = createHash('sha1').update(text).digest('base64').slice(0, HASH_LENGTH)
  const etag = `W/"${Buffer.byteLength(text).toString(16)}-${hash}"`
  const tagged = { ...headers, etag, 'cache-control': 'no-store' }
  const isKnown = (headerOf(request, 'if-none-match') ?? '').split(',').some((tag) => tag.trim() === etag)
  return isKnown ? { ...record, status: 304, headers: tagged } : { ...record, status, text, headers: tagged }
}
