import type { VNode } from 'preact'
import { ThemeSwitch } from '../../../reports/page/index.ts'
import { useConsole } from './data/console.ts'
import { useConnection } from './data/use-connection.ts'
import { useStored } from './data/use-stored.ts'
import { EntraPane } from './entra/entra-pane.tsx'
import { GuidePane } from './guide/guide-pane.tsx'
import { JumpCloudPane } from './jumpcloud/jumpcloud-pane.tsx'
import { TrafficPane } from './traffic/traffic-pane.tsx'
import { Button } from './ui/controls.tsx'

/** The page: the guide, and the three panes from left to right in the direction of requests. */
export function App(): VNode {
  const { graph, facts, live } = useConsole()
  const connection = useConnection(live)
  const [hasGuide, setGuide] = useStored('guide', (text) => text !== 'false')
  return (
    <div class="console">
      <header class="console-head">
        <h1>scim-rehearsal console</h1>
        <p class="note" role="status">
          {connection === 'open' ? `version ${facts.version}` : 'The server does not respond; reconnecting …'}
        </p>
        <Button isPressed={hasGuide} onClick={() => setGuide(!hasGuide)}>
          Guide
        </Button>
        <ThemeSwitch />
      </header>
      <main class={`console-panes ${hasGuide ? '' : 'is-without-guide'}`}>
        {hasGuide && <GuidePane />}
        <EntraPane graph={graph} />
        <TrafficPane />
        <JumpCloudPane />
      </main>
    </div>
  )
}
