/**
 * Values that pseudonyms do not replace. Everything else is replaced, so a missing word here makes a recording less
 * readable, but reveals nothing.
 */

/** Members whose value is a part of the protocol. */
export const STRUCTURAL_MEMBERS: ReadonlySet<string> = new Set([
  'schemas',
  'schema',
  'op',
  'type',
  'resourcetype',
  'created',
  'lastmodified',
  'version',
  'status',
  'scimtype',
  'method',
  'sortby',
  'sortorder',
  'preferredlanguage',
  'locale',
  'timezone',
  'mutability',
  'returned',
  'uniqueness',
  'token_type',
  'grant_type',
  'scope',
])

/** Segments of a path that name an endpoint. */
export const SCIM_SEGMENTS: ReadonlySet<string> = new Set([
  'users',
  'groups',
  'me',
  'bulk',
  '.search',
  'schemas',
  'resourcetypes',
  'serviceproviderconfig',
  'scim',
  'v1',
  'v2',
  'api',
  'oauth',
  'oauth2',
  'token',
])

/** Headers whose values are about the protocol. */
export const HARMLESS_HEADERS: ReadonlySet<string> = new Set([
  'accept',
  'accept-encoding',
  'accept-language',
  'adscimversion',
  'cache-control',
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'date',
  'etag',
  'expires',
  'host',
  'if-match',
  'if-none-match',
  'keep-alive',
  'last-modified',
  'pragma',
  'retry-after',
  'server',
  'strict-transport-security',
  'transfer-encoding',
  'user-agent',
  'vary',
  'www-authenticate',
  'x-content-type-options',
])

/** Words of messages that are not replaced. */
export const KEPT_WORDS: ReadonlySet<string> = new Set(
  `a an the of in on at by to for from with without and or not no is are was were be been has have had must may can cannot could should will would
  this that it its as if then than only also already more most least too many one two several each any all none null empty blank
  user users group groups member members resource resources schema schemas attribute attributes value values name type operation operations op path
  filter request response body header message error errors id externalid username displayname email emails active manager meta location version
  givenname familyname formatted nickname title department phonenumbers addresses roles entitlements employeenumber password work home mobile
  add added replace replaced remove removed create created update updated delete deleted patch post put get found find exists exist existing missing
  required invalid valid unknown unsupported supported allowed denied forbidden unauthorized unique uniqueness duplicate conflict taken use used
  string number boolean object array integer list json true false expected received got given syntax malformed mutability read readonly immutable
  target notarget invalidvalue invalidpath invalidfilter invalidsyntax toomany bad service internal server unavailable timeout limit rate exceeded
  try again later retry please check length long short characters character maximum minimum between least format match matches matching same
  scim rfc section urn http https uri url token bearer credentials authentication authorization permission permissions access account
  there here when where which who what how failed failure success field fields parameter parameters query index page count startindex takes take
  400 401 403 404 405 409 412 413 415 422 429 500 501 502 503 504 7643 7644 1 2 3 4 5 6 7 8 9 0`.split(/\s+/),
)
