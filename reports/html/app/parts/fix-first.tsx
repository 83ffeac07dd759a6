import type { VNode } from 'preact'
import { blockedBy, causesToFix, followersOf } from '../../../model/causes.ts'
import type { CheckResult } from '../../../model/result.ts'
import { failureOf, fixFirst, unblocks } from '../../../model/sentences.ts'
import { Prose } from '../../../page/index.ts'
import { useReport } from '../data/report.ts'
import { count, plural } from '../model/format.ts'
import { capitalise } from '../model/headline.ts'
import { formatRoute } from '../model/route.ts'
import { Mark, Tag } from '../ui/badge.tsx'
import { GravityTag } from '../ui/gravity-tag.tsx'
import { Section } from '../ui/page.tsx'

const FIRST = 3
const SHOWN = 6
const MAX_TEXT = 180

/** The three gravest causes with impact and remedy, then the next ones, one line each. */
export function FixFirst(): VNode | null {
  const { result } = useReport()
  const causes = causesToFix(result)
  const first = causes.slice(0, FIRST)
  const others = causes.slice(FIRST)
  if (first.length === 0) return null
  return (
    <>
      <Section title={fixFirst(first.length)} note={unblocks(blockedBy(result, first))}>
        <ol class="fix-first">
          {first.map((check) => (
            <FirstCause key={check.id} check={check} />
          ))}
        </ol>
      </Section>
      {others.length > 0 && (
        <Section title="Then these" note={plural(others.length, 'cause')}>
          <ol class="production">
            {others.slice(0, SHOWN).map((check) => (
              <NextCause key={check.id} check={check} />
            ))}
            {others.length > SHOWN && (
              <li class="production-more">
                <a href={formatRoute('findings')}>{`and ${count(others.length - SHOWN)} more`}</a>
              </li>
            )}
          </ol>
        </Section>
      )}
    </>
  )
}

function FirstCause({ check }: { check: CheckResult }): VNode {
  const { impact, remedy, reason } = check
  return (
    <li class="card">
      <p class="eyebrow">
        <Mark state={check.outcome} />
        <GravityTag check={check} />
        <NewTag check={check} />
      </p>
      <h3>
        <a class="fix-title" href={formatRoute('findings', [check.id])}>
          <Prose>{failureOf(check)}</Prose>
        </a>
      </h3>
      <dl>
        {impact !== undefined && <Line name="Impact" text={impact} />}
        {remedy !== undefined && <Line name="Fix" text={remedy} />}
        {remedy === undefined && reason !== undefined && <Line name="Seen" text={reason} />}
      </dl>
      <Follow check={check} />
    </li>
  )
}

function Line({ name, text }: { name: string; text: string }): VNode {
  const shown = text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <Prose>{capitalise(shown)}</Prose>
      </dd>
    </div>
  )
}

function NextCause({ check }: { check: CheckResult }): VNode {
  return (
    <li>
      <a href={formatRoute('findings', [check.id])}>
        <Mark state={check.outcome} />
        <span class="production-text">
          <b>
            <Prose>{failureOf(check)}</Prose>
          </b>
          <span class="note">
            <Prose>{capitalise(check.impact ?? check.id)}</Prose>
            <NewTag check={check} />
          </span>
        </span>
        <span class="production-rule">
          <GravityTag check={check} />
        </span>
      </a>
    </li>
  )
}

function Follow({ check }: { check: CheckResult }): VNode | null {
  const { result } = useReport()
  const { length } = followersOf(result, check.id)
  return length === 0 ? null : (
    <p class="note">
      {plural(length, 'check')} {length === 1 ? 'follows' : 'follow'} from it
    </p>
  )
}

function NewTag({ check }: { check: CheckResult }): VNode | null {
  const { result } = useReport()
  return result.comparison?.added.includes(check.id) === true ? <Tag tone="new">new</Tag> : null
}
