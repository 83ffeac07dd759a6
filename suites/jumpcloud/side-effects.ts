import { type DownstreamWrite, defineInvariant, type Invariant, type ObservedExchange } from '../../harness/index.ts'
import { type ActScope, scopeOf } from './act-scope.ts'
import { changesOf, describeChange, isEmptyProperty, type PropertyKind, type RecordChange } from './record-changes.ts'
import { TABLE } from './table.ts'

/** Lists the effects of a write that the SCIM request does not explain. */
type Unexplained = (write: DownstreamWrite, scope: ActScope) => readonly string[]

/**
 * Defines an invariant over every write that SCIM requests of the run caused; `what` begins the sentence of a finding.
 */
function judging(id: string, title: string, unexplained: Unexplained): Invariant {
  return defineInvariant({
    id: `jumpcloud.side-effect.${id}`,
    title,
    requirements: [`jumpcloud.side-effect.${id}`],
    when: ({ writes = [] }) => writes.length > 0,
    holds: (exchange, expect) => {
      for (const write of exchange.writes ?? []) {
        const [first] = unexplained(write, scopeOf(write.acts))
        if (first !== undefined)
          expect.fail(first, 'no such change', `${nameOf(exchange)} also changed ${first} in JumpCloud (${write.call})`)
      }
    },
  })
}

const nameOf = ({ method }: ObservedExchange): string => (method === 'GET' ? 'the GET' : `the ${method}`)

const ofActs = ({ reason }: DownstreamWrite): boolean => reason === 'act' || reason === 'late'

/** Finds changes of properties of one class, to which no SCIM attribute maps. */
function unmapped(kind: PropertyKind): Unexplained {
  return (write, { isDeletion, hasUnlisted }) => {
    if (!ofActs(write) || (kind === 'other' && hasUnlisted)) return []
    const changes = changesOf(write, kind)
    // A deletion may remove rights and values, and end every way to sign in.
    const isAllowed = ({ to }: RecordChange): boolean => isDeletion && (kind !== 'rights' || isEmptyProperty(to))
    return changes.filter((change) => !isAllowed(change)).map(describeChange)
  }
}

/** Checks that no SCIM request changes the rights of a user. */
export const rights: Invariant = judging(
  'rights',
  'SCIM requests do not change the rights of a user in JumpCloud',
  unmapped('rights'),
)

/** Checks that no SCIM request changes groups or other resources to which users are bound. */
export const memberships: Invariant = judging(
  'memberships',
  'SCIM requests about users change no memberships or associations in JumpCloud',
  (write, { isDeletion }) => {
    const isOfUsers = write.acts.every(({ path }) => /^\/Users(?:\/|$)/.test(path))
    return write.kind === 'other' && ofActs(write) && isOfUsers && !isDeletion ? ['memberships or associations'] : []
  },
)

/** Checks that no SCIM request changes how a user signs in. */
export const signIn: Invariant = judging(
  'sign-in',
  'SCIM requests do not change locks, expiry or MFA of a user in JumpCloud',
  unmapped('sign-in'),
)

/** Checks that no SCIM request changes any other property that is not mapped. */
export const otherProperties: Invariant = judging(
  'other-properties',
  'SCIM requests do not change properties of a JumpCloud user to which nothing is mapped',
  unmapped('other'),
)

/** Checks that only a request that should suspend or unsuspend a user does so. */
export const suspension: Invariant = judging(
  'suspension',
  'Only a request with active, a deletion or a creation changes whether a user is suspended',
  (write, { properties, isDeletion }) => {
    if (!ofActs(write) || write.kind === 'create' || properties.has('suspended') || isDeletion) return []
    return changesOf(write, 'suspension').map(describeChange)
  },
)

/** Checks that a request with only `active` changes no other mapped property. */
export const onlyTheSwitch: Invariant = judging(
  'switch',
  'Disabling and enabling a user changes no other value of the user in JumpCloud',
  (write, { isSwitch }) => (ofActs(write) && isSwitch ? changesOf(write, 'mapped').map(describeChange) : []),
)

const NAMED_BY_OTHERS = new Set(['username', 'email', 'suspended'])

/** Returns whether a request names parts from which a server may compose the display name. */
const composes = (properties: ReadonlySet<string>): boolean =>
  ['firstname', 'lastname', 'username'].some((name) => properties.has(name))

/** Checks that the server does not invent values that the client did not send. */
export const notSent: Invariant = judging(
  'not-sent',
  'A property without a value in the POST of a new user is empty in JumpCloud',
  (write, { properties, hasUnlisted }) => {
    if (write.kind !== 'create' || !ofActs(write)) return []
    return TABLE.flatMap(({ property }) => {
      const value = write.after?.[property]
      if (properties.has(property) || NAMED_BY_OTHERS.has(property) || isEmptyProperty(value)) return []
      const isWord = /^(?:null|undefined|none|nan|n\/a|false|\[object Object\])$/i.test(String(value))
      if (!isWord && ((property === 'displayname' && composes(properties)) || hasUnlisted)) return []
      return [describeChange({ property, from: undefined, to: value })]
    })
  },
)

/** Checks that reading users has no side effects. */
export const reads: Invariant = judging(
  'reads',
  'Reading users changes nothing in JumpCloud',
  (write, { properties }) => {
    if (write.reason !== 'read') return []
    const changes = (['rights', 'sign-in', 'other', 'suspension', 'mapped'] as const).flatMap((kind) =>
      changesOf(write, kind),
    )
    // A late write is the result of earlier requests.
    const isLate = ({ property }: RecordChange): boolean =>
      properties.has(property === 'state' ? 'suspended' : property)
    return changes.filter((change) => !isLate(change)).map(describeChange)
  },
)

/** Returns every string in a request, in lower case. */
const stringsIn = (value: unknown): string[] =>
  typeof value === 'string'
    ? [value.toLowerCase()]
    : typeof value === 'object' && value !== null
      ? Object.values(value).flatMap(stringsIn)
      : []

/** Checks that a request does not change users other than its own. */
export const otherUsers: Invariant = judging(
  'other-users',
  'A SCIM request changes only the user that it names in JumpCloud',
  (write) => {
    const name = String(write.after?.['username'] ?? write.before?.['username'] ?? 'another record')
    if (write.reason === 'none') return [`${name}, which no request was about,`]
    if (write.reason !== 'late') return []
    // A server that writes late writes what earlier requests about this user contained.
    const sent = write.acts.flatMap(({ body }) => stringsIn(body))
    const isSent = ({ to }: RecordChange): boolean =>
      typeof to !== 'string' || isEmptyProperty(to) || sent.some((value) => value.includes(to.toLowerCase()))
    const changes = changesOf(write, 'mapped').filter((change) => !isSent(change))
    return changes.map((change) => `${name}: ${describeChange(change)}, which no request about this user contained,`)
  },
)
