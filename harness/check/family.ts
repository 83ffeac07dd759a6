import type { Dialect, SynchronizationSchema } from '../../mocks/entra/index.ts'
import type { Check } from './check.ts'

/** The facts that are known before the first request and determine which checks exist. */
export interface SuitePlan {
  readonly schema: SynchronizationSchema
  readonly dialect: Dialect
  readonly observe: 'scim' | 'jumpcloud'
}

/** Checks that are generated from the configuration, for example one per row of the user's own attribute mappings. */
export interface CheckFamily {
  readonly kind: 'family'
  /** The beginning of the ids of its members. */
  readonly id: string
  expand(plan: SuitePlan): readonly Check[]
}

/** Freezes a family of checks. */
export function defineCheckFamily(family: Omit<CheckFamily, 'kind'>): CheckFamily {
  return Object.freeze({ kind: 'family' as const, ...family })
}
