/** What the vendor's texts leave open; each member is a row of docs/fidelity.md. */
export interface Switches {
  /** The status of a duplicate: the specification published in 2019 lists 400 (400). */
  readonly duplicateStatus: 400 | 409
  /**
   * `documented`: begins with a letter, then letters, digits, `.`, `_`, `-` (article "Naming conventions for users"). `lenient`: no blank, no
   * control character and no `@` (`documented`).
   */
  readonly usernames: 'documented' | 'lenient'
  /** Characters of a username at most. The article advises 30 for Mac and Linux and 20 for Windows; the API's limit is 1024 (1024). */
  readonly maxUsernameLength: number
  /** Whether `Jane` is a duplicate of `jane` (`ignored`: it is). */
  readonly usernameCase: 'ignored' | 'regarded'
  /** Whether a username may change while its user is bound to a resource (`fixed`). */
  readonly boundUsernames: 'fixed' | 'free'
  /** Records of one page at most: of lists (100). */
  readonly listLimit: number
  /** Records of one page at most: of searches, where the vendor's PowerShell module asks for 1000 (1000). */
  readonly searchLimit: number
  /** What becomes of `filter=email:eq:x`, v1's operators being written with `$` (`taken`). */
  readonly plainFilterOperators: 'taken' | 'refused'
  /** What becomes of a property that the API does not have, such as `displayName` for `displayname` (`ignored`). */
  readonly unknownProperties: 'ignored' | 'refused'
  /** Whether `manager` must be the id of another user (`checked`). */
  readonly managers: 'checked' | 'unchecked'
  /** The answer to adding a member that is one already: seen as 409 and, later, as 204 (409). */
  readonly memberAgainStatus: 409 | 204
  /** Whether PUT of a RADIUS server takes `authIdp`, which the specification's body lacks and its answer has (`taken`). */
  readonly radiusAuthIdp: 'taken' | 'ignored'
  /** Whether 429 comes with `Retry-After` (`sent`). */
  readonly retryAfter: 'sent' | 'absent'
}

/** The defaults. */
export const DEFAULT_SWITCHES: Switches = {
  duplicateStatus: 400,
  usernames: 'documented',
  maxUsernameLength: 1024,
  usernameCase: 'ignored',
  boundUsernames: 'fixed',
  listLimit: 100,
  searchLimit: 1000,
  plainFilterOperators: 'taken',
  unknownProperties: 'ignored',
  managers: 'checked',
  memberAgainStatus: 409,
  radiusAuthIdp: 'taken',
  retryAfter: 'sent',
}
