import type { VNode } from 'preact'
import type { CheckResult } from '../../../model/result.ts'
import { useReport } from '../data/report.ts'
import { type FindingGroup, groupFindings } from '../model/finding-groups.ts'
import { count, plural } from '../model/format.ts'
import { formatRoute } from '../model/route.ts'
import { Mark, Tag } from '../ui/badge.tsx'
import { Section } from '../ui/page.tsx'
import { Text } from '../ui/text.tsx'

const SHOWN = 6

/** What an administrator would see break, gravest first; then what else departs from the rules. */
export function Production(): VNode | null {
  const { result } = useReport()
  const groups = groupFindings(result.checks).filter(({ findings: [first] }) => first?.accepted === undefined)
  const failing = groups.filter(({ findings: [first] }) => first?.outcome === 'fail')
  const breaking = failing.filter(isSeenInProduction)
  const departing = failing.filter((group) => !isSeenInProduction(group))
  return (
    <>
      {breaking.length > 0 && (
        <GroupList
          title="What would break in production"
          groups={breaking}
          note={noteOf(breaking.length, breaking.filter(stopsEntra).length)}
        />
      )}
      {departing.length > 0 && (
        <GroupList
          title={breaking.length > 0 ? 'What else departs from the rules' : 'What departs from the rules'}
          groups={departing}
          note={plural(departing.length, 'cause')}
        />
      )}
    </>
  )
}

function isSeenInProduction({ findings }: FindingGroup): boolean {
  return findings.some(
    ({ outcome, impact, verdict }) => outcome === 'fail' && (impact !== undefined || verdict === 'breaks-entra'),
  )
}

function stopsEntra({ findings }: FindingGroup): boolean {
  return findings.some(({ outcome, verdict }) => outcome === 'fail' && verdict === 'breaks-entra')
}

/** The headline counts what stops Entra alone; the list has what stops other clients as well. */
function noteOf(causes: number, ofEntra: number): string {
  if (ofEntra === 0 || ofEntra === causes) return plural(causes, 'cause')
  return `${plural(causes, 'cause')}, ${count(ofEntra)} of which ${ofEntra === 1 ? 'breaks' : 'break'} Entra`
}

interface GroupListProps {
  readonly title: string
  readonly groups: readonly FindingGroup[]
  readonly note: string
}

function GroupList({ title, groups, note }: GroupListProps): VNode {
  const hidden = groups.length - SHOWN
  return (
    <Section title={title} note={note}>
      <ol class="production">
        {groups.slice(0, SHOWN).map((group) => (
          <GroupLink key={group.findings[0]?.id} group={group} />
        ))}
        {hidden > 0 && (
          <li class="production-more">
            <a href={formatRoute('findings')}>{`and ${count(hidden)} more`}</a>
          </li>
        )}
      </ol>
    </Section>
  )
}

function GroupLink({ group: { title, findings } }: { group: FindingGroup }): VNode | null {
  const { result } = useReport()
  const [gravest] = findings
  if (gravest === undefined) return null
  const isNew = findings.some(({ id }) => result.comparison?.added.includes(id) === true)
  return (
    <li>
      <a href={formatRoute('findings', [gravest.id])}>
        <Mark state={gravest.outcome} />
        <span class="production-text">
          <b>
            <Text>{title}</Text>
          </b>
          <span class="note">
            {describe(findings, title)}
            {isNew && <Tag tone="new">new</Tag>}
          </span>
        </span>
        <span class="production-rule">{gravest.requirements[0]?.section}</span>
      </a>
    </li>
  )
}

function describe([gravest, ...others]: readonly CheckResult[], title: string): string {
  if (gravest === undefined) return ''
  const name = gravest.title === title ? gravest.id : gravest.title
  return others.length === 0 ? name : `${name}, and ${others.length} more of the same cause`
}
