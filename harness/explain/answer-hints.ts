/** The meaning of a response that a reason quotes. */
export interface AnswerHint {
  readonly pattern: RegExp
  /** A sentence for the user. */
  readonly says: string
  readonly checks: readonly string[]
}

/**
 * Responses of servers that public sources quote; the sources are those of the checks. Every matching hint is shown.
 */
export const answerHints: readonly AnswerHint[] = [
  {
    pattern: /\bactive\b|boolean|"?(?:True|False)"? (?:is not|must)/,
    says: 'The answer mentions active or of a boolean: Entra sends active as the string "True" or "False" unless the Tenant URL has ?aadOptscim062020.',
    checks: ['entra.disable.legacy-string', 'scim.exchange.active-is-boolean'],
  },
  {
    pattern: /manager/i,
    says: 'The answer mentions manager: Entra sends it in a separate PATCH as a bare id, and must read it as an object with a value.',
    checks: ['entra.manager.set', 'entra.manager.unknown', 'entra.exchange.manager-is-complex'],
  },
  {
    pattern: /member/i,
    says: 'The answer mentions members: Entra adds and removes one per request, and removes by a list of values in the legacy dialect.',
    checks: ['entra.group.members-added', 'entra.group.members-removed', 'entra.group.unknown-member'],
  },
  {
    pattern: /\bfilter\b|invalidFilter/i,
    says: 'The answer mentions a filter: Entra sends `attribute eq "value"` with + for blanks.',
    checks: ['entra.probe.plus-for-blanks', 'entra.match.by-work-email', 'entra.match.one-hit'],
  },
  {
    pattern: /\bpath\b|noTarget|invalidPath/i,
    says: 'The answer mentions a path: Entra writes to paths such as emails[type eq "work"].value, even if no such element exists yet.',
    checks: [
      'entra.patch.value-path-add',
      'entra.patch.value-path-replace-creates',
      'entra.patch.urn-path',
      'entra.patch.path-less-dotted',
    ],
  },
  {
    pattern: /\bop(?:eration)?s?\b.{0,40}\b(?:Add|Replace|Remove|unknown|invalid|unsupported|not supported)\b/i,
    says: 'The answer mentions an operation: Entra writes op with a capital letter (Add, Replace, Remove).',
    checks: ['entra.patch.op-any-case'],
  },
  {
    pattern: /\brequired\b|missing|mandatory|must not be (?:null|empty|blank)|cannot be (?:null|empty|blank)/i,
    says: 'The answer mentions a missing value: Entra leaves out attributes without a value, such as emails of users without a licence.',
    checks: ['scim.create.minimum', 'entra.create'],
  },
  {
    pattern: /<html|<!doctype/i,
    says: 'The answer is a web page: a gateway, a firewall or a login page answers in front of the server.',
    checks: ['entra.exchange.no-html', 'entra.exchange.no-redirect'],
  },
  {
    pattern: /unique|already (?:exists|in use|taken)|duplicate/i,
    says: 'The answer mentions a duplicate: the value belongs to another object, which the matching query did not find.',
    checks: ['entra.match.ignores-case', 'entra.match.inactive-found', 'entra.delete.returns'],
  },
  {
    pattern: /externalId/i,
    says: 'The answer mentions externalId: it is the mail nickname in the default mapping, and must be returned and findable.',
    checks: ['entra.create.external-id', 'entra.probe.by-external-id'],
  },
]
