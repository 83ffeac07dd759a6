import type { JsonObject } from '../wire/json.ts'
import { ruleError } from './rules.ts'

/** The state of a user in the life cycle (article "Manage user states"). */
export type UserState = 'STAGED' | 'ACTIVATED' | 'SUSPENDED'

/**
 * Returns the state that a body requests; `state` and `suspended` have the same meaning, and a body in which they
 * disagree is rejected. `suspended: false` ends a suspension and changes nothing else. Throws ApiError
 * `state-conflict`.
 */
export function stateAfter({ state, suspended }: JsonObject, present: UserState): UserState {
  const isConflict =
    (suspended === true && (state === 'STAGED' || state === 'ACTIVATED')) ||
    (suspended === false && state === 'SUSPENDED')
  // The wording is from the vendor's PowerShell module.
  if (isConflict) throw ruleError('state-conflict', 400, ` (state=${state} suspended=${suspended})`)
  if (state === 'STAGED' || state === 'ACTIVATED' || state === 'SUSPENDED') return state
  if (suspended === true) return 'SUSPENDED'
  return suspended === false && present === 'SUSPENDED' ? 'ACTIVATED' : present
}
