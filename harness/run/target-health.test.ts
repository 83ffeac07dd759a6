import { expect } from 'chai'
import { isRefusalOfEverything } from './target-health.ts'

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
