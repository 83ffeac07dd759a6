import type { VNode } from 'preact'
import type { CitedRequirement } from '../../../model/result.ts'
import { ExternalLink } from '../ui/external-link.tsx'
import { Section } from '../ui/page.tsx'

/** What the rules say, with where they say it. */
export function Requirements({ requirements }: { requirements: readonly CitedRequirement[] }): VNode | null {
  if (requirements.length === 0) return null
  return (
    <Section title={requirements.length === 1 ? 'The rule' : 'The rules'} level={3}>
      <ul class="requirements">
        {requirements.map(({ id, level, section, url, title, statement, basis }) => (
          <li key={id}>
            <blockquote>{statement ?? title ?? id}</blockquote>
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
