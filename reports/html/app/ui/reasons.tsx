import type { ComponentChildren, VNode } from 'preact'
import { LongText, Prose } from '../../../page/index.ts'
import { count } from '../model/format.ts'
import type { ReasonGroup } from '../model/reasons.ts'

/** How many there are of the most frequent reasons; `children` stand for the others. */
export function Reasons({
  reasons,
  children,
}: {
  reasons: readonly ReasonGroup<unknown>[]
  children?: ComponentChildren
}): VNode {
  return (
    <ul class="reasons">
      {reasons.map(({ reason, items }) => (
        <li key={reason}>
          <b>{count(items.length)}</b>
          <LongText length={150} as={Prose}>
            {reason}
          </LongText>
        </li>
      ))}
      {children}
    </ul>
  )
}
