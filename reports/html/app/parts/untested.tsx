import type { VNode } from 'preact'
import type { RequirementState } from '../../../model/result.ts'
import { type CoverageNode, requirementsBelow } from '../model/coverage-tree.ts'
import { plural } from '../model/format.ts'
import { STATES } from '../model/outcome.ts'
import { groupByReason } from '../model/reasons.ts'
import { Mark } from '../ui/badge.tsx'
import { Section } from '../ui/page.tsx'
import { Reasons } from '../ui/reasons.tsx'

const UNTESTED: readonly RequirementState[] = ['skip', 'inapplicable', 'unplayed', 'unchecked', 'unseen']
const SHOWN = 6

/** The untested requirements of a node, by state and reason. */
export function Untested({ place }: { place: CoverageNode }): VNode | null {
  const rows = requirementsBelow(place)
  const states = UNTESTED.map((state) => ({ state, rows: rows.filter((row) => row.state === state) })).filter(
    (group) => group.rows.length > 0,
  )
  if (states.length === 0) return null
  return (
    <Section title="What was not checked here, and why">
      <div class="cards">
        {states.map(({ state, rows: same }) => {
          const reasons = groupByReason(same)
          return (
            <section key={state} class="card">
              <h3>
                <Mark state={state} /> {plural(same.length, 'requirement')}: {STATES[state].word}
              </h3>
              <Reasons reasons={reasons.slice(0, SHOWN)}>
                {reasons.length > SHOWN && (
                  <li>
                    <b>{reasons.slice(SHOWN).reduce((sum, { items }) => sum + items.length, 0)}</b>
                    <span>for {plural(reasons.length - SHOWN, 'other reason')}; see the list below</span>
                  </li>
                )}
              </Reasons>
            </section>
          )
        })}
      </div>
    </Section>
  )
}
