import type { ComponentChildren, VNode } from 'preact'
import { Button } from '../../ui/controls.tsx'
import { FailureNotice } from './outcome.tsx'
import type { Loaded } from './use-graph.ts'

/** Shows data when it is there, null included; until then that it is loading, or why it is not there. */
export function LoadedView<Value extends object | null>({
  data: { value, failure, reload },
  children,
}: {
  data: Loaded<Value>
  children: (value: Value) => ComponentChildren
}): VNode {
  return (
    <>
      {failure !== undefined && (
        <div class="load-failure">
          <FailureNotice failure={failure} />
          <Button onClick={() => void reload()}>Try again</Button>
        </div>
      )}
      {value === undefined ? failure === undefined && <p class="muted">Loading …</p> : children(value)}
    </>
  )
}

/** A list without entries: what it would show, and what to do. */
export function Empty({ title, children }: { title: string; children?: ComponentChildren }): VNode {
  return (
    <div class="nothing">
      <p class="nothing-title">{title}</p>
      {children !== undefined && <p>{children}</p>}
    </div>
  )
}
