import type { VNode } from 'preact'
import { Text } from '../../../../reports/page/index.ts'
import type { Concern } from '../../format/page-format.ts'
import { Notice } from '../ui/notice.tsx'
import { departuresOf } from './article-table.ts'
import { mappingOf, type Setup } from './setup.ts'
import { useConcerns } from './use-concerns.ts'

/**
 * The faults of the mappings for JumpCloud, before it rejects anything; the two mistakes that the article warns of
 * are first.
 */
export function ConcernList({ setup }: { readonly setup: Setup }): VNode | null {
  const concerns = useConcerns(setup)
  if (concerns === undefined) return null
  const errors = concerns.findings.filter(({ severity }) => severity === 'error')
  const warnings = concerns.findings.filter(({ severity }) => severity === 'warning')
  const refused = concerns.users?.refused ?? []
  const departures = departuresOf(mappingOf(setup, 'user')?.attributeMappings ?? [])
  if (errors.length + warnings.length + refused.length + departures.length === 0)
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
        <ConcernItem key={`${concern.id} ${concern.where}`} concern={concern} />
      ))}
      {refused.length > 0 && (
        <details class="concern is-bad">
          <summary>
            JumpCloud would reject {refused.length} of {concerns.users?.users ?? refused.length} users
          </summary>
          <ul>
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
        </details>
      )}
      {departures.length > 0 && (
        <details class="concern">
          <summary>
            {departures.length} {departures.length === 1 ? 'row differs' : 'rows differ'} from the article
          </summary>
          <ul>
            {departures.map(({ target, recommended, present }) => (
              <li key={target}>
                <code>{target}</code>: {present === undefined ? 'no row' : <Code>{present}</Code>}; the article
                recommends <Code>{recommended}</Code>
              </li>
            ))}
          </ul>
        </details>
      )}
      {warnings.length > 0 && (
        <details class="concern">
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

function Code({ children }: { readonly children: string }): VNode {
  return (
    <code>
      <Text>{children}</Text>
    </code>
  )
}

function ConcernItem({ concern: { id, where, message, fix } }: { readonly concern: Concern }): VNode {
  return (
    <details class="concern is-warn">
      <summary>{TITLES[id] ?? <Text>{where}</Text>}</summary>
      <p>
        <Text>{capitalised(message)}</Text>
      </p>
      <p>
        <b>Fix:</b> <Text>{capitalised(fix)}</Text>
      </p>
    </details>
  )
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** The titles of faults; the first two are the mistakes that the article warns of. */
const TITLES: Readonly<Record<string, string>> = {
  'groups-enabled': 'Groups are left on',
  'user-name-is-email': 'An e-mail address as username',
  'user-name-missing': 'No username',
  'email-missing': 'No e-mail address',
  'active-missing': 'Leavers are not suspended',
  'manager-mapped': 'The manager is mapped',
  'matching-unsupported': 'Users are matched by an attribute that JumpCloud does not have',
  'users-disabled': 'Users are switched off',
}
