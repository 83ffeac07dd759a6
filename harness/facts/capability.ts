/** Optional capabilities of a target; a check that needs one that is not offered is inapplicable. */
export const CAPABILITIES = [
  'patch',
  'filter',
  'sort',
  'etag',
  'bulk',
  'changePassword',
  'index',
  'cursor',
  'groups',
  'enterprise',
  'me',
  'search',
  'root-query',
  'auth',
  'tls',
  'securityEvents',
] as const
/** One of the capabilities. */
export type Capability = (typeof CAPABILITIES)[number]
