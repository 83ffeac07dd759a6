import type { VNode } from 'preact'
import { Text } from '../../../../reports/page/index.ts'
import type { Concern } from '../../page-format.ts'
import { Notice } from '../ui/notice.tsx'
import type { Setup } from './setup.ts'
import { useConcerns } from './use-concerns.ts'

/** What is wrong with the mappings for JumpCloud, before it refuses anything: the article's two mistakes first. */
export function ConcernList({ setup }: { readonly setup: Setup }): VNode | null {
  const concerns = useConcerns(setup)
  if (concerns === undefined) return null
  const errors = concerns.findings.filter(({ severity }) => severity === 'error')
  const warnings = concerns.findings.filter(({ severity }) => severity === 'warning')
  const refused = concerns.users?.refused ?? []
  if (errors.length + warnings.length + refused.length === 0)
    return (
      <Notice tone="good" title="JumpCloud would accept this">
        The mappings fit the article's table
        {concerns.users === undefined
          ? '.'
          : `, and JumpCloud would accept ${concerns.users.users === 1 ? 'the user' : `all ${concerns.users.users} users`} tried.`}
      </Notice>
    )
  return (
    <section class="concerns" aria-label="Before you provision">
      <h3>Before you provision</h3>
      {errors.map((concern) => (
        <ConcernNotice key={`${concern.id} ${concern.where}`} concern={concern} />
      ))}
      {refused.length > 0 && (
        <Notice
          tone="bad"
          title={`JumpCloud would refuse ${refused.length} of ${concerns.users?.users ?? refused.length} users`}
        >
          <ul class="concern-users">
            {refused.slice(0, SHOWN).map(({ user, reason }, place) => (
              <li key={place}>
                <b>
                  <Text>{user}</Text>
                </b>
                : <Text>{reason}</Text>
              </li>
            ))}
          </ul>
          {refused.length > SHOWN && <p>and {refused.length - SHOWN} more</p>}
        </Notice>
      )}
      {warnings.length > 0 && (
        <details class="concern-warnings">
          <summary>
            {warnings.length} {warnings.length === 1 ? 'row' : 'rows'} that JumpCloud does not list
          </summary>
          <ul>
            {warnings.map(({ where, message }) => (
              <li key={where}>
                <code>
                  <Text>{where.split(' › ').at(-1) ?? where}</Text>
                </code>
                : {message}
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  )
}

const SHOWN = 5

function ConcernNotice({ concern: { id, where, message, fix } }: { readonly concern: Concern }): VNode {
  return (
    <Notice tone="warn" title={TITLES[id] ?? where}>
      <p>
        <Text>{capitalised(message)}</Text>
      </p>
      <p>
        <b>Fix:</b> <Text>{capitalised(fix)}</Text>
      </p>
    </Notice>
  )
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** The mistakes that the article warns of. */
const TITLES: Readonly<Record<string, string>> = {
  'groups-enabled': 'Groups are left on',
  'user-name-is-email': 'An e-mail address as username',
}
