import { setTimeout as delay } from 'node:timers/promises'
import type { Transport } from '../../mocks/transport/index.ts'
import { createPace } from '../index.ts'

/** Sends no more than so many requests a second; as they come where no rate is given. */
export function paced(transport: Transport, rate: number | undefined): Transport {
  const gate = createPace(
    rate,
    () => performance.now(),
    (milliseconds) => delay(milliseconds),
  )
  return async (request, limits) => {
    await gate()
    return transport(request, limits)
  }
}
