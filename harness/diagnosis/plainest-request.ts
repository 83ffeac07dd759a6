import { PATCH_OP_MESSAGE } from '../../mocks/protocol/index.ts'
import type { HttpRequest } from '../../mocks/transport/index.ts'
import { bodyOf, plainUrl, withBody } from './request-parts.ts'
import { splitRequest } from './request-split.ts'

/**
 * Returns the simplest request of a kind: a new string at `path` by PATCH, a resource with only the required
 * attributes by POST, a list by GET.
 */
export function plainestOf(request: HttpRequest, token: string, path: string): HttpRequest | undefined {
  if (request.method === 'GET') return request.url.includes('?') ? { ...request, url: plainUrl(request) } : undefined
  if (request.method === 'PATCH')
    return withBody(request, {
      schemas: [PATCH_OP_MESSAGE],
      Operations: [{ op: 'replace', path, value: `Rehearsal ${token}` }],
    })
  return bodyOf(request) === undefined ? undefined : splitRequest(request)?.keep([])
}
