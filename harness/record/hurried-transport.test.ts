import { expect } from 'chai'
import { type HttpRequest, TransportError, type TransportFault } from '../../mocks/transport/index.ts'
import { hurried } from './hurried-transport.ts'

const request: HttpRequest = { method: 'DELETE', url: 'http://host/Users/1', headers: {} }
const answered = { status: 204, headers: {}, body: '' }

describe('a transport in a hurry', () => {
  const interrupted = AbortSignal.abort()

  for (const fault of ['timeout', 'unreachable'] as const)
    it(`sends nothing more after an interruption and a failure: ${fault}`, async () => {
      expect(await sentAfter(fault)).to.equal(1)
    })

  it('goes on after a connection that was closed', async () => {
    expect(await sentAfter('reset')).to.equal(2)
  })

  it('sends requests after a failure, if the run is not interrupted', async () => {
    expect(await sentAfter('timeout', new AbortController().signal)).to.equal(2)
  })

  async function sentAfter(fault: TransportFault, signal: AbortSignal = interrupted): Promise<number> {
    let sent = 0
    const send = hurried(async () => {
      sent += 1
      if (sent === 1) throw new TransportError(fault, 'failed')
      return answered
    }, signal)
    await send(request).catch(() => {})
    await send(request).catch(() => {})
    return sent
  }
})
