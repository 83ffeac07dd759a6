import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import type { RequirementState } from '../../../model/result.ts'
import { LongText, Text } from '../../../page/index.ts'
import { type CoverageNode, placeOf, requirementsBelow } from '../model/coverage-tree.ts'
import { count } from '../model/format.ts'
import { STATE_ORDER, STATES } from '../model/outcome.ts'
import { Badge } from '../ui/badge.tsx'
import { ExternalLink } from '../ui/external-link.tsx'
import { MoreButton } from '../ui/more-button.tsx'
import { Section } from '../ui/page.tsx'
import { CheckNames } from './check-names.tsx'

const STEP = 25

/** The requirements of a node, the gravest first. */
export function CoverageList({ place, state }: { place: CoverageNode; state: RequirementState | undefined }): VNode {
  const [shown, setShown] = useState(STEP)
  const rows = requirementsBelow(place)
    .filter((row) => state === undefined || row.state === state)
    .sort((a, b) => STATE_ORDER.indexOf(a.state) - STATE_ORDER.indexOf(b.state))
  return (
    <Section
      title="Requirements"
      note={state === undefined ? `${count(rows.length)} here` : `${count(rows.length)} ${STATES[state].word}`}
    >
      <div class="table-wrap">
        <table class="stacks coverage-table">
          <thead>
            <tr>
              <th scope="col">State</th>
              <th scope="col">Requirement</th>
              <th scope="col">Where</th>
              <th scope="col">Checks, or why there are none</th>
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, shown).map((row) => (
              <tr key={row.id}>
                <td data-label="State">
                  <Badge state={row.state} />
                </td>
                <th scope="row" data-label="Requirement">
                  <Text>{row.title}</Text>
                </th>
                <td data-label="Where">
                  {row.level} <ExternalLink href={row.url}>{placeOf(row)}</ExternalLink>
                </td>
                <td data-label="Checks">
                  {row.checks !== undefined && <CheckNames ids={row.checks} />}
                  {row.reason !== undefined && (
                    <p class="note">
                      <LongText length={120}>{row.reason}</LongText>
                    </p>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <MoreButton hidden={rows.length - shown} onMore={() => setShown(shown + STEP * 5)} />
    </Section>
  )
}
