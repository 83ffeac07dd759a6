import type { VNode } from 'preact'
import type { CoveredRequirement } from '../../../model/result.ts'
import { LongText, Text } from '../../../page/index.ts'
import { placeOf } from '../model/coverage-tree.ts'
import { formatRoute } from '../model/route.ts'
import { Badge } from '../ui/badge.tsx'
import { ExternalLink } from '../ui/external-link.tsx'

/** One requirement of the map, with its section and the checks that judged it. */
export function RequirementDetail({ requirement }: { requirement: CoveredRequirement }): VNode {
  const { id, level, title, url, state, reason, checks = [] } = requirement
  return (
    <section class="card requirement-detail">
      <p class="eyebrow">
        <Badge state={state} />
        <span>
          {level} · <ExternalLink href={url}>{placeOf(requirement)}</ExternalLink>
        </span>
      </p>
      <h2 class="arrival" tabIndex={-1}>
        <Text>{title}</Text>
      </h2>
      <p class="check-id">
        <code>{id}</code>
      </p>
      {reason !== undefined && (
        <p>
          <LongText>{reason}</LongText>
        </p>
      )}
      {checks.length > 0 && (
        <ul class="plain">
          {checks.map((check) => (
            <li key={check}>
              <a href={formatRoute('checks', [check])}>
                <code>{check}</code>
              </a>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
