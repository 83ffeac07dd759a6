import type { Request, Response } from 'express'
import type { Answer, ApiRequest } from '../api/operation.ts'
import type { TimedAnswer } from '../service/service.ts'

/** Converts a request of Express for the service. */
export function requestOf(request: Request, bodyError?: Error): ApiRequest {
  return {
    method: request.method,
    url: request.originalUrl,
    headers: request.headers,
    body: request.body,
    address: request.socket.remoteAddress ?? '',
    ...(bodyError === undefined ? {} : { bodyError }),
  }
}

/** Sends an outcome: the response, delayed if requested, or the end of the connection if there is none. */
export function send(response: Response, { answer, delay }: TimedAnswer): void {
  if (delay > 0) {
    setTimeout(() => sendNow(response, answer), delay)
    return
  }
  sendNow(response, answer)
}

/** Sends an outcome when it is available; `fail` receives the error if there is none. */
export function sendLater(
  response: Response,
  outcome: TimedAnswer | Promise<TimedAnswer>,
  fail: (error: unknown) => void,
): void {
  if (outcome instanceof Promise) void outcome.then((one) => send(response, one), fail)
  else send(response, outcome)
}

function sendNow(response: Response, answer: Answer | undefined): void {
  if (answer === undefined) {
    response.socket?.resetAndDestroy()
    return
  }
  const { status, json, text = json === undefined ? '' : JSON.stringify(json), headers } = answer
  // Node writes bytes faster than strings.
  const body = Buffer.from(text)
  response.writeHead(status, {
    ...(text === '' ? {} : { 'content-type': 'application/json; charset=utf-8' }),
    ...(status === 204 || status === 304 ? {} : { 'content-length': body.length }),
    ...headers,
  })
  response.end(body)
}
