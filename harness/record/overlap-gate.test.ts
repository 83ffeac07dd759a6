import { expect } from 'chai'
import fc from 'fast-check'
import { type HttpResponse, TransportError } from '../../mocks/transport/index.ts'
import { createOverlapGate, type OverlapGate } from './overlap-gate.ts'

const answer = (status: number): { readonly response: HttpResponse } => ({
  response: { status, headers: {}, body: '' } as HttpResponse,
})

/**
 * Creates a server that processes one request at a time, and answers the others with a status; `fails` selects
 * requests that always fail.
 */
function lockingServer(busy: number | 'timeout' = 500, fails: (name: string) => boolean = () => false) {
  const sent: string[] = []
  let running = 0
  let most = 0
  const send = (name: string) => async () => {
    sent.push(name)
    running += 1
    most = Math.max(most, running)
    const isBusy = running > 1
    await new Promise<void>((resolve) => setImmediate(resolve))
    running -= 1
    if (isBusy && busy === 'timeout') throw new TransportError('timeout', 'did not answer')
    if (fails(name)) return answer(500)
    return answer(isBusy && busy !== 'timeout' ? busy : 200)
  }
  return { send, sent, most: () => most }
}

const all = async (
  gate: OverlapGate,
  server: ReturnType<typeof lockingServer>,
  names: readonly string[],
  method = 'GET',
) =>
  (await Promise.all(names.map((name) => gate.pass({ method, url: 'http://host/Users' }, server.send(name))))).map(
    ({ response }) => response.status,
  )

describe('the gate for requests that overlap', () => {
  for (const busy of [500, 503, 'timeout'] as const)
    it(`sends a request that failed among others again, alone: ${busy}`, async () => {
      const [gate, server] = [createOverlapGate(), lockingServer(busy)]
      expect(await all(gate, server, ['a', 'b'])).to.deep.equal([200, 200])
      expect(gate.proofs).to.equal(1)
      expect(server.sent).to.deep.equal(['a', 'b', 'b'])
    })

  for (const [method, busy, then, expected] of [
    ['DELETE', 500, 404, 500],
    ['DELETE', 'timeout', 404, undefined],
    ['PATCH', 500, 412, 500],
    ['PATCH', 'timeout', 400, undefined],
    ['PATCH', 500, 400, 400],
    ['PUT', 'timeout', 200, 200],
    ['POST', 500, 409, 500],
    ['GET', 'timeout', 404, 404],
  ] as const)
    it(`takes ${then} to a second ${method} ${expected === then ? 'as the response' : 'as an effect of the first'}: ${busy}`, async () => {
      const gate = createOverlapGate()
      let isFirst = true
      const send = async () => {
        if (!isFirst) return answer(then)
        isFirst = false
        await new Promise<void>((resolve) => setImmediate(resolve))
        if (busy === 'timeout') throw new TransportError('timeout', 'did not answer')
        return answer(busy)
      }
      const quiet = async () => {
        await new Promise<void>((resolve) => setImmediate(resolve))
        return answer(200)
      }
      const [first] = await Promise.allSettled([
        gate.pass({ method, url: 'http://host/Users/1' }, send),
        gate.pass({ method: 'GET', url: 'http://host/Users' }, quiet),
      ])
      expect(first.status === 'fulfilled' ? first.value.response.status : undefined).to.equal(expected)
    })

  it('never sends a bulk request again, whose operations may have been processed', async () => {
    const [gate, server] = [createOverlapGate(), lockingServer()]
    const results = await Promise.all(
      ['a', 'b'].map((name) => gate.pass({ method: 'POST', url: 'http://host/scim/Bulk' }, server.send(name))),
    )
    expect(results.map(({ response }) => response.status)).to.deep.equal([200, 500])
    expect(server.sent).to.deep.equal(['a', 'b'])
  })

  it('sends one at a time after two proofs, in order', async () => {
    const [gate, server] = [createOverlapGate(), lockingServer()]
    await all(gate, server, ['a', 'b', 'c'])
    expect(gate.proofs).to.equal(2)
    expect(gate.isSerial).to.equal(true)
    const before = server.sent.length
    expect(await all(gate, server, ['d', 'e', 'f', 'g'])).to.deep.equal([200, 200, 200, 200])
    expect(server.sent.slice(before)).to.deep.equal(['d', 'e', 'f', 'g'])
  })

  it('accepts a failure that also happens alone, and stops trying after a few', async () => {
    const [gate, server] = [createOverlapGate(), lockingServer(200, () => true)]
    const names = Array.from({ length: 12 }, (_, index) => `r${index}`)
    expect(await all(gate, server, names)).to.deep.equal(names.map(() => 500))
    expect(gate.proofs).to.equal(0)
    expect(server.sent.length - names.length).to.equal(5)
  })

  it('does not retry after other statuses, after a failure without others, or after a 503 with Retry-After', async () => {
    for (const status of [404, 429, 501, 502]) {
      const [gate, server] = [createOverlapGate(), lockingServer(status)]
      expect(await all(gate, server, ['a', 'b'])).to.deep.equal([200, status])
      expect(server.sent).to.have.lengthOf(2)
    }
    const [gate, server] = [createOverlapGate(), lockingServer(200, () => true)]
    expect(await all(gate, server, ['a'])).to.deep.equal([500])
    expect(server.sent).to.deep.equal(['a'])
    const later = { response: { status: 503, headers: { 'retry-after': '1' }, body: '' } as unknown as HttpResponse }
    let asked = 0
    const busy = async () => {
      asked += 1
      return later
    }
    await Promise.all([
      gate.pass({ method: 'GET', url: 'http://host/Users' }, busy),
      gate.pass({ method: 'GET', url: 'http://host/Users' }, busy),
    ])
    expect(asked).to.equal(2)
  })

  it('does not trust a 409 to a create that is sent again', async () => {
    const gate = createOverlapGate()
    let count = 0
    const create = async () => {
      count += 1
      const isSecond = count > 2
      await new Promise<void>((resolve) => setImmediate(resolve))
      return answer(isSecond ? 409 : 500)
    }
    const answers = await Promise.all([
      gate.pass({ method: 'POST', url: 'http://host/Users' }, create),
      gate.pass({ method: 'POST', url: 'http://host/Users' }, create),
    ])
    expect(answers.map(({ response }) => response.status)).to.deep.equal([500, 500])
    expect(gate.proofs).to.equal(0)
  })

  it('does not count an internal error as a failure of the server', async () => {
    const gate = createOverlapGate()
    let count = 0
    const send = async () => {
      count += 1
      const isAgain = count > 2
      await new Promise<void>((resolve) => setImmediate(resolve))
      if (isAgain) throw new TypeError('a fault')
      return answer(500)
    }
    const results = await Promise.allSettled([
      gate.pass({ method: 'GET', url: 'http://host/Users' }, send),
      gate.pass({ method: 'GET', url: 'http://host/Users' }, send),
    ])
    const faults = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []))
    expect(faults[0]).to.be.instanceOf(TypeError)
  })

  it('never sends again what overlaps on purpose, and passes its errors on', async () => {
    const [gate, server] = [createOverlapGate(), lockingServer('timeout')]
    const results = await Promise.allSettled(['a', 'b'].map((name) => gate.bypass(server.send(name))))
    expect(results.map(({ status }) => status)).to.deep.equal(['fulfilled', 'rejected'])
    expect(results[1]?.status === 'rejected' && results[1].reason).to.be.instanceOf(TransportError)
    expect(server.sent).to.deep.equal(['a', 'b'])
  })

  it('answers each request, in any order of beginnings, failures and ends', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.constantFrom('GET', 'POST'), fc.boolean(), fc.constantFrom(200, 404, 500, 503, 0)), {
          maxLength: 20,
        }),
        async (requests) => {
          const gate = createOverlapGate()
          const send = (status: number) => async () => {
            await new Promise<void>((resolve) => setImmediate(resolve))
            if (status === 0) throw new TransportError('timeout', 'did not answer')
            return answer(status)
          }
          const results = await Promise.allSettled(
            requests.map(([method, isParallel, status]) =>
              isParallel ? gate.bypass(send(status)) : gate.pass({ method, url: 'http://host/Users' }, send(status)),
            ),
          )
          expect(
            results.map((result) => (result.status === 'fulfilled' ? result.value.response.status : 0)),
          ).to.deep.equal(requests.map(([, , status]) => status))
        },
      ),
    ))
})
