import { isJsonObject } from '../../protocol/index.ts'
import type { Deviation } from './deviation.ts'
import { restated, without } from './message-parts.ts'
import { always } from './request-conditions.ts'
import { answering, asking, failing, headers, refusing, resources } from './rewriters.ts'

/** Deviations in versions (RFC 7644 §3.14). */
export const versionDeviations: readonly Deviation[] = [
  {
    name: 'if-match-ignored',
    says: 'If-Match is ignored, and a request with an outdated version is applied',
    source: 'https://github.com/apache/directory-scimple/issues/534',
    caughtBy: ['scim.version.if-match', 'scim.version.if-match-patch', 'scim.version.if-match-delete'],
    around: asking(always, (request) => ({ ...request, headers: { ...request.headers, 'if-match': undefined } })),
  },
  {
    name: 'if-none-match-ignored',
    says: 'If-None-Match is ignored, and an unchanged resource is sent again',
    caughtBy: ['scim.version.not-modified'],
    around: asking(always, (request) => ({ ...request, headers: { ...request.headers, 'if-none-match': undefined } })),
  },
  {
    name: 'stale-version-answers-400',
    says: 'an outdated If-Match returns 400',
    caughtBy: ['scim.version.if-match', 'scim.version.if-match-patch', 'scim.version.if-match-delete'],
    around: failing(412, (response) => restated(response, 400)),
  },
  {
    name: 'weak-version-never-matches',
    says: 'If-Match with the current version returns 412, because the version is weak',
    caughtBy: ['scim.version.if-match', 'scim.version.if-match-patch'],
    around: refusing(
      ({ headers: fields }) => fields['if-match']?.startsWith('W/') === true,
      412,
      'the version is weak',
    ),
  },
  {
    name: 'version-without-quotes',
    says: 'ETag and meta.version are bare numbers',
    caughtBy: ['scim.exchange.etag-form'],
    around: answering(always, (response) => {
      const { etag } = response.headers
      const bare = (text: string): string => text.replaceAll(/W\/|"/g, '')
      return etag === undefined || !isJsonObject(response.body)
        ? response
        : {
            ...response,
            headers: { ...response.headers, etag: bare(etag) },
            body: { ...response.body, meta: { ...Object(response.body['meta']), version: bare(etag) } },
          }
    }),
  },
  {
    name: 'etag-header-missing',
    says: 'responses have no ETag header, although etag is advertised',
    caughtBy: ['scim.version.etag-header'],
    around: headers(always, { etag: undefined }),
  },
  {
    name: 'meta-version-missing',
    says: 'meta has no version, although etag is advertised',
    caughtBy: ['scim.version.in-meta', 'scim.version.in-list'],
    around: resources(always, (resource) => ({ ...resource, meta: without({ ...resource.meta }, 'version') })),
  },
  {
    name: 'version-stays',
    says: 'the version of a resource does not change when the resource changes',
    caughtBy: ['scim.patch.last-modified', 'scim.version.changes'],
    engine: ({ composeNext }) => ({
      composeNext: (current, attributes, type, now) => {
        const next = composeNext(current, attributes, type, now)
        const version = current.meta?.version
        return version === undefined || next === current ? next : { ...next, meta: { ...next.meta, version } }
      },
    }),
  },
  {
    name: 'last-modified-stays',
    says: 'meta.lastModified does not change when a resource changes',
    caughtBy: ['scim.patch.last-modified'],
    engine: ({ composeNext }) => ({
      composeNext: (current, attributes, type, now) =>
        composeNext(current, attributes, type, current.meta?.lastModified ?? now),
    }),
  },
]
