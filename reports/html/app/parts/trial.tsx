import type { VNode } from 'preact'
import type { ValidationRow } from '../../../model/result.ts'
import { Text } from '../../../page/index.ts'
import { verdictWords } from '../model/limits.ts'
import { Mark } from '../ui/badge.tsx'
import { SequenceDiagram } from '../ui/sequence-diagram.tsx'

/** The result of one input: the target's response, and whether the value arrived in JumpCloud. */
export function Trial({ row }: { row: ValidationRow }): VNode {
  const { input, expected, actual, reachedJumpCloud, outcome, note, evidence = [] } = row
  const facts: readonly (readonly [name: string, value: VNode | string])[] = [
    ['Input', <Text key="input">{input}</Text>],
    ['Expected', expected],
    ['Target', <Text key="target">{actual}</Text>],
    ['JumpCloud', reachedJumpCloud ? 'the value arrived' : 'the value did not arrive'],
    [
      'Result',
      <>
        <Mark state={outcome} /> {verdictWords(row)}
      </>,
    ],
  ]
  return (
    <div class="trial">
      <dl class="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {note !== undefined && (
        <p class="note">
          <Text>{note}</Text>
        </p>
      )}
      {evidence.length > 0 && <SequenceDiagram key={input} ids={evidence} />}
    </div>
  )
}
