import { useConsole } from '../data/console.ts'
import { useLive } from '../data/use-live.ts'
import { useTraffic } from '../data/use-traffic.ts'
import { useSystemUsers } from '../jumpcloud/use-system-users.ts'
import { readSetup, type Setup } from './setup.ts'
import type { Seen } from './steps.ts'

const NOTHING: Setup = { secrets: [], assigned: [], provisioned: 0 }

/** Returns what the page has observed about the steps; undefined until the configuration is loaded. */
export function useSeen(): { readonly seen: Seen; readonly isRead: boolean } {
  const { graph } = useConsole()
  const setup = useLive('graph', (signal) => readSetup(graph, signal))
  const users = useSystemUsers()
  const traffic = useTraffic()
  return {
    seen: { setup: setup.value ?? NOTHING, traffic, users: users.value?.users ?? [] },
    isRead: setup.value !== undefined,
  }
}
