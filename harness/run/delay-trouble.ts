import type { TimedRawExchange } from '../record/recorder.ts'
import { isRefusalOfEverything } from './target-health.ts'

/** The maximum number of exchanges in progress when a target gets into trouble. */
const HELD = 64

/** The maximum number of held characters of bodies, unless all held exchanges are in trouble. */
const HELD_CHARACTERS = 4 * 1024 * 1024

/** Passes exchanges on with a delay, so that those of a target that stops responding can be left out. */
export interface DelayedExchanges {
  observe(exchange: TimedRawExchange): void
  /**
   * Passes on the held exchanges; if the target was gone at the end, only those before the trouble began, which
   * `isTroubled` tells.
   */
  end(isTroubled?: (exchange: string) => boolean): void
}

/** Holds the latest exchanges back, and leaves out those of a time in which the target was absent. */
export function delayTrouble(
  handOn: (exchange: TimedRawExchange) => void,
  wasOut: (exchange: string) => boolean,
): DelayedExchanges {
  const hand = (exchange: TimedRawExchange): void => {
    if (!wasOut(exchange.id)) handOn(exchange)
  }
  const held: TimedRawExchange[] = []
  let characters = 0
  const sizeOf = ({ request, response }: TimedRawExchange): number =>
    (request.body?.length ?? 0) + (response?.body.length ?? 0)
  const isTrouble = ({ response }: TimedRawExchange): boolean =>
    response === undefined || isRefusalOfEverything(response)
  return {
    observe: (exchange) => {
      held.push(exchange)
      characters += sizeOf(exchange)
      // While all held exchanges are in trouble, the target may not return, so they stay.
      while ((held.length > HELD || (characters > HELD_CHARACTERS && held.length > 1)) && !held.every(isTrouble)) {
        const oldest = held.shift()
        if (oldest === undefined) break
        characters -= sizeOf(oldest)
        hand(oldest)
      }
    },
    end: (isTroubled) => {
      const first =
        isTroubled === undefined ? -1 : held.findIndex((exchange) => isTrouble(exchange) || isTroubled(exchange.id))
      for (const exchange of first < 0 ? held : held.slice(0, first)) hand(exchange)
      held.length = 0
    },
  }
}
