import type { VNode } from 'preact'
import { Pane } from '../ui/pane.tsx'

/** JumpCloud's Admin Portal. */
export function JumpCloudPane(): VNode {
  return (
    <Pane title="JumpCloud" className="jumpcloud-pane">
      <div class="pane-body" />
    </Pane>
  )
}
