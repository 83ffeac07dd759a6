/**
 * Behaviour that Microsoft's pages leave open or describe inconsistently; each member is a row of docs/fidelity.md,
 * which has dates and sources.
 */
export interface EntraSwitches {
  /** The value of the header `accept`, or `none`. */
  readonly accept: string
  /** The value of the header `adscimversion`, or `none`. */
  readonly adscimversion: string
  /** The place of the client secret in a token request: HTTP Basic, or the form body. */
  readonly oauthSecret: 'header' | 'body'
  /** The audience of a federated client assertion: `api://` and the application's id, or only the id. */
  readonly assertionAudience: 'api' | 'bare'
  /** Whether a 429 with `Retry-After` pauses the whole job, or fails the object until the next cycle. */
  readonly retryAfter: 'pauses' | 'fails'
  /**
   * Whether a POST without a response is sent a second time at once, or in a later cycle after a new matching query.
   */
  readonly timedOutPost: 'repeated' | 'fails'
  /**
   * Whether an object that no longer exists on the server (404) stays failed until a restart, or is matched again at
   * the next attempt.
   */
  readonly vanishedObject: 'stays-failed' | 'matched-again'
  /** Whether the matching query is sent before or after the scope is evaluated. */
  readonly matching: 'before-scope' | 'after-scope'
  /** The part of a list that is sent at a single-valued target attribute. */
  readonly listAtSingleValue: 'first' | 'whole'
  /** The elements of `emails` that are primary if the mapping fills several. */
  readonly primaryEmail: 'first' | 'each'
}

/** The values of each switch, the default first; `text` allows any value that a header may have. */
const VALUES: { readonly [Name in keyof EntraSwitches]: readonly EntraSwitches[Name][] | readonly [string, 'text'] } = {
  accept: ['application/scim+json', 'text'],
  adscimversion: ['6.0', 'text'],
  oauthSecret: ['header', 'body'],
  assertionAudience: ['api', 'bare'],
  retryAfter: ['pauses', 'fails'],
  timedOutPost: ['repeated', 'fails'],
  vanishedObject: ['stays-failed', 'matched-again'],
  matching: ['before-scope', 'after-scope'],
  listAtSingleValue: ['first', 'whole'],
  primaryEmail: ['first', 'each'],
}

/** The defaults: the better documented behaviour. */
export const DEFAULT_ENTRA_SWITCHES: EntraSwitches = Object.fromEntries(
  Object.entries(VALUES).map(([name, [value]]) => [name, value]),
) as unknown as EntraSwitches

/** The string is not a switch. The message lists the available ones. */
export class InvalidEntraSwitch extends Error {
  override readonly name = 'InvalidEntraSwitch'
}

/** Matches visible ASCII characters with blanks inside, which a header may contain (RFC 9110 §5.5). */
const HEADER_VALUE = /^[\x21-\x7e](?:[\x20-\x7e]{0,500}[\x21-\x7e])?$/

/** Reads `name=value`. Throws InvalidEntraSwitch. */
export function parseEntraSwitch(text: string): Partial<EntraSwitches> {
  const [, name = '', written = ''] = /^(\w+)=(.*)$/s.exec(text) ?? []
  const values: readonly string[] | undefined = Object.hasOwn(VALUES, name)
    ? VALUES[name as keyof EntraSwitches]
    : undefined
  if (values === undefined)
    throw new InvalidEntraSwitch(
      `unknown switch ${JSON.stringify(text)}; write name=value, available: ${Object.keys(VALUES).join(', ')}`,
    )
  if (values[1] === 'text') {
    if (!HEADER_VALUE.test(written))
      throw new InvalidEntraSwitch(`${name} takes a header value or none, not ${JSON.stringify(written)}`)
    return { [name]: written }
  }
  if (!values.includes(written))
    throw new InvalidEntraSwitch(`${name} takes ${values.join(' or ')}, not ${JSON.stringify(written)}`)
  return { [name]: written }
}
