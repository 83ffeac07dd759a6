import type { VNode } from 'preact'
import type { ValidationRow } from '../../../model/result.ts'
import { Mark } from '../ui/badge.tsx'
import { SequenceDiagram } from '../ui/sequence-diagram.tsx'
import { Text } from '../ui/text.tsx'

/** What came of one input: what the target answered and whether it arrived in JumpCloud. */
export function Trial({ row }: { row: ValidationRow }): VNode {
  const { input, expected, actual, reachedJumpCloud, outcome, evidence = [] } = row
  const facts: readonly (readonly [name: string, value: VNode | string])[] = [
    ['Input', <Text key="input">{input}</Text>],
    ['Expected', expected],
    ['Target', <Text key="target">{actual}</Text>],
    ['JumpCloud', reachedJumpCloud ? 'it arrived' : 'it did not arrive'],
    [
      'Judged',
      <>
        <Mark state={outcome} /> {outcome === 'pass' ? 'right' : outcome === 'warn' ? 'worth a look' : 'not right'}
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
      {evidence.length > 0 && <SequenceDiagram key={input} ids={evidence} />}
    </div>
  )
}
