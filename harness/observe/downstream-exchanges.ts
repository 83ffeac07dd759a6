import type { Exchange } from '../../reports/index.ts'
import { ownersOf, type TimedExchange } from './attribute-writes.ts'
import type { TimedCall } from './write-journal.ts'

/**
 * Returns the calls of the target to JumpCloud as exchanges of the tape. The id of each is that of its SCIM exchange,
 * with a dot and a number: `x12.1`.
 */
export function downstreamExchanges(
  timed: readonly TimedExchange[],
  calls: readonly TimedCall[],
  { apiUrl, causeOf }: { readonly apiUrl: string; readonly causeOf: (exchange: string) => string },
): Exchange[] {
  const numbers = new Map<string, number>()
  const owners = ownersOf(timed, calls)
  return calls.flatMap(({ recorded }, index) => {
    const owner = owners[index]
    if (owner === undefined) return []
    const number = (numbers.get(owner) ?? 0) + 1
    numbers.set(owner, number)
    return [asExchange(recorded, { id: `${owner}.${number}`, cause: causeOf(owner), apiUrl })]
  })
}

function asExchange(
  { method, path, time, status, body, after, refusal, fault }: TimedCall['recorded'],
  { id, cause, apiUrl }: { readonly id: string; readonly cause: string; readonly apiUrl: string },
): Exchange {
  const answer = refusal ?? after
  const json = { name: 'content-type', value: 'application/json' }
  return {
    id,
    cause,
    leg: 'jumpcloud',
    startedDateTime: time,
    time: 0,
    request: {
      method,
      url: apiUrl + path,
      httpVersion: 'HTTP/1.1',
      headers: body === undefined ? [] : [json],
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    },
    response: {
      status,
      headers: answer === undefined ? [] : [json],
      body: answer === undefined ? '' : JSON.stringify(answer),
      ...(status === 0 ? { error: fault ?? 'the connection ended' } : {}),
    },
  }
}
