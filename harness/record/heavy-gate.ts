import type { Transport } from '../../mocks/transport/index.ts'

/** A response of more characters is heavy. */
const HEAVY = 1024 * 1024
/** As long as one of so many latest responses was heavy, others wait. */
const LOOK_BACK = 32
/** Exchanges at once while responses are heavy. */
const AT_ONCE = 1

/** Lets one exchange run at a time while a target sends heavy responses: each is in memory several times until it is judged. */
export function withHeavyGate(send: Transport): Transport {
  let sinceHeavy = LOOK_BACK
  let running = 0
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
      const response = await send(request, limits)
      sinceHeavy = response.body.length > HEAVY ? 0 : sinceHeavy + 1
      return response
    } finally {
      running -= 1
      if (sinceHeavy < LOOK_BACK) waiting.shift()?.()
      else for (const resolve of waiting.splice(0)) resolve()
    }
  }
}
