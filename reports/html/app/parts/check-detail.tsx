import type { VNode } from 'preact'
import type { CheckResult } from '../../../model/result.ts'
import { useReport } from '../data/report.ts'
import { groupFindings, violatedOf } from '../model/finding-groups.ts'
import { duration, plural } from '../model/format.ts'
import { capitalise } from '../model/headline.ts'
import { BREAKS } from '../model/outcome.ts'
import { formatRoute } from '../model/route.ts'
import { Badge, Tag } from '../ui/badge.tsx'
import { Command } from '../ui/code.tsx'
import { Compared } from '../ui/compared.tsx'
import { CopyButton } from '../ui/copy-button.tsx'
import { Section } from '../ui/page.tsx'
import { SequenceDiagram } from '../ui/sequence-diagram.tsx'
import { LongText, Text } from '../ui/text.tsx'
import { Requirements } from './requirements.tsx'

/** One check in full: what it found, which rule says so, what it means, and how to see it again. */
export function CheckDetail({
  check,
  back,
}: {
  check: CheckResult
  back: { readonly href: string; readonly label: string }
}): VNode {
  return (
    <article class="check-detail">
      <p class="back">
        <a href={back.href}>
          <span aria-hidden="true">← </span>
          {back.label}
        </a>
      </p>
      <header>
        <p class="eyebrow">
          <Badge state={check.outcome} />
          {check.verdict !== undefined && <Tag>{BREAKS[check.verdict]}</Tag>}
          <IsNew id={check.id} />
        </p>
        <h2 class="arrival" tabIndex={-1}>
          <Text>{check.title}</Text>
        </h2>
        <p class="check-id">
          <code>{check.id}</code> <CopyButton text={addressOf(check.id)} label="Copy link" what="to this check" />
        </p>
      </header>
      <CheckBody check={check} />
      {check.evidence.length > 0 && (
        <Section title="Exchanges" note={plural(check.evidence.length, 'exchange')} level={3}>
          <SequenceDiagram key={check.id} ids={check.evidence} />
          <p class="note">
            <a href={formatRoute('exchanges', [], { cause: check.id })}>all exchanges of this check in the list</a>
          </p>
        </Section>
      )}
      <CheckCommands check={check} />
      <Relatives check={check} />
    </article>
  )
}

/** What a check found, as it also stands on paper. */
export function CheckBody({ check }: { check: CheckResult }): VNode {
  const { accepted, impact, reason, notes, expected = [], actual } = check
  const wanted = [...new Set(expected)].join('\n')
  return (
    <>
      {accepted !== undefined && (
        <p class="callout callout-known">
          <b>Known and accepted</b> {accepted.until !== undefined && `until ${accepted.until}`}:{' '}
          <Text>{accepted.reason}</Text>
        </p>
      )}
      {impact !== undefined && (
        <p class="callout callout-impact">
          <b>In production:</b> <Text>{impact}</Text>
        </p>
      )}
      {reason !== undefined && (
        <p class="reason">
          <LongText length={700}>{capitalise(reason)}</LongText>
        </p>
      )}
      {/* Where a value must not be another, both sides are the same, and the reason says it. */}
      {wanted !== (actual ?? '') && (expected.length > 0 || actual !== undefined) && (
        <Compared expected={expected.length === 0 ? 'see above' : wanted} actual={actual ?? 'see above'} />
      )}
      <Requirements
        requirements={check.outcome === 'fail' || check.outcome === 'warn' ? violatedOf(check) : check.requirements}
      />
      {notes !== undefined && (
        <Section title="Notes" level={3}>
          <ul>
            {notes.map((note) => (
              <li key={note}>
                <LongText>{note}</LongText>
              </li>
            ))}
          </ul>
        </Section>
      )}
    </>
  )
}

/** How to see what a check found once more. */
export function CheckCommands({ check: { curl, replay, durationMs } }: { check: CheckResult }): VNode | null {
  if (curl === undefined && replay === undefined) return null
  return (
    <Section title="See it again" note={durationMs > 0 ? `took ${duration(durationMs)}` : undefined} level={3}>
      {curl !== undefined && <Command label="the request, with curl">{curl}</Command>}
      {replay !== undefined && <Command label="this check alone">{replay}</Command>}
    </Section>
  )
}

/** Other findings of the same cause, and checks that were skipped because of them. */
function Relatives({ check }: { check: CheckResult }): VNode | null {
  const { result } = useReport()
  const group = groupFindings(result.checks).find(({ findings }) => findings.includes(check))
  if (group === undefined) return null
  const others = group.findings.filter((finding) => finding !== check)
  if (others.length + group.followers.length === 0) return null
  return (
    <Section title="Of the same cause" level={3}>
      <ul class="relatives">
        {[...others, ...group.followers].map(({ id, title, outcome }) => (
          <li key={id}>
            <Badge state={outcome} />{' '}
            <a href={formatRoute(outcome === 'skip' ? 'checks' : 'findings', [id])}>
              <Text>{title}</Text>
            </a>
          </li>
        ))}
      </ul>
    </Section>
  )
}

function IsNew({ id }: { id: string }): VNode | null {
  const { result } = useReport()
  return result.comparison?.added.includes(id) === true ? <Tag tone="new">new since the baseline</Tag> : null
}

function addressOf(id: string): string {
  return `${location.href.replace(/#.*$/, '')}${formatRoute('findings', [id])}`
}
