import type { VNode } from 'preact'
import { statusTone } from '../../../../reports/page/model/index.ts'
import { useTraffic } from '../data/use-traffic.ts'
import { Pane } from '../ui/pane.tsx'

/** Everything that passes between Entra, the target and JumpCloud. */
export function TrafficPane(): VNode {
  const rows = useTraffic()
  return (
    <Pane title="Traffic" className="traffic-pane">
      <ol class="pane-body">
        {rows.map(({ number, step, method, path, status }) => (
          <li key={number}>
            {step} {method} {path}{' '}
            <span class={`status tone-${statusTone(status ?? 200)}`}>
              {status === undefined ? '…' : String(status)}
            </span>
          </li>
        ))}
      </ol>
    </Pane>
  )
}
