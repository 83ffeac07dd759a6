import { type Context, createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { ConsoleFacts } from '../../format/page-format.ts'
import { createGraphClient, type GraphClient } from './graph-client.ts'
import { createJumpCloudClient, type JumpCloudClient } from './jumpcloud-client.ts'
import { type LiveStream, openLiveStream } from './live-stream.ts'
import { createTrafficStore, type TrafficStore } from './traffic-store.ts'

/** The servers that the page uses. */
export interface ConsoleAccess {
  readonly facts: ConsoleFacts
  readonly graph: GraphClient
  readonly jumpcloud: JumpCloudClient
  readonly live: LiveStream
  readonly traffic: TrafficStore
}

/** Connects to the server that served the page. */
export function createConsole(facts: ConsoleFacts): ConsoleAccess {
  const live = openLiveStream()
  return {
    facts,
    graph: createGraphClient(location.origin, facts.graph.token),
    jumpcloud: createJumpCloudClient(`${location.origin}/jumpcloud`, facts.jumpcloud.apiKey),
    live,
    traffic: createTrafficStore(live),
  }
}

export const ConsoleContext: Context<ConsoleAccess | undefined> = createContext<ConsoleAccess | undefined>(undefined)

/** Returns the servers that the page uses. */
export function useConsole(): ConsoleAccess {
  const access = useContext(ConsoleContext)
  if (access === undefined) throw new Error('there is no console around this component')
  return access
}
