import { create, type DiagnosisCase, onUser, query } from './diagnosis-case.ts'

/** Defects in headers. */
export const headerCases: readonly DiagnosisCase[] = [
  {
    name: 'PATCH of application/scim+json answers 415',
    bug: 'BUG-121',
    defect: ({ method, headers }) =>
      method === 'PATCH' && headers['content-type']?.startsWith('application/scim+json') ? { status: 415 } : undefined,
    request: onUser({ op: 'replace', path: 'title', value: 'Boss' }),
    summary: '`application/json` works, `application/scim+json` is rejected',
    right: 'content-type: application/json; charset=utf-8',
  },
  {
    name: 'a charset in the media type answers 415',
    defect: ({ headers }) => (headers['content-type']?.includes('charset') ? { status: 415 } : undefined),
    request: create({ userName: 'jane' }),
    summary: '`application/scim+json` works, `application/scim+json; charset=utf-8` is rejected',
  },
  {
    name: 'application/json is rejected',
    bug: 'BUG-119',
    defect: ({ headers }) => (headers['content-type']?.startsWith('application/json') ? { status: 415 } : undefined),
    request: (given) => ({ ...create({ userName: 'jane' })(given), headers: { 'content-type': 'application/json' } }),
    summary: '`application/scim+json` works, `application/json` is rejected',
  },
  {
    name: 'requests without a User-Agent are blocked',
    bug: 'BUG-135',
    defect: ({ headers }) => (headers['user-agent'] === undefined ? { status: 403 } : undefined),
    request: query('/Users'),
    summary: '`user-agent: scim-rehearsal` works, a request without `user-agent` is rejected',
  },
]
