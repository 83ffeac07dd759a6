import type { VNode } from 'preact'
import type { CheckResult } from '../../../model/result.ts'
import { failureOf } from '../../../model/sentences.ts'
import { Compared, CopyButton, LongText, Prose, Text } from '../../../page/index.ts'
import { useReport } from '../data/report.ts'
import { causeOf, groupFindings, violatedOf } from '../model/findings.ts'
import { duration, plural } from '../model/format.ts'
import { capitalise } from '../model/headline.ts'
import { isFinding } from '../model/outcome.ts'
import { formatRoute } from '../model/route.ts'
import { Badge, Tag } from '../ui/badge.tsx'
import { Command, FoldedCommand } from '../ui/code.tsx'
import { GravityTag } from '../ui/gravity-tag.tsx'
import { Section } from '../ui/page.tsx'
import { SequenceDiagram } from '../ui/sequence-diagram.tsx'
import { DiagnosisDetail } from './diagnosis-detail.tsx'
import { Followers } from './followers.tsx'
import { Requirements } from './requirements.tsx'

/**
 * One check in full. A finding answers, in this order: what is wrong, what happened, what it means, how to fix it,
 * where the rule is, and how to reproduce it.
 */
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
          <GravityTag check={check} />
          <IsNew id={check.id} />
        </p>
        <h2 class="arrival" tabIndex={-1}>
          <Prose>{isFinding(check) ? failureOf(check) : check.title}</Prose>
        </h2>
        {isFinding(check) && check.failure !== undefined && (
          <p class="check-title">
            <Prose>{`Check: ${check.title}`}</Prose>
          </p>
        )}
        <p class="check-id">
          <code>{check.id}</code> <CopyButton text={addressOf(check.id)} label="Copy link" what="to this check" />
        </p>
      </header>
      {check.outcome === 'error' && (
        <p class="callout callout-warn">This is a fault of scim-rehearsal, not of the target. Please report it.</p>
      )}
      <FollowsFrom check={check} />
      <CheckBody check={check} />
      <CheckCommands check={check} />
      {check.evidence.length > 0 && (
        <Section title="Exchanges" note={plural(check.evidence.length, 'exchange')} level={3}>
          <SequenceDiagram key={check.id} ids={check.evidence} decisive={check.decisive} />
          <p class="note">
            <a href={formatRoute('exchanges', [], { cause: check.id })}>all exchanges of this check in the list</a>
          </p>
        </Section>
      )}
      <WhatFollows check={check} />
    </article>
  )
}

/** The content of a finding, which the printed report shows too. */
export function CheckBody({ check }: { check: CheckResult }): VNode {
  const { accepted, impact, remedy, diagnosis, reason, notes, expected = [], actual } = check
  const wanted = [...new Set(expected)].join('\n')
  return (
    <>
      {accepted !== undefined && (
        <p class="callout callout-known">
          <b>Known and accepted</b> {accepted.until !== undefined && `until ${accepted.until}`}:{' '}
          <Text>{accepted.reason}</Text>
        </p>
      )}
      {reason !== undefined && (
        <Section title={isFinding(check) ? 'What happened here?' : 'Why?'} level={3}>
          <p>
            <LongText length={700} as={Prose}>
              {capitalise(reason)}
            </LongText>
          </p>
          {/* If a value must not equal another, both values are the same, and the reason says enough. */}
          {wanted !== (actual ?? '') && (expected.length > 0 || actual !== undefined) && (
            <Compared expected={expected.length === 0 ? 'see above' : wanted} actual={actual ?? 'see above'} />
          )}
        </Section>
      )}
      {impact !== undefined && (
        <Section title="What does it mean in production?" level={3}>
          <p class="callout callout-impact">
            <Prose>{capitalise(impact)}</Prose>
          </p>
        </Section>
      )}
      {(remedy !== undefined || diagnosis !== undefined) && (
        <Section title="How do I fix it?" level={3}>
          {remedy !== undefined && (
            <p class="callout callout-remedy">
              <LongText as={Prose}>{remedy}</LongText>
            </p>
          )}
          {diagnosis !== undefined && <DiagnosisDetail diagnosis={diagnosis} />}
        </Section>
      )}
      {/* An internal error of scim-rehearsal violates no rule. */}
      {check.outcome !== 'error' && (
        <Requirements
          isQuestion={isFinding(check)}
          requirements={check.outcome === 'fail' || check.outcome === 'warn' ? violatedOf(check) : check.requirements}
        />
      )}
      {notes !== undefined && notes.length > 0 && (
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

/** The commands that reproduce a finding. */
export function CheckCommands({ check }: { check: CheckResult }): VNode | null {
  const { curl, replay, script, durationMs } = check
  if (curl === undefined && replay === undefined && script === undefined) return null
  return (
    <Section
      title={isFinding(check) ? 'How do I see it again?' : 'Run it again'}
      note={durationMs > 0 ? `took ${duration(durationMs)}` : undefined}
      level={3}
    >
      {script !== undefined && (
        <FoldedCommand label="a script that shows the fault" note="It needs only sh and curl.">
          {script}
        </FoldedCommand>
      )}
      {curl !== undefined && <Command label="the request, with curl">{curl}</Command>}
      {replay !== undefined && <Command label="only this check">{replay}</Command>}
    </Section>
  )
}

/** The finding that explains this one. */
function FollowsFrom({ check }: { check: CheckResult }): VNode | null {
  const { result } = useReport()
  const cause = causeOf(result, check)
  if (cause === undefined) return null
  return (
    <p class="callout callout-known">
      Follows from{' '}
      <a href={formatRoute('findings', [cause.id])}>
        <Prose>{failureOf(cause)}</Prose>
      </a>
      . Fix that first.
    </p>
  )
}

function WhatFollows({ check }: { check: CheckResult }): VNode | null {
  const { result } = useReport()
  const followers = groupFindings(result).find(({ cause }) => cause.id === check.id)?.followers ?? []
  if (followers.length === 0) return null
  return (
    <Section title="What follows from it" note={plural(followers.length, 'check')} level={3}>
      <Followers checks={followers} />
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
