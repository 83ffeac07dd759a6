import { type NeedsAbility, withPrerequisites } from '../abilities/ability.ts'
import { neededBy } from '../judge/prerequisites.ts'
import type { CauseRow } from '../load/cause-table.ts'
import type { Selected } from '../load/select.ts'

/** Suites whose checks provision by the mapping, so that the run must know which rows the target stores. */
const PROVISIONING: ReadonlySet<string> = new Set(['entra', 'jumpcloud'])
const ALL: NeedsAbility = () => true

/**
 * Returns which abilities a run must probe: those on which its checks depend, those that they decide, and those that
 * the table of causes names for them. A run with rules over all exchanges probes everything, because the rules judge
 * that traffic too.
 */
export function neededAbilities({ checks, invariants }: Selected, table: readonly CauseRow[]): NeedsAbility {
  if (invariants.length > 0) return ALL
  const named = checks.flatMap(({ suite, check: { id, dependsOn = [], decides } }) => [
    ...dependsOn,
    ...(decides === undefined ? [] : [decides.ability]),
    ...neededBy(id, table).flatMap((ability) => [
      ability,
      table.find((row) => row.ability === ability)?.probedAs ?? ability,
    ]),
    ...(PROVISIONING.has(suite) ? ['entra.stored'] : []),
  ])
  const needed = new Set(withPrerequisites(named))
  return (...ids) => ids.some((id) => needed.has(id))
}
