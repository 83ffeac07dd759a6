import express, { type RequestHandler, Router } from 'express'
import { isJsonObject } from '../../../protocol/index.ts'
import { isLocalClient } from '../../../serving/index.ts'
import type { CycleRecord } from '../../index.ts'
import { readDuration } from '../synchronization/graph-clock.ts'

/** The maximum number of cycles of one job that one request may trigger. */
const MAX_CYCLES = 10_000

/** The components that the endpoint controls. */
export interface ClockParts {
  readonly now: () => Date
  readonly interval: number
  readonly advance: (milliseconds: number) => Promise<readonly CycleRecord[]>
}

/**
 * Controls time for clients on this machine: `GET /__clock` returns `{ now }`; `POST /__clock {"advance":"PT40M"}`
 * advances time and returns `{ now, cycles }` when the resulting cycles have ended. `PT0S` waits for the running
 * cycles.
 */
export function clockEndpoint(parts: () => ClockParts): RequestHandler {
  const router = Router()
  router.use('/__clock', (request, response, next) => {
    if (isLocalClient(request)) next()
    else response.status(403).json({ error: 'Forbidden', message: 'the clock is for clients on this machine' })
  })
  router.get('/__clock', (_request, response) => void response.json({ now: parts().now().toISOString() }))
  router.post('/__clock', express.json({ limit: 1024 }), async (request, response) => {
    const { now, interval, advance } = parts()
    const body: unknown = request.body
    const text = isJsonObject(body) ? body['advance'] : undefined
    const duration = typeof text === 'string' ? readDuration(text) : undefined
    const most = interval * MAX_CYCLES
    if (duration === undefined || duration > most) {
      const message = `advance must be an ISO 8601 duration such as PT40M, at most ${Math.floor(most / 1000)} seconds`
      response.status(400).json({ error: 'BadRequest', message })
      return
    }
    const cycles = await advance(duration)
    response.json({ now: now().toISOString(), cycles })
  })
  router.use(
    '/__clock',
    (error: unknown, _request: express.Request, response: express.Response, _next: express.NextFunction) => {
      const message = error instanceof Error ? error.message : String(error)
      response.status(400).json({ error: 'BadRequest', message })
    },
  )
  return router
}
