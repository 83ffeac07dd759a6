import type { TimedRawExchange } from '../record/recorder.ts'
import { isRefusalOfEverything } from './target-health.ts'

/** The maximum number of exchanges in progress when a target gets into trouble. */
const HELD = 64

/** Hands exchanges on a little later, so that those of a target that is going away can be left out. */
export interface DelayedExchanges {
  observe(exchange: TimedRawExchange): void
  /** Passes on the held exchanges; if the target did not respond at the end, only those before the trouble began. */
  end(isGone: boolean): void
}

/** Holds back the latest exchanges, and leaves out those of a time in which the target was away. */
export function delayTrouble(
  handOn: (exchange: TimedRawExchange) => void,
  wasOut: (exchange: string) => boolean,
): DelayedExchanges {
  const hand = (exchange: TimedRawExchange): void => {
    if (!wasOut(exchange.id)) handOn(exchange)
  }
  const held: TimedRawExchange[] = []
  const isTrouble = ({ response }: TimedRawExchange): boolean =>
    response === undefined || isRefusalOfEverything(response)
  return {
    observe: (exchange) => {
      held.push(exchange)
      const oldest = held[0]
      // As long as there is only trouble, the target may not come back.
      if (held.length > HELD && oldest !== undefined && !held.every(isTrouble)) hand(held.shift() ?? oldest)
    },
    end: (isGone) => {
      const first = isGone ? held.findIndex(isTrouble) : -1
      for (const exchange of first < 0 ? held : held.slice(0, first)) hand(exchange)
      held.length = 0
    },
  }
}
