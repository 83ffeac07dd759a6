import type { VNode } from 'preact'
import { useReport } from '../data/report.ts'
import { plural } from '../model/format.ts'
import { groupByReason } from '../model/reasons.ts'
import { formatRoute } from '../model/route.ts'
import { Mark } from '../ui/badge.tsx'
import { Section } from '../ui/page.tsx'
import { Reasons } from '../ui/reasons.tsx'

const SHOWN = 5

/** The checks that were skipped or do not apply, by reason. */
export function NotJudged(): VNode | null {
  const { result } = useReport()
  const columns = (['skip', 'inapplicable'] as const)
    .map((outcome) => ({ outcome, checks: result.checks.filter((check) => check.outcome === outcome) }))
    .filter(({ checks }) => checks.length > 0)
  if (columns.length === 0) return null
  return (
    <Section title="What was not checked, and why" note="a feature that a server does not offer is not a fault">
      <div class="cards">
        {columns.map(({ outcome, checks }) => {
          const reasons = groupByReason(checks)
          return (
            <section key={outcome} class="card">
              <h3>
                <Mark state={outcome} /> {plural(checks.length, 'check')}{' '}
                {outcome === 'skip' ? 'skipped' : 'not applicable'}
              </h3>
              <Reasons reasons={reasons.slice(0, SHOWN)} />
              <p class="more">
                <a href={formatRoute('checks', [], { outcome })}>
                  {reasons.length > SHOWN
                    ? `see all, with ${plural(reasons.length - SHOWN, 'more reason')}`
                    : 'see them'}
                </a>
              </p>
            </section>
          )
        })}
      </div>
    </Section>
  )
}
