import type { CheckResult, Gravity } from './result.ts'

/** The word for each gravity, and its meaning. The gravest is 1. */
export const GRAVITIES: Readonly<Record<Gravity, { readonly word: string; readonly meaning: string }>> = {
  1: { word: 'access', meaning: 'access is not removed, or is given to the wrong user' },
  2: { word: 'provisioning', meaning: 'users or groups are not provisioned, or are duplicated' },
  3: { word: 'values', meaning: 'values are lost or wrong' },
  4: { word: 'retries', meaning: 'retries and errors, sooner or later quarantine' },
  5: { word: 'standard', meaning: 'violates the standard; no known client is affected' },
}

/**
 * Returns the gravity of a finding. Results of earlier versions have none, so it is estimated from their verdict and
 * impact.
 */
export function gravityOf({ gravity, verdict, impact }: CheckResult): Gravity {
  if (gravity !== undefined) return gravity
  if (verdict === 'breaks-entra') return impact === undefined ? 3 : 2
  if (verdict === 'breaks-jumpcloud') return 3
  return impact === undefined ? 5 : 4
}

/**
 * Orders findings: accepted ones last; gravity 1, which is about access, first; then failures before warnings,
 * because a warning depends on how the target is used; then by gravity, then by the number of checks that follow from
 * each.
 */
export function gravestFirst(
  followers: (check: CheckResult) => number = () => 0,
): (one: CheckResult, other: CheckResult) => number {
  return (one, other) =>
    Number(one.accepted !== undefined) - Number(other.accepted !== undefined) ||
    Number(gravityOf(one) !== 1) - Number(gravityOf(other) !== 1) ||
    Number(one.outcome !== 'fail') - Number(other.outcome !== 'fail') ||
    gravityOf(one) - gravityOf(other) ||
    followers(other) - followers(one)
}
