import type { VNode } from 'preact'
import { failureOf } from '../../../model/sentences.ts'
import { Prose, Text } from '../../../page/index.ts'
import { useReport } from '../data/report.ts'
import { groupFindings } from '../model/findings.ts'
import { isFinding } from '../model/outcome.ts'
import { CheckBody, CheckCommands } from '../parts/check-detail.tsx'
import { Badge } from '../ui/badge.tsx'
import { MappingView } from './mapping.tsx'
import { Overview } from './overview.tsx'
import { ValidationView } from './validation.tsx'

const NOWHERE = { path: [], query: {} }

/** The report on paper: the overview, every finding in full, mapping and validation. */
export function Printed(): VNode {
  const { result } = useReport()
  const groups = groupFindings(result)
  return (
    <main class="printed">
      <Overview />
      {groups.length > 0 && <h1>Findings</h1>}
      {groups.map(({ cause, followers }) => (
        <section key={cause.id} class="printed-group">
          <h2>
            <Prose>{failureOf(cause)}</Prose>
          </h2>
          {[cause, ...followers.filter(isFinding)].map((finding) => (
            <article key={finding.id} class="printed-finding">
              <h3>
                <Badge state={finding.outcome} /> <Text>{finding.title}</Text> <code>{finding.id}</code>
              </h3>
              <CheckBody check={finding} />
              <CheckCommands check={finding} />
            </article>
          ))}
        </section>
      ))}
      {result.mapping.length > 0 && <MappingView route={{ view: 'mapping', ...NOWHERE }} />}
      {result.validation.length > 0 && <ValidationView route={{ view: 'validation', ...NOWHERE }} />}
    </main>
  )
}
