import type { VNode } from 'preact'
import type { CitedRequirement } from '../../../model/result.ts'
import { Prose } from '../../../page/index.ts'
import { ExternalLink } from '../ui/external-link.tsx'
import { Section } from '../ui/page.tsx'

/** The wording of requirements, with links to their sources. */
export function Requirements({
  requirements,
  isQuestion = false,
}: {
  requirements: readonly CitedRequirement[]
  isQuestion?: boolean
}): VNode | null {
  if (requirements.length === 0) return null
  return (
    <Section title={titleOf(requirements.length, isQuestion)} level={3}>
      <ul class="requirements">
        {requirements.map(({ id, level, section, url, title, statement, basis }) => (
          <li key={id}>
            <blockquote>
              <Prose>{statement ?? title ?? id}</Prose>
            </blockquote>
            <p class="note">
              <b>{level}</b> · <ExternalLink href={url}>{section}</ExternalLink>
              {basis !== undefined && ` · ${basis}`} · <code>{id}</code>
            </p>
          </li>
        ))}
      </ul>
    </Section>
  )
}

function titleOf(amount: number, isQuestion: boolean): string {
  if (isQuestion) return amount === 1 ? 'Where is the rule?' : 'Where are the rules?'
  return amount === 1 ? 'The rule' : 'The rules'
}
