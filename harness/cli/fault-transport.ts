import { setTimeout as delay } from 'node:timers/promises'
import { createFaultSource, type Fault, type FaultRule, InvalidFault, parseFault } from '../../mocks/serving/index.ts'
import { type HttpResponse, type Transport, TransportError } from '../../mocks/transport/index.ts'
import { INJECTED_FAULT } from '../index.ts'
import { UsageError } from './usage-error.ts'

/** Reads the rules of `--fault`. Throws UsageError. */
export function readFaults(rules: readonly string[]): readonly FaultRule[] {
  try {
    return rules.map(parseFault)
  } catch (error) {
    if (error instanceof InvalidFault) throw new UsageError(`--fault: ${error.message}`)
    throw error
  }
}

/** The number of requests with an injected fault, and of all requests. */
export interface FaultCount {
  met: number
  all: number
}

/**
 * Injects faults into requests, the same ones for the same seed and order of requests, like an outage of a gateway or
 * a network. A status is returned in place of the target's response; `reset` loses the request, `lost-answer` the
 * response.
 */
export function withFaults(send: Transport, rules: readonly FaultRule[], seed: number, count: FaultCount): Transport {
  const source = createFaultSource(rules, seed)
  return async (request, limits) => {
    const {
      instead,
      isAnswerLost,
      delay: late,
    } = source.faultsOf({ method: request.method, url: new URL(request.url).pathname })
    count.all += 1
    if (instead !== undefined || isAnswerLost || late > 0) count.met += 1
    if (late > 0)
      await delay(late, undefined, limits?.signal === undefined ? {} : { signal: limits.signal }).catch(() => {})
    if (instead === 'reset') throw lost()
    if (instead !== undefined) return answerOf(instead)
    const response = await send(request, limits)
    if (isAnswerLost) throw lost()
    return response
  }
}

/** Returns one sentence with the number of faults for the end of a command. */
export const faultNote = (rules: readonly string[], { met, all }: FaultCount): string =>
  `injected faults (--fault ${rules.join(', ')}): ${met} of ${all} ${all === 1 ? 'request' : 'requests'}`

const lost = (): TransportError => new TransportError('reset', '--fault closed the connection')

function answerOf(fault: Fault): HttpResponse {
  const status = Number(fault)
  return {
    status,
    headers: {
      'content-type': 'application/scim+json',
      [INJECTED_FAULT]: fault,
      ...(status === 429 || status === 503 ? { 'retry-after': '1' } : {}),
      ...(status === 401 ? { 'www-authenticate': 'Bearer' } : {}),
    },
    body: JSON.stringify({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
      status: fault,
      detail: 'an injected fault (--fault)',
    }),
  }
}
