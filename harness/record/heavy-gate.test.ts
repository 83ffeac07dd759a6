import { setImmediate } from 'node:timers/promises'
import { expect } from 'chai'
import type { HttpResponse } from '../../mocks/transport/index.ts'
import { withHeavyGate } from './heavy-gate.ts'

const request = { method: 'GET', url: 'http://host/Users', headers: {} }
const answer = (length: number): HttpResponse => ({ status: 200, headers: {}, body: 'a'.repeat(length) })

/** Creates a gate over a target that responds when the test says so. */
function gate() {
  const pending: ((response: HttpResponse) => void)[] = []
  const send = withHeavyGate(() => new Promise((resolve) => void pending.push(resolve)))
  return { send, pending }
}

/** Lets the gate continue as far as it can without a response. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 8; turn += 1) await setImmediate()
}

describe('exchanges with a target that sends long responses', () => {
  it('run one at a time until its responses are short again', async () => {
    const { send, pending } = gate()
    const first = send(request)
    pending.shift()?.(answer(2 * 1024 * 1024))
    await first
    const all = Array.from({ length: 40 }, () => send(request))
    let most = 0
    for (let count = 0; count < 32; count += 1) {
      await settle()
      most = Math.max(most, pending.length)
      pending.shift()?.(answer(1))
    }
    expect(most).to.equal(1)
    await settle()
    expect(pending.length, 'the rest at once').to.equal(8)
    for (const resolve of pending) resolve(answer(1))
    expect(await Promise.all(all)).to.have.lengthOf(40)
  })

  it('leave garbage of only a few responses', async () => {
    let collections = 0
    const lengths = [1024, 9 * 1024 * 1024, 2 * 1024 * 1024, 7 * 1024 * 1024, 1024]
    const send = withHeavyGate(
      async () => answer(lengths.shift() ?? 0),
      () => {
        collections += 1
      },
    )
    const counts: number[] = []
    for (let count = 0; count < 5; count += 1) {
      await send(request)
      counts.push(collections)
    }
    expect(counts, 'at the first one, and after 8 Mi characters').to.deep.equal([0, 1, 1, 2, 2])
  })

  it('end check by check: the next request of the same cause goes first', async () => {
    const { send, pending } = gate()
    const first = send(request)
    pending.shift()?.(answer(2 * 1024 * 1024))
    await first
    const sent: string[] = []
    const check = async (cause: string): Promise<void> => {
      for (let count = 0; count < 3; count += 1) {
        await send(request, {}, cause)
        sent.push(cause)
      }
    }
    const checks = ['a', 'b', 'c'].map(check)
    for (let count = 0; count < 9; count += 1) {
      await settle()
      pending.shift()?.(answer(1))
    }
    await Promise.all(checks)
    expect(sent.join('')).to.equal('aaabbbccc')
  })

  it('are not blocked by a cancelled one', async () => {
    const { send, pending } = gate()
    const first = send(request)
    pending.shift()?.(answer(2 * 1024 * 1024))
    await first
    const stop = new AbortController()
    void send(request)
    void send(request, { signal: stop.signal })
    void send(request)
    await settle()
    stop.abort()
    await settle()
    expect(pending).to.have.lengthOf(2)
    pending.shift()?.(answer(1))
    pending.shift()?.(answer(1))
    await settle()
    expect(pending, 'the one behind it').to.have.lengthOf(1)
  })

  it('do not wait after their signal', async () => {
    const { send, pending } = gate()
    const first = send(request)
    pending.shift()?.(answer(2 * 1024 * 1024))
    await first
    const stop = new AbortController()
    void send(request)
    void send(request, { signal: stop.signal })
    await settle()
    expect(pending).to.have.lengthOf(1)
    stop.abort()
    await settle()
    expect(pending, 'it is handed on, and ends there').to.have.lengthOf(2)
  })
})
