import type { ComponentChildren, VNode } from 'preact'
import { Button } from '../../ui/controls.tsx'
import { FailureNotice } from './outcome.tsx'
import type { Loaded } from './use-graph.ts'

/** Shows loaded data, including null; before that a progress message, or why it could not be loaded. */
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

/** An empty list: what it would contain, and what to do. */
export function Empty({ title, children }: { title: string; children?: ComponentChildren }): VNode {
  return (
    <div class="nothing">
      <p class="nothing-title">{title}</p>
      {children !== undefined && <p>{children}</p>}
    </div>
  )
}
