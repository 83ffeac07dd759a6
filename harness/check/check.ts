import type { Dialect } from '../../mocks/entra/index.ts'
import type { AbilityId } from '../abilities/ability.ts'
import type { CheckContext } from './context.ts'
import type { QuotedRequest } from './quoted-request.ts'

/** The common members of a check and an invariant. */
export interface Judgement {
  /** A name without a number: `scim.patch.remove-without-path`. */
  readonly id: string
  /** A sentence with the expected behaviour: "DELETE of a known id answers 204". */
  readonly title: string
  /** The ids of the requirements that it proves. */
  readonly requirements: readonly string[]
  readonly tags?: readonly string[]
}

/** One question to a target. It observes facts: it never prints, exits, stores its result or decides its severity. */
export interface Check extends Judgement {
  readonly kind: 'check'
  /** Runs only in this dialect (default: both). */
  readonly dialect?: Dialect
  /** Runs alone, because it counts or empties data that other checks change. */
  readonly exclusive?: boolean
  /** Sends several requests at the same time on purpose: they are never sent again alone. */
  readonly parallel?: true
  /** Runs only on request, by the name of its suite or tag or by an id; not in a run of all checks. */
  readonly onRequest?: boolean
  /** Requests that a public source quotes and the check sends unchanged; `list quirks` shows them. */
  readonly quotes?: { readonly source: string; readonly requests: readonly QuotedRequest[] }
  /** Changes nothing on the target, so that it may run with `--read-only`. */
  readonly readOnly?: boolean
  /**
   * The abilities that the check needs. If the target does not offer one, the check is inapplicable; if one is
   * missing, the check is skipped and its cause is the check that decides the ability.
   */
  readonly dependsOn?: readonly AbilityId[]
  /**
   * The ability that this check decides: if it finds the requirement violated (any of its requirements, if none is
   * named), the ability is missing, and findings that depend on it follow from this check.
   */
  readonly decides?: { readonly ability: AbilityId; readonly requirement?: string }
  run(context: CheckContext): Promise<void> | void
}

/** Freezes a check. */
export function defineCheck(check: Omit<Check, 'kind'>): Check {
  return Object.freeze({ kind: 'check' as const, ...check })
}
