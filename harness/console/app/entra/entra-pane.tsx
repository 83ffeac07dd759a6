import type { VNode } from 'preact'
import type { GraphClient } from '../data/graph-client.ts'
import { Pane } from '../ui/pane.tsx'

/** The Microsoft Entra admin center. */
export function EntraPane({ graph: _graph }: { readonly graph: GraphClient }): VNode {
  return (
    <Pane title="Microsoft Entra" className="entra-pane">
      <div class="pane-body">
        <p class="note">Enterprise applications</p>
      </div>
    </Pane>
  )
}
