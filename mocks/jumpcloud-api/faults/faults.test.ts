import { expect } from 'chai'
import fc from 'fast-check'
import { setupServer } from 'msw/node'
import { createFaultSource, createRateCounter } from '../../serving/index.ts'
import { createJumpCloudApi, FAULTS, type FaultRule, InvalidFault, parseFault, parseRateLimit } from '../index.ts'
import { jumpCloudHandlers } from '../msw/index.ts'

const KEY = 'jca_000000000000000000000000000000000001'

describe('faults as strings', () => {
  it('are read', () => {
    const rules: Readonly<Record<string, FaultRule>> = {
      '503': { fault: '503' },
      'reset@0.1': { fault: 'reset', share: 0.1 },
      'latency:250': { fault: 'latency', milliseconds: 250 },
      'latency:250@.5': { fault: 'latency', milliseconds: 250, share: 0.5 },
      'POST=429': { method: 'POST', fault: '429' },
      'put /api/systemusers/*=500@1': { method: 'PUT', path: '/api/systemusers/*', fault: '500', share: 1 },
      '/api/v2/*=lost-answer': { path: '/api/v2/*', fault: 'lost-answer' },
    }
    for (const [text, rule] of Object.entries(rules)) expect(parseFault(text), text).to.deep.equal(rule)
    expect(parseRateLimit('100/s')).to.deep.equal({ requests: 100, seconds: 1 })
    expect(parseRateLimit('600/m')).to.deep.equal({ requests: 600, seconds: 60 })
    expect(parseRateLimit('50/10s')).to.deep.equal({ requests: 50, seconds: 10 })
  })

  it('are rejected in one line that explains the format', () => {
    const wrong: Readonly<Record<string, RegExp>> = {
      '': /one such as 503/,
      '200': /available: 401, 403, 429, 500/,
      latency: /only latency takes milliseconds/,
      '503:250': /only latency takes milliseconds/,
      'latency:999999999': /at most 600000 milliseconds/,
      '503@2': /at most 1/,
      'systemusers=503': /neither a method nor a path/,
      'POST PUT=503': /neither a method nor a path/,
    }
    for (const [text, message] of Object.entries(wrong))
      expect(() => parseFault(text), text).to.throw(InvalidFault, message)
    for (const text of ['', '100', '0/s', '100/0s', '100/day', '-1/s'])
      expect(() => parseRateLimit(text), text).to.throw(InvalidFault, /100\/s/)
  })

  it('are read or rejected for any string', () => {
    const part = fc.oneof(
      fc.constantFrom(...FAULTS, '=', ':', '@', '/', '*', 'POST', ' ', '0.5', '250'),
      fc.string({ maxLength: 5 }),
    )
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
        for (const parse of [parseFault, parseRateLimit]) {
          try {
            parse(parts.join(''))
          } catch (error) {
            expect(error).to.be.instanceOf(InvalidFault)
            expect(String(error).split('\n')).to.have.length(1)
          }
        }
      }),
    )
  })
})

describe('a source of faults', () => {
  it('affects the same calls for the same seed, about as many as the share says', () => {
    const draws = (seed: number): number[] => {
      const source = createFaultSource([parseFault('503@0.2')], seed)
      return Array.from({ length: 2000 }, () =>
        source.faultsOf({ method: 'GET', url: '/' }).instead === undefined ? 0 : 1,
      )
    }
    expect(draws(7)).to.deep.equal(draws(7))
    expect(draws(7)).to.not.deep.equal(draws(8))
    const share = draws(7).reduce((sum, one) => sum + one, 0) / 2000
    expect(share).to.be.within(0.15, 0.25)
  })

  it('affects the calls that the rules select', () => {
    const rules = ['POST /api/systemusers=500', '/api/v2/*=429'].map(parseFault)
    const source = createFaultSource(rules, 1)
    const faults = (method: string, url: string): string | undefined => source.faultsOf({ method, url }).instead
    expect(faults('POST', '/api/systemusers?fields=a')).to.equal('500')
    expect(faults('POST', '/api/systemusers/x')).to.equal(undefined)
    expect(faults('GET', '/api/systemusers')).to.equal(undefined)
    expect(faults('GET', '/api/v2/usergroups/5f/members')).to.equal('429')
  })

  it('lets a key send as many requests in a window as the rate allows', () => {
    const counter = createRateCounter({ requests: 2, seconds: 10 })
    expect([0, 1, 2].map((time) => counter.wait('a', time))).to.deep.equal([undefined, undefined, 10])
    expect(counter.wait('b', 3)).to.equal(undefined)
    expect(counter.wait('a', 9999)).to.equal(1)
    expect(counter.wait('a', 10_000)).to.equal(undefined)
  })
})

describe('the API with faults', () => {
  const opened = async (...rules: readonly string[]) => {
    const api = createJumpCloudApi({ apiKey: KEY, faults: rules.map(parseFault) })
    const listening = await api.listen()
    const post = (name: string): Promise<Response> =>
      fetch(`${listening.url}/api/systemusers`, {
        method: 'POST',
        headers: { 'x-api-key': KEY, 'content-type': 'application/json' },
        body: JSON.stringify({ username: name, email: `${name}@x.example` }),
      })
    return { api, post, [Symbol.asyncDispose]: () => listening.close() }
  }
  const failure = (request: Promise<unknown>): Promise<unknown> =>
    request.then(
      () => 'answered',
      () => 'no answer',
    )

  it('returns the status, does nothing, and records the fault', async () => {
    for (const [fault, type] of [
      ['429', 'application/json; charset=utf-8'],
      ['500', 'application/json; charset=utf-8'],
      ['503', 'text/html; charset=utf-8'],
    ] as const) {
      await using opening = await opened(`POST=${fault}`)
      const response = await opening.post('jane')
      expect(response.status).to.equal(Number(fault))
      expect(response.headers.get('content-type')).to.equal(type)
      expect(response.headers.get('retry-after')).to.equal(fault === '429' ? '1' : null)
      expect(opening.api.store.list()).to.deep.equal([])
      expect(opening.api.recorder.calls[0]).to.include({ fault, status: Number(fault) })
    }
  })

  it('ends the connection before the work, or after it', async () => {
    await using before = await opened('reset')
    expect(await failure(before.post('jane'))).to.equal('no answer')
    expect(before.api.store.list()).to.deep.equal([])
    await using after = await opened('lost-answer')
    expect(await failure(after.post('jane'))).to.equal('no answer')
    expect(after.api.store.list().map(({ username }) => username)).to.deep.equal(['jane'])
    expect(after.api.recorder.calls[0]).to.include({ fault: 'lost-answer', status: 200 })
  })

  it('responds late, after the work is done', async () => {
    await using opening = await opened('latency:60000')
    const aborted = new AbortController()
    const request = failure(opening.post('jane').finally(() => aborted.abort()))
    await opening.api.recorder.until(({ status }) => status === 200)
    expect(opening.api.store.list()).to.have.length(1)
    expect(aborted.signal.aborted).to.equal(false)
    await opening[Symbol.asyncDispose]()
    expect(await request).to.equal('no answer')
  })

  it('returns 429 above a rate, for each key separately', async () => {
    const api = createJumpCloudApi({
      admins: ['a', 'b'].map((name) => ({ email: `${name}@x.example`, apiKey: `key-${name}`, role: 'Manager' })),
      rateLimit: { requests: 2, seconds: 3600 },
    })
    await using listening = await api.listen()
    const get = async (name: string): Promise<number> =>
      (await fetch(`${listening.url}/api/systemusers`, { headers: { 'x-api-key': `key-${name}` } })).status
    expect([await get('a'), await get('a'), await get('a'), await get('b')]).to.deep.equal([200, 200, 429, 200])
  })

  it('does the same without HTTP', async () => {
    const { store, recorder } = createJumpCloudApi({ apiKey: KEY })
    const faults = ['GET=reset', 'PUT=503'].map(parseFault)
    const network = setupServer(...jumpCloudHandlers(store, { recorder, faults }))
    network.listen({ onUnhandledFrame: 'error' })
    try {
      const url = 'https://console.jumpcloud.com/api/systemusers'
      expect(await failure(fetch(url, { headers: { 'x-api-key': KEY } }))).to.equal('no answer')
      expect((await fetch(`${url}/x`, { method: 'PUT' })).status).to.equal(503)
    } finally {
      network.close()
      store.close()
    }
  })
})

describe('the API with faults that are chosen for single calls', () => {
  it('returns the fault for these calls, and the normal response for all others', async () => {
    let chosen: Parameters<NonNullable<Parameters<typeof createJumpCloudApi>[0]>['faultFor'] & {}>[0] | undefined
    const api = createJumpCloudApi({
      apiKey: KEY,
      faultFor: (request) => {
        chosen = request
        const { username } = Object(request.body) as { readonly username?: string }
        return FAULTS.find((fault) => fault === username?.slice(1) && fault !== 'latency') as '429' | undefined
      },
    })
    await using listening = await api.listen()
    const post = (username: string): Promise<Response> =>
      fetch(`${listening.url}/api/systemusers`, {
        method: 'POST',
        headers: { 'x-api-key': KEY, 'content-type': 'application/json' },
        body: JSON.stringify({ username, email: `${username}@x.example` }),
      })
    for (const fault of ['401', '403', '429', '500', '502', '503', '504']) {
      const response = await post(`u${fault}`)
      expect(response.status, fault).to.equal(Number(fault))
      if (fault === '429') expect(response.headers.get('retry-after')).to.equal('0')
    }
    expect(chosen).to.include({ method: 'POST', url: '/api/systemusers' })
    for (const fault of ['reset', 'lost-answer'])
      expect(await post(`u${fault}`).catch(() => 'no answer'), fault).to.equal('no answer')
    expect((await post('jane')).status).to.equal(200)
    expect(api.store.list().map(({ username }) => username)).to.deep.equal(['ulost-answer', 'jane'])
  })
})
