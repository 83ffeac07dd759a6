import { defaultSchema, jumpCloudSchema } from '../../mocks/entra/index.ts'
import type { Suite } from '../index.ts'

/** A check or an invariant as `list checks` prints it. */
export interface ListedCheck {
  readonly id: string
  readonly title: string
  readonly suite: string
  readonly requirements: readonly string[]
  readonly tags: readonly string[]
}

const EMBEDDED: Plan = { schema: jumpCloudSchema, dialect: 'legacy', observe: 'jumpcloud' }

/**
 * Returns the checks of a plan, including those on request and the invariants; those of the embedded run if no plan is
 * given.
 */
export function listedChecks(suites: readonly Suite[], plan: Plan = EMBEDDED): ListedCheck[] {
  return expanded(suites, plan)
}

/** Returns the id of every check with one of the shipped mappings, for all dialects and observations. */
export function knownCheckIds(suites: readonly Suite[]): ReadonlySet<string> {
  const plans = [defaultSchema, jumpCloudSchema].flatMap((schema) =>
    (['legacy', 'flagged'] as const).flatMap((dialect) =>
      (['scim', 'jumpcloud'] as const).map((observe) => ({ schema, dialect, observe })),
    ),
  )
  return new Set(plans.flatMap((plan) => expanded(suites, plan).map(({ id }) => id)))
}

type Plan = Parameters<Suite['families'][number]['expand']>[0]

function expanded(suites: readonly Suite[], plan: Plan): ListedCheck[] {
  return suites.flatMap(({ name, checks, families, invariants }) =>
    [...checks, ...families.flatMap((family) => family.expand(plan)), ...invariants].map(
      ({ id, title, requirements, tags = [] }) => ({ id, title, suite: name, requirements, tags }),
    ),
  )
}

/** The filters of `list checks`. */
export interface CheckFilter {
  /** Names of suites or tags; a check must have one of them. */
  readonly suite: readonly string[]
  /** Ids of requirements; a check must prove one of them. */
  readonly requirement: readonly string[]
  /** Words that must all occur in the id, the title, or the ids of requirements, in any letter case. */
  readonly search?: string
}

/** Returns the checks that all filters select. */
export function filterChecks(checks: readonly ListedCheck[], filter: CheckFilter): readonly ListedCheck[] {
  const words = (filter.search ?? '').toLowerCase().split(/\s+/).filter(Boolean)
  return checks.filter((check) => {
    const text = [check.id, check.title, ...check.requirements].join('\n').toLowerCase()
    return (
      (filter.suite.length === 0 || filter.suite.some((name) => isOfSuite(check, name))) &&
      (filter.requirement.length === 0 || filter.requirement.some((id) => check.requirements.includes(id))) &&
      words.every((word) => text.includes(word))
    )
  })
}

/** Returns whether a check runs with `--suite NAME`. */
export function isOfSuite({ suite, tags }: ListedCheck, name: string): boolean {
  return suite === name || tags.includes(name)
}
