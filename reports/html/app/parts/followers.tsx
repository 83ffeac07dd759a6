import type { VNode } from 'preact'
import type { CheckResult } from '../../../model/result.ts'
import { failureOf } from '../../../model/sentences.ts'
import { Prose } from '../../../page/index.ts'
import { isFinding } from '../model/outcome.ts'
import { formatRoute } from '../model/route.ts'
import { Mark } from '../ui/badge.tsx'
import { useInSight } from '../ui/use-in-sight.ts'

/** The checks that follow from a finding, findings before skipped ones, each a link. */
export function Followers({
  checks,
  chosen,
  query = {},
}: {
  checks: readonly CheckResult[]
  chosen?: string | undefined
  query?: Readonly<Record<string, string>>
}): VNode {
  const sorted = [...checks].sort((a, b) => Number(isFinding(b)) - Number(isFinding(a)))
  return (
    <ul class="followers">
      {sorted.map((check) => (
        <Follower key={check.id} check={check} isChosen={chosen === check.id} query={query} />
      ))}
    </ul>
  )
}

interface FollowerProps {
  readonly check: CheckResult
  readonly isChosen: boolean
  readonly query: Readonly<Record<string, string>>
}

function Follower({ check, isChosen, query }: FollowerProps): VNode {
  const item = useInSight<HTMLLIElement>(isChosen)
  return (
    <li ref={item}>
      <a
        href={isFinding(check) ? formatRoute('findings', [check.id], query) : formatRoute('checks', [check.id])}
        aria-current={isChosen ? 'true' : undefined}
        data-step={isFinding(check) ? '' : undefined}
      >
        <Mark state={check.outcome} />
        <span>
          <Prose>{failureOf(check)}</Prose>
        </span>
      </a>
    </li>
  )
}
