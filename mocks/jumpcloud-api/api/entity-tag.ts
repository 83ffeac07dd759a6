import { createHash } from 'node:crypto'
import type { Switches } from '../switches.ts'
import { headerOf } from './call.ts'
import type { Answer, ApiRequest } from './operation.ts'

/** Characters that Express keeps of a SHA-1 in Base64. */
const HASH_LENGTH = 27

/**
 * A successful answer to GET with the headers of recorded traffic: `cache-control: no-store`, and an entity tag as Express makes it. The
 * tag that comes back in `if-none-match` is answered 304, as Express does.
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
