import type { Exchange } from '../../reports/index.ts'

/** The maximum number of recorded characters of a body. */
const MAX_BODY = 1024 * 1024
/** The maximum number of recorded characters of a body after LONG characters of all bodies. */
const MAX_LATE_BODY = 16 * 1024
/** The number of characters of all bodies after which further bodies are cut shorter. */
const LONG = 96 * 1024 * 1024
/** The number of characters of all bodies after which no body is recorded. */
const FULL = 176 * 1024 * 1024

/** Cuts the bodies of exchanges, so that no target can make a tape of any size. */
export type BodyCutter = (exchange: Exchange) => Exchange

/**
 * Creates a cutter for one tape: a body has at most 1 Mi characters, 16 Ki after 96 Mi characters in total, and none
 * after 176 Mi. An exchange with a cut body has its length (`cut`).
 */
export function createBodyCutter(): BodyCutter {
  let recorded = 0
  return (exchange) => {
    const { request, response } = exchange
    const limit = recorded >= FULL ? 0 : recorded >= LONG ? MAX_LATE_BODY : MAX_BODY
    const sent = request.body ?? ''
    const kept = { request: shortened(sent, limit), response: shortened(response.body, limit) }
    recorded += kept.request.length + kept.response.length
    if (kept.request === sent && kept.response === response.body) return exchange
    return {
      ...exchange,
      request: { ...request, ...(request.body === undefined ? {} : { body: kept.request }) },
      response: { ...response, body: kept.response },
      cut: {
        ...(kept.request === sent ? {} : { request: sent.length }),
        ...(kept.response === response.body ? {} : { response: response.body.length }),
      },
    }
  }
}

/** Returns a copy of the beginning of a string: a slice would keep the whole string in memory. */
function shortened(text: string, limit: number): string {
  return text.length <= limit ? text : Buffer.from(text.slice(0, limit)).toString('utf8')
}
