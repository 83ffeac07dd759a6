import { setTimeout as delay } from 'node:timers/promises'
import type { Transport } from '../../mocks/transport/index.ts'
import { createPace } from '../index.ts'

/** Limits a transport to a number of requests per second; without a rate it is unchanged. */
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
