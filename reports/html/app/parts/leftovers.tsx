import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import { cleanupCommand } from '../../../model/cleanup-command.ts'
import type { RehearsalResult } from '../../../model/result.ts'
import { leftBehind } from '../../../model/sentences.ts'
import { Text } from '../../../page/index.ts'
import { useReport } from '../data/report.ts'
import { Command } from '../ui/code.tsx'
import { MoreButton } from '../ui/more-button.tsx'
import { Section } from '../ui/page.tsx'

const STEP = 3

/** The resources that the run created and could not remove, each with the command that removes it. */
export function Leftovers({ leftovers }: { leftovers: NonNullable<RehearsalResult['leftovers']> }): VNode {
  const { result } = useReport()
  const [shown, setShown] = useState(STEP)
  return (
    <Section title={leftBehind(leftovers)} note="created by the run, and not removed">
      {leftovers.length > STEP && <Command label="remove all of them with">{cleanupCommand(result)}</Command>}
      <ul class="plain leftovers">
        {leftovers.slice(0, shown).map(({ location, reason, remove }) => (
          <li key={location}>
            <p>
              <code>
                <Text>{location}</Text>
              </code>
              : <Text>{reason}</Text>
            </p>
            <Command label="remove it with">{remove}</Command>
          </li>
        ))}
      </ul>
      <MoreButton hidden={leftovers.length - shown} onMore={() => setShown(shown + STEP * 10)} />
    </Section>
  )
}
