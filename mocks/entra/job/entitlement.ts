import type { TenantUser } from '../tenant/index.ts'
import type { Link } from './job-state.ts'

/** The intended action for a user. */
export type Intention =
  | { readonly kind: 'provision' }
  /** Disables the user; with `releases` the user is no longer managed afterwards, and not deleted later. */
  | { readonly kind: 'disable'; readonly releases: boolean }
  | { readonly kind: 'delete' }
  /** The user was no longer managed and no longer exists, so the link is removed. */
  | { readonly kind: 'forget' }
  | { readonly kind: 'skip'; readonly reason: string }

/** The rules of a job that affect entitlement in addition to the tenant. */
export interface EntitlementRules {
  /** Provision users and groups that are assigned, or all. */
  readonly scope: 'assigned' | 'all'
  /** The job's secret `SkipOutOfScopeDeletions`. */
  readonly skipOutOfScopeDeletions: boolean
  /** True if the mapping has `active`; without it a user is deleted instead of disabled. */
  readonly canDisable: boolean
}

/** Decides by assignment, scope, state and history (Entra documentation, "How provisioning works", "Deprovisioning"). */
export function decideUser(
  user: TenantUser | undefined,
  isInScope: boolean,
  link: Link | undefined,
  rules: EntitlementRules,
): Intention {
  if (user === undefined) {
    if (link === undefined) return { kind: 'skip', reason: 'NotEffectivelyEntitled' }
    return link.isManaged ? { kind: 'delete' } : { kind: 'forget' }
  }
  const isEntitled = (rules.scope === 'all' || user.isAssigned) && isInScope
  if (!isEntitled) {
    if (link?.isManaged !== true) return { kind: 'skip', reason: 'NotEffectivelyEntitled' }
    if (rules.skipOutOfScopeDeletions) return { kind: 'skip', reason: 'SkipOutOfScopeDeletions' }
    return rules.canDisable ? { kind: 'disable', releases: true } : { kind: 'delete' }
  }
  if (user.deletedAt !== null || !user.isAccountEnabled) {
    // Entra does not create disabled users.
    if (link?.isManaged !== true) return { kind: 'skip', reason: 'NotEffectivelyEntitled' }
    return rules.canDisable ? { kind: 'disable', releases: false } : { kind: 'delete' }
  }
  return { kind: 'provision' }
}
