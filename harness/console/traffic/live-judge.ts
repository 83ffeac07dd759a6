import type { Exchange } from '../../../reports/index.ts'
import { type loadSuites, remarksOf } from '../../index.ts'
import type { TrafficLog } from './traffic-log.ts'

type Invariant = Awaited<ReturnType<typeof loadSuites>>[number]['invariants'][number]

/** Judges exchanges by the invariants of the suites, each after its end. */
export interface LiveJudge {
  judge(exchange: Exchange): void
}

/** Creates a judge. The rules are loaded for the first exchange; exchanges that end meanwhile are judged afterwards. */
export function createLiveJudge(log: TrafficLog, load: () => Promise<readonly Invariant[]>): LiveJudge {
  const waiting: Exchange[] = []
  let isScheduled = false
  let rules: readonly Invariant[] | undefined
  const drain = (): void => {
    isScheduled = false
    const exchange = waiting.shift()
    if (exchange === undefined || rules === undefined) return
    if (URL.canParse(exchange.request.url))
      log.remark(exchange.id, remarksOf(exchange, new URL(exchange.request.url).origin, rules))
    schedule()
  }
  const schedule = (): void => {
    if (isScheduled || rules === undefined || waiting.length === 0) return
    isScheduled = true
    // At most one exchange is judged between two turns of the event loop, so that responses to Entra are hardly
    // delayed.
    setImmediate(drain)
  }
  const begin = async (): Promise<void> => {
    rules = await load()
    schedule()
  }
  let hasBegun = false
  return {
    judge: (exchange) => {
      waiting.push(exchange)
      schedule()
      if (hasBegun) return
      hasBegun = true
      void begin()
    },
  }
}
