import type { AbilityId } from '../abilities/ability.ts'
import type { CheckContext } from './context.ts'
import type { QuotedRequest } from './quoted-request.ts'

/** How the mock Entra client writes PATCH bodies: as it has always done, or as the Tenant URL's flag asks. */
export type Dialect = 'legacy' | 'flagged'

/** What a target may offer; a check that needs what is not offered is inapplicable. */
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

/** What a check and an invariant have in common. */
export interface Judgement {
  /** A name, never a position: `scim.patch.remove-without-path`. */
  readonly id: string
  /** A sentence that says what holds: "DELETE of a known id answers 204". */
  readonly title: string
  /** Ids of the register's rows that it proves. */
  readonly requirements: readonly string[]
  readonly tags?: readonly string[]
  /** What an administrator sees in production where it does not hold. */
  readonly impact?: string
}

/** One question to a target. It finds a fact: it never prints, exits, stores its result or picks its severity. */
export interface Check extends Judgement {
  readonly kind: 'check'
  /** Plays in this dialect alone; in both where it is absent. */
  readonly dialect?: Dialect
  /** Plays while no other check does, because it counts or empties what others change. */
  readonly exclusive?: boolean
  /** Plays only where it is asked for, by its suite's or tag's name or by an id; not in a run of everything. */
  readonly onRequest?: boolean
  /** Requests that a public text quotes and the check replays as they are; `list quirks` shows them. */
  readonly quotes?: { readonly source: string; readonly requests: readonly QuotedRequest[] }
  /** Changes nothing on the target, so that `--read-only` may play it. */
  readonly readOnly?: boolean
  /** Abilities that its subject needs. Where the target does not offer one, the check is inapplicable; where one is missing, it is skipped and its cause is the check that decides the ability. */
  readonly dependsOn?: readonly AbilityId[]
  /** The ability that this check decides: where it finds the requirement violated (any of its own, where none is named), the ability is missing, and what depends on it follows from this check. */
  readonly decides?: { readonly ability: AbilityId; readonly requirement?: string }
  run(context: CheckContext): Promise<void> | void
}

/** Freezes a check. */
export function defineCheck(check: Omit<Check, 'kind'>): Check {
  return Object.freeze({ kind: 'check' as const, ...check })
}
