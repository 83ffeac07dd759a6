import type { ServerResponse } from 'node:http'
import type { LiveEvent } from '../format/page-format.ts'
import type { TrafficLog } from '../traffic/traffic-log.ts'
import type { ChangeHub } from './hub.ts'

/** The sources of the events. */
export interface EventSources {
  readonly epoch: string
  readonly log: TrafficLog
  readonly hub: ChangeHub
}

/**
 * Sends events (server-sent events, WHATWG HTML) until the client disconnects: `hello`, the exchanges that the client
 * does not have yet, then everything as it happens. The id of an event is `EPOCH/NUMBER`; a client that reconnects
 * sends the id of its last event.
 */
export function streamEvents(response: ServerResponse, lastId: string, { epoch, log, hub }: EventSources): void {
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  })
  // A client that does not read would make the process store everything that was sent to it.
  let isBehind = false
  const send = (event: LiveEvent, id?: number): void => {
    if (isBehind) return
    const line = id === undefined ? '' : `id: ${epoch}/${id}\n`
    response.write(`${line}data: ${JSON.stringify(event)}\n\n`)
    if (response.writableLength > MAX_WAITING) {
      isBehind = true
      response.destroy()
    }
  }
  response.write('retry: 500\n\n')
  send({ type: 'hello', epoch, first: log.first, last: log.last })
  for (const row of log.after(knownOf(lastId, epoch))) send({ type: 'exchange', row }, log.settled)
  const stopLog = log.subscribe((row) => send({ type: 'exchange', row }, log.settled))
  const stopHub = hub.subscribe((event) => send(event))
  const beat = setInterval(() => response.write(': \n\n'), BEAT).unref()
  response.once('close', () => {
    stopLog()
    stopHub()
    clearInterval(beat)
  })
}

/** The maximum number of unread bytes. */
const MAX_WAITING = 16 * 1024 * 1024
const OVERLAP = 20
/** The pause in milliseconds between comments that keep the connection open. */
const BEAT = 15_000

function knownOf(lastId: string, epoch: string): number {
  const [known, number] = lastId.split('/')
  // Remarks are added to an exchange after its end.
  return known === epoch && /^\d{1,15}$/.test(number ?? '') ? Math.max(Number(number) - OVERLAP, 0) : 0
}
