import type { VNode } from 'preact'
import { ThemeSwitch } from '../../../reports/page/index.ts'
import { useConsole } from './data/console.ts'
import { useConnection } from './data/use-connection.ts'
import { EntraPane } from './entra/entra-pane.tsx'
import { GuidePane } from './guide/guide-pane.tsx'
import { JumpCloudPane } from './jumpcloud/jumpcloud-pane.tsx'
import { TrafficPane } from './traffic/traffic-pane.tsx'

/** The page: the guide, and the three panes from left to right as requests pass. */
export function App(): VNode {
  const { graph, facts, live } = useConsole()
  const connection = useConnection(live)
  return (
    <div class="console">
      <header class="console-head">
        <h1>scim-rehearsal console</h1>
        <p class="note" role="status">
          {connection === 'open' ? `version ${facts.version}` : 'The server does not respond; reconnecting …'}
        </p>
        <ThemeSwitch />
      </header>
      <main class="console-panes">
        <GuidePane />
        <EntraPane graph={graph} />
        <TrafficPane />
        <JumpCloudPane />
      </main>
    </div>
  )
}
