import type { ComponentChildren, VNode } from 'preact'
import { LongText, Prose } from '../../../page/index.ts'
import { count } from '../model/format.ts'
import type { ReasonGroup } from '../model/reasons.ts'

/** The most frequent reasons with their numbers; `children` replaces the others. */
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
