import type { VNode } from 'preact'
import { isJudged } from '../../../model/judged.ts'
import { Text } from '../../../page/index.ts'
import { useReport } from '../data/report.ts'
import { count } from '../model/format.ts'
import { type Flow, type FlowStep, flowsOf, rowsSummary, splitTarget } from '../model/mapping-flow.ts'
import { formatRoute, type Route } from '../model/route.ts'
import { isInverted } from '../model/sample-steps.ts'
import { MappingSamples } from '../parts/mapping-samples.tsx'
import { Mark } from '../ui/badge.tsx'
import { Empty, Page, Section } from '../ui/page.tsx'

/** The mapping matrix: each attribute from Entra through SCIM to JumpCloud; a row opens its samples. */
export function MappingView({ route }: { route: Route }): VNode {
  const { result } = useReport()
  const flows = flowsOf(result.mapping.filter(({ isMapped }) => isMapped !== false))
  const unmapped = flowsOf(result.mapping.filter(({ isMapped }) => isMapped === false))
  if (flows.length + unmapped.length === 0)
    return (
      <Page title="Mapping">
        <Empty title="No mapping was judged.">
          The suite jumpcloud follows attributes; this run did not select it.
        </Empty>
      </Page>
    )
  return (
    <Page title="Mapping" lead={rowsSummary(result.mapping)}>
      <div class="flow-head" aria-hidden="true">
        <span>Entra</span>
        <span />
        <span>SCIM</span>
        <span />
        <span>JumpCloud</span>
      </div>
      <ul class="flows">
        {flows.map((flow) => (
          <FlowRow key={flow.row.row} flow={flow} route={route} />
        ))}
      </ul>
      {unmapped.length > 0 && (
        <Section
          title="Also in JumpCloud's table"
          note="no row of the mapping writes these: what arrives when an administrator maps them"
        >
          <ul class="flows">
            {unmapped.map((flow) => (
              <FlowRow key={flow.row.row} flow={flow} route={route} />
            ))}
          </ul>
        </Section>
      )}
    </Page>
  )
}

function FlowRow({ flow, route }: { flow: Flow; route: Route }): VNode {
  const { row, echoed, stored } = flow
  const isOpen = route.path[0] === row.row
  const { urn, name } = splitTarget(row.scim)
  // JumpCloud ignores or rejects a value that an administrator maps to it.
  const isReadOnly = /^meta\./i.test(row.scim)
  return (
    <li class={`flow ${isOpen ? 'is-open' : ''}`}>
      <a
        class="flow-row"
        href={isOpen ? formatRoute('mapping') : formatRoute('mapping', [row.row])}
        aria-expanded={isOpen}
      >
        <span class="flow-stop">
          <Mark state={row.outcome} />
          {row.isMapped === false ? (
            <span class="note">not mapped</span>
          ) : (
            <code>
              <Text>{row.source}</Text>
            </code>
          )}
        </span>
        <Connector
          leg={echoed}
          row={row}
          says="what the target returns"
          words={['same', 'changed']}
          isReadOnly={isReadOnly}
        />
        <span class="flow-stop">
          <code>
            <Text>{name}</Text>
            {urn !== '' && (
              <span class="flow-urn">
                <Text>{urn}</Text>
              </span>
            )}
          </code>
        </span>
        {stored === undefined ? (
          <span class="connector is-none" />
        ) : (
          <Connector
            leg={stored}
            row={row}
            says="what JumpCloud stores"
            words={['correct', 'wrong']}
            isReadOnly={isReadOnly}
          />
        )}
        <span class="flow-stop">
          {row.jumpcloud === null ? (
            <span class="note">ends here</span>
          ) : (
            <code>
              <Text>{row.jumpcloud}</Text>
              {isInverted(row) && <span class="flow-urn">the opposite of active</span>}
            </code>
          )}
        </span>
      </a>
      {isOpen && <MappingSamples row={row} route={route} />}
    </li>
  )
}

interface ConnectorProps {
  readonly leg: FlowStep
  readonly row: Flow['row']
  readonly says: string
  /** The words for values that arrive unchanged, and for those that do not. */
  readonly words: readonly [right: string, wrong: string]
  readonly isReadOnly: boolean
}

function Connector({ leg, row, says, words, isReadOnly }: ConnectorProps): VNode {
  const state = !isJudged(row) ? 'is-unplayed' : leg.changed > 0 ? 'is-broken' : ''
  return (
    <span class={`connector ${state}`}>
      <span class="visually-hidden">{says}: </span>
      <span class="connector-label">{isReadOnly && leg.changed === 0 ? 'read-only' : stepLabel(leg, row, words)}</span>
    </span>
  )
}

function stepLabel(
  { compared, changed }: FlowStep,
  { outcome }: Flow['row'],
  [right, wrong]: ConnectorProps['words'],
): string {
  if (outcome === 'inapplicable') return 'not stored'
  if (outcome === 'skip') return 'not judged'
  return changed === 0 ? `${count(compared)} ${right}` : `${count(changed)} of ${count(compared)} ${wrong}`
}
