/** Behaviour that the vendor's documentation leaves open; each member is a row of docs/fidelity.md. */
export interface Switches {
  /** The status of a duplicate: the specification published in 2019 lists 400. */
  readonly duplicateStatus: 400 | 409
  /**
   * The rule for usernames. `documented`: begins with a letter, then letters, digits, `.`, `_`, `-` (article "Naming
   * conventions for users"). `lenient`: no blank, no control character and no `@`.
   */
  readonly usernames: 'documented' | 'lenient'
  /**
   * The maximum number of characters of a username. The article advises 30 for Mac and Linux and 20 for Windows; the
   * API's limit is 1024.
   */
  readonly maxUsernameLength: number
  /** Whether `Jane` is a duplicate of `jane`. */
  readonly usernameCase: 'ignored' | 'regarded'
  /** Whether a username may change while its user is bound to a resource. */
  readonly boundUsernames: 'fixed' | 'free'
  /** The maximum number of records on one page of a list. */
  readonly listLimit: number
  /** The maximum number of records on one page of a search, for which the vendor's PowerShell module requests 1000. */
  readonly searchLimit: number
  /** The handling of `filter=email:eq:x`, without the `$` that operators of v1 have. */
  readonly plainFilterOperators: 'taken' | 'refused'
  /** The handling of a property that the API does not have, such as `displayName` for `displayname`. */
  readonly unknownProperties: 'ignored' | 'refused'
  /** Whether `manager` must be the id of another user. */
  readonly managers: 'checked' | 'unchecked'
  /** The response to adding an existing member: observed as 409 and, later, as 204. */
  readonly memberAgainStatus: 409 | 204
  /**
   * Whether PUT of a RADIUS server accepts `authIdp`, which the specification has in the response but not in the body.
   */
  readonly radiusAuthIdp: 'taken' | 'ignored'
  /** Whether a user has `systemUsername`: recorded in 2021 and returned by the PowerShell module, absent from the published models. */
  readonly systemUsername: 'shown' | 'absent'
  /** The handling of `activated` in the body that creates a user; the published model contains it. */
  readonly activatedOnCreation: 'taken' | 'ignored'
  /** Whether an organization initially has the group "All Users", as one recorded in 2021 had. */
  readonly allUsersGroup: 'there' | 'absent'
  /**
   * Whether `GET /api/v2/bulk/userstates/{id}` exists: the vendor's command line calls it, the specification lacks it.
   */
  readonly scheduledStateById: 'answered' | 'absent'
  /** Whether responses to GET have entity tags, and are 304 for a tag that the client sends back. */
  readonly entityTags: 'sent' | 'absent'
  /** Whether a 429 response has `Retry-After`. */
  readonly retryAfter: 'sent' | 'absent'
}

/** The values of each switch, the default first; `count` allows any number from 1. */
const VALUES: { readonly [Name in keyof Switches]: readonly Switches[Name][] | readonly [Switches[Name], 'count'] } = {
  duplicateStatus: [400, 409],
  usernames: ['documented', 'lenient'],
  maxUsernameLength: [1024, 'count'],
  usernameCase: ['ignored', 'regarded'],
  boundUsernames: ['fixed', 'free'],
  listLimit: [100, 'count'],
  searchLimit: [1000, 'count'],
  plainFilterOperators: ['taken', 'refused'],
  unknownProperties: ['ignored', 'refused'],
  managers: ['checked', 'unchecked'],
  memberAgainStatus: [409, 204],
  radiusAuthIdp: ['taken', 'ignored'],
  systemUsername: ['shown', 'absent'],
  activatedOnCreation: ['taken', 'ignored'],
  allUsersGroup: ['there', 'absent'],
  scheduledStateById: ['answered', 'absent'],
  entityTags: ['sent', 'absent'],
  retryAfter: ['sent', 'absent'],
}

/** The default switches. */
export const DEFAULT_SWITCHES: Switches = Object.fromEntries(
  Object.entries(VALUES).map(([name, [value]]) => [name, value]),
) as unknown as Switches

/** The names of the switches. */
const SWITCH_NAMES: readonly string[] = Object.keys(VALUES)

/** The error for a string that is not a valid switch. The message says what is allowed. */
export class InvalidSwitch extends Error {
  override readonly name = 'InvalidSwitch'
}

/** Reads `name=value`. Throws InvalidSwitch. */
export function parseSwitch(text: string): Partial<Switches> {
  const [, name = '', written = ''] = /^(\w+)=(.*)$/s.exec(text) ?? []
  const values: readonly unknown[] | undefined = Object.hasOwn(VALUES, name)
    ? VALUES[name as keyof Switches]
    : undefined
  if (values === undefined)
    throw new InvalidSwitch(
      `unknown switch ${JSON.stringify(text)}; write name=value, available: ${SWITCH_NAMES.join(', ')}`,
    )
  if (values[1] === 'count') {
    if (!/^[1-9]\d{0,5}$/.test(written))
      throw new InvalidSwitch(`${name} takes a number from 1 to 999999, not ${JSON.stringify(written)}`)
    return { [name]: Number(written) }
  }
  const value = values.find((one) => String(one) === written)
  if (value === undefined)
    throw new InvalidSwitch(`${name} takes ${values.join(' or ')}, not ${JSON.stringify(written)}`)
  return { [name]: value }
}
