import type { CauseRow } from '../load/cause-table.ts'
import { matchesId } from '../load/matches-id.ts'

/** Returns the id of the check in the name of a decider, `check#requirement`. */
export const idOf = (decider: string): string => decider.split('#')[0] ?? decider

/**
 * Returns the abilities that a check needs according to the table, including those that it decides itself, with all
 * that they depend on; the most basic first.
 */
export function neededBy(id: string, table: readonly CauseRow[]): readonly string[] {
  const isNeeded = ({ explains = [], except = [], decidedBy = [] }: CauseRow): boolean =>
    decidedBy.some((one) => idOf(one) === id) ||
    (explains.some((glob) => matchesId(id, glob)) && !except.some((glob) => matchesId(id, glob)))
  return prerequisites(
    table.filter(isNeeded).map(({ ability }) => ability),
    table,
  )
}

/** Returns abilities with all that they depend on according to the table, the most basic first. */
export function prerequisites(abilities: readonly string[], table: readonly CauseRow[]): readonly string[] {
  const ordered = new Set<string>()
  const visit = (ability: string): void => {
    if (ordered.has(ability)) return
    for (const basic of table.find((row) => row.ability === ability)?.dependsOn ?? []) visit(basic)
    ordered.add(ability)
  }
  for (const ability of abilities) visit(ability)
  return [...ordered]
}
