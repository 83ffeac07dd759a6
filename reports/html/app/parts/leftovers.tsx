import type { VNode } from 'preact'
import type { RehearsalResult } from '../../../model/result.ts'
import { plural } from '../model/format.ts'
import { Command } from '../ui/code.tsx'
import { Section } from '../ui/page.tsx'
import { Text } from '../ui/text.tsx'

/** What the run made and could not remove, each with the command that removes it. */
export function Leftovers({ leftovers }: { leftovers: NonNullable<RehearsalResult['leftovers']> }): VNode {
  return (
    <Section title="Left behind" note={`${plural(leftovers.length, 'resource')} of the run could not be removed`}>
      <ul class="plain leftovers">
        {leftovers.map(({ location, reason, remove }) => (
          <li key={location}>
            <p>
              <code>
                <Text>{location}</Text>
              </code>
              : <Text>{reason}</Text>
            </p>
            <Command label="remove it by">{remove}</Command>
          </li>
        ))}
      </ul>
    </Section>
  )
}
