import { setImmediate } from 'node:timers/promises'
import type { Transport } from '../../mocks/transport/index.ts'
import { collectGarbage } from './collect-garbage.ts'

/** A response of more characters is heavy. */
const HEAVY = 1024 * 1024
/** As long as one of so many latest responses was heavy, others wait. */
const LOOK_BACK = 32
/** Exchanges at once while responses are heavy. */
const AT_ONCE = 1

/** Garbage is collected after so many characters of heavy responses. */
const COLLECTED = 8 * 1024 * 1024

/** Lets one exchange run at a time while a target sends heavy responses: each is in memory several times until it is judged. */
export function withHeavyGate(send: Transport, collect: () => void = collectGarbage): Transport {
  let sinceHeavy = LOOK_BACK
  let running = 0
  let characters = 0
  const waiting: (() => void)[] = []
  const isFull = (): boolean => sinceHeavy < LOOK_BACK && running >= AT_ONCE
  return async (request, limits) => {
    while (isFull() && limits?.signal?.aborted !== true) {
      const turn = Promise.withResolvers<void>()
      waiting.push(turn.resolve)
      limits?.signal?.addEventListener('abort', () => turn.resolve(), { once: true })
      await turn.promise
    }
    running += 1
    try {
      // Judging a heavy response takes long; a connection that the target has closed meanwhile must not be used.
      if (sinceHeavy < LOOK_BACK) for (let turn = 0; turn < 2; turn += 1) await setImmediate()
      const response = await send(request, limits)
      const { length } = response.body
      sinceHeavy = length > HEAVY ? 0 : sinceHeavy + 1
      if (length > HEAVY) characters += length
      if (characters > COLLECTED) {
        characters = 0
        collect()
      }
      return response
    } finally {
      running -= 1
      if (sinceHeavy < LOOK_BACK) waiting.shift()?.()
      else for (const resolve of waiting.splice(0)) resolve()
    }
  }
}
