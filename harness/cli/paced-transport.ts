import type { Transport } from '../../mocks/transport/index.ts'
import { createPace, realEnvironment } from '../index.ts'

/** Limits a transport to a number of requests per second; without a rate it is unchanged. */
export function paced(transport: Transport, rate: number | undefined): Transport {
  const { monotonic, wait } = realEnvironment()
  const gate = createPace(rate, monotonic, wait)
  return async (request, limits) => {
    await gate(limits?.signal)
    return transport(request, limits)
  }
}
