import { type Transport, TransportError } from '../../../mocks/transport/index.ts'
import type { TrafficRow } from '../format/page-format.ts'
import type { JsonAnswer, Operation } from '../http/console-app.ts'
import type { ChangeHub } from '../http/hub.ts'
import type { TrafficLog } from '../traffic/traffic-log.ts'
import { detailOfExchange } from '../traffic/traffic-recorder.ts'

/** The components of the operations. */
export interface ExchangeParts {
  readonly log: TrafficLog
  readonly hub: ChangeHub
  /** Creates a transport whose exchanges are recorded as a repetition of the given one. */
  readonly resend: (row: TrafficRow) => Transport
}

/**
 * Creates the operations on the traffic: `GET exchanges?after=NUMBER`, `GET exchanges/ID`, `POST
 * exchanges/ID/resend`, `DELETE exchanges`.
 */
export function exchangeOperation({ log, hub, resend }: ExchangeParts): Operation {
  return ({ method, rest, query }) => {
    const [id = '', action = ''] = rest.split('/')
    if (id === '') {
      if (method === 'DELETE') {
        log.clear()
        hub.tell({ type: 'cleared', first: log.first })
        return { status: 200, json: { first: log.first, last: log.last } }
      }
      if (method !== 'GET') return notAllowed
      return { status: 200, json: { first: log.first, last: log.last, rows: log.after(whole(query.get('after'))) } }
    }
    const entry = log.find(id)
    if (entry === undefined)
      return { status: 404, json: { error: `the exchange ${id.slice(0, 40)} is no longer stored` } }
    if (action === 'resend') return method === 'POST' ? repeat(id, log, resend) : notAllowed
    const detail = detailOfExchange(entry)
    return detail === undefined ? { status: 409, json: { error: `${id} is under way` } } : { status: 200, json: detail }
  }
}

const notAllowed: JsonAnswer = { status: 405, json: { error: 'this method is not supported here' } }

/** Sends a request again unchanged, with its credentials. */
async function repeat(id: string, log: TrafficLog, resend: ExchangeParts['resend']): Promise<JsonAnswer> {
  const entry = log.find(id)
  if (entry?.exchange === undefined) return { status: 409, json: { error: `${id} is under way` } }
  if (entry.request === undefined)
    return { status: 409, json: { error: `${id} is not an exchange of this console and cannot be sent again` } }
  const before = log.last
  try {
    const { status } = await resend(entry.row)(entry.request)
    return { status: 200, json: { id: log.after(before).find(({ resendOf }) => resendOf === id)?.id, status } }
  } catch (error) {
    if (!(error instanceof TransportError)) throw error
    return { status: 200, json: { id: log.after(before).find(({ resendOf }) => resendOf === id)?.id, status: 0 } }
  }
}

const whole = (text: string | null): number => (text !== null && /^\d{1,15}$/.test(text) ? Number(text) : 0)
