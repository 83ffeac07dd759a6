import type { VNode } from 'preact'
import { Pane } from '../ui/pane.tsx'

/** The article's steps. */
export function GuidePane(): VNode {
  return (
    <Pane title="Guide" className="guide-pane">
      <div class="pane-body" />
    </Pane>
  )
}
