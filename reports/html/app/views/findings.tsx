import type { VNode } from 'preact'
import { useReport } from '../data/report.ts'
import { type FindingGroup, groupFindings } from '../model/finding-groups.ts'
import { plural } from '../model/format.ts'
import { isFinding } from '../model/outcome.ts'
import { formatRoute, type Route } from '../model/route.ts'
import { CheckDetail } from '../parts/check-detail.tsx'
import { Mark, Tag } from '../ui/badge.tsx'
import { Empty, Page } from '../ui/page.tsx'
import { Text } from '../ui/text.tsx'

/** Findings by cause; one of them in full beside them. */
export function FindingsView({ route }: { route: Route }): VNode {
  const { result } = useReport()
  const groups = groupFindings(result.checks)
  const findings = result.checks.filter(isFinding)
  const [id] = route.path
  // Where there is room for both, the gravest one stands beside the list until another is chosen.
  const chosen = id === undefined ? groups[0]?.findings[0] : result.checks.find((check) => check.id === id)
  if (findings.length === 0)
    return (
      <Page title="Findings">
        <Empty title="Nothing was found.">
          {result.checks.length === 0
            ? 'No check was played.'
            : `All ${result.checks.length} checks passed, were skipped or do not apply.`}
        </Empty>
      </Page>
    )
  const known = groups.filter(({ findings: [first] }) => first?.accepted !== undefined)
  const counting = groups.filter(({ findings: [first] }) => first?.accepted === undefined)
  return (
    <div class={`split ${id === undefined ? 'has-nothing-chosen' : ''}`}>
      <div class="split-list" data-scrolls>
        <Page
          title="Findings"
          lead={`${plural(findings.length, 'finding')} of ${plural(groups.length, 'cause')}, gravest first`}
        >
          {counting.map((group) => (
            <Group key={group.findings[0]?.id} group={group} chosen={id} beside={chosen?.id} />
          ))}
          {known.length > 0 && (
            <>
              <p class="list-heading">Known and accepted</p>
              {known.map((group) => (
                <Group key={group.findings[0]?.id} group={group} chosen={id} beside={chosen?.id} />
              ))}
            </>
          )}
        </Page>
      </div>
      <div class="split-detail">
        {chosen !== undefined && (
          <CheckDetail check={chosen} back={{ href: formatRoute('findings'), label: 'All findings' }} />
        )}
        {chosen === undefined && <Empty title={`There is no finding ${id} in this result.`} />}
      </div>
    </div>
  )
}

interface GroupProps {
  readonly group: FindingGroup
  /** The finding that the address names. */
  readonly chosen: string | undefined
  /** The finding that stands beside the list, where there is room for it. */
  readonly beside: string | undefined
}

function Group({ group, chosen, beside }: GroupProps): VNode {
  const { result } = useReport()
  const added = new Set(result.comparison?.added ?? [])
  const { title, findings, followers } = group
  return (
    <section class="finding-group">
      <h2>
        <Text>{title}</Text>
      </h2>
      <ul>
        {findings.map((finding) => (
          <li key={finding.id}>
            <a
              href={formatRoute('findings', [finding.id])}
              class={beside === finding.id ? 'is-beside' : ''}
              aria-current={chosen === finding.id ? 'true' : undefined}
            >
              <Mark state={finding.outcome} />
              <span class="finding-name">
                <Text>{finding.title === title ? finding.id : finding.title}</Text>
                {added.has(finding.id) && <Tag tone="new">new</Tag>}
              </span>
            </a>
          </li>
        ))}
      </ul>
      {followers.length > 0 && <p class="note">{plural(followers.length, 'check')} skipped because of it</p>}
    </section>
  )
}
