import { expect } from 'chai'
import { TransportError, type TransportFault } from '../../mocks/transport/index.ts'
import { isRefusalOfEverything, watchTarget } from './target-health.ts'

describe('a target that stops responding', () => {
  it('is reported with the requests that reached it since its last response, but got none', async () => {
    const at = 'http://127.0.0.1:1'
    const watch = watchTarget({
      heartbeat: { request: { method: 'GET', url: `${at}/Users`, headers: {} }, status: 200 },
      send: () => Promise.reject(new TransportError('unreachable', 'connection refused')),
      environment: { now: () => new Date(0), monotonic: () => 0, wait: () => Promise.resolve() },
      timeout: 1,
      patience: 0,
      interrupted: new AbortController().signal,
    })
    const observe = (method: string, path: string, result: number | TransportFault): void =>
      watch.observe({
        id: path,
        cause: 'a',
        request: { method, url: `${at}${path}`, headers: {} },
        ...(typeof result === 'number' ? { response: { status: result, headers: {}, body: '{}' } } : { fault: result }),
      })
    observe('DELETE', '/Users/0', 'reset')
    observe('POST', '/Users', 201)
    observe('GET', '/Users?filter=x', 'reset')
    observe('PATCH', '/Users/1', 'reset')
    observe('GET', '/Users?filter=y', 'timeout')
    observe('POST', '/Users', 'unreachable')
    expect(await watch.look()).to.equal('gone')
    expect(watch.interruption).to.include({ reason: 'connection refused', lastAnswer: 'POST /Users was answered 201' })
    expect(watch.interruption?.unanswered).to.deep.equal(['GET /Users', 'PATCH /Users/1'])
  })
})

describe('a response that a target in trouble sends to every request', () => {
  const refusals = [300, 301, 302, 307, 308, 401, 402, 403, 407, 408, 421, 426, 429, 431, 451, 500, 502, 503, 504, 511]
  for (const status of [...refusals, 200, 201, 204, 304, 400, 404, 405, 409, 412, 413])
    it(`${refusals.includes(status) ? 'may be' : 'is not'} ${status}`, () =>
      expect(isRefusalOfEverything({ status, headers: {}, body: '' })).to.equal(refusals.includes(status)))

  it('may be a page of a gateway, with any status', () => {
    const page = { headers: { 'content-type': 'text/html' }, body: '<!doctype html><h1>Maintenance</h1>' }
    for (const status of [200, 404]) expect(isRefusalOfEverything({ status, ...page })).to.equal(true)
  })
})
