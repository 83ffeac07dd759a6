import { always, answering, asking, headers, resources, without } from './around.ts'
import type { Deviation } from './deviation.ts'

/** Wrong ways with versions (RFC 7644 §3.14). */
export const versionDeviations: readonly Deviation[] = [
  {
    name: 'if-match-ignored',
    says: 'If-Match is not looked at: a stale version overwrites',
    source: 'https://github.com/apache/directory-scimple/issues/534',
    caughtBy: [],
    around: asking(always, (request) => ({ ...request, headers: { ...request.headers, 'if-match': undefined } })),
  },
  {
    name: 'if-none-match-ignored',
    says: 'If-None-Match is not looked at: what has not changed is sent again',
    caughtBy: [],
    around: asking(always, (request) => ({ ...request, headers: { ...request.headers, 'if-none-match': undefined } })),
  },
  {
    name: 'stale-version-answers-409',
    says: 'a stale If-Match answers 409',
    caughtBy: [],
    around: answering(always, (response) =>
      response.status === 412
        ? { ...response, status: 409, body: { ...Object(response.body), status: '409' } }
        : response,
    ),
  },
  {
    name: 'etag-header-missing',
    says: 'a resource comes without an ETag header, though etag is advertised',
    caughtBy: [],
    around: headers(always, { etag: undefined }),
  },
  {
    name: 'meta-version-missing',
    says: 'meta has no version, though etag is advertised',
    caughtBy: [],
    around: resources(always, (resource) => ({ ...resource, meta: without({ ...resource.meta }, 'version') })),
  },
  {
    name: 'version-stays',
    says: 'the version of a resource stays when it changes',
    caughtBy: [],
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
    says: 'meta.lastModified stays when a resource changes',
    caughtBy: [],
    engine: ({ composeNext }) => ({
      composeNext: (current, attributes, type, now) =>
        composeNext(current, attributes, type, current.meta?.lastModified ?? now),
    }),
  },
]
