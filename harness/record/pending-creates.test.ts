import { expect } from 'chai'
import type { HttpResponse } from '../../mocks/transport/index.ts'
import { trackCreates } from './pending-creates.ts'
import type { RecordedTransport, Recorder } from './recorder.ts'

interface Answering {
  readonly recorder: Recorder
  readonly answers: PromiseWithResolvers<Awaited<ReturnType<RecordedTransport>>>[]
}

function answering(): Answering {
  const answers: Answering['answers'] = []
  const send: RecordedTransport = () => {
    const answer = Promise.withResolvers<Awaited<ReturnType<RecordedTransport>>>()
    answers.push(answer)
    return answer.promise
  }
  return { recorder: { for: () => send, count: 7 } as unknown as Recorder, answers }
}

const ANSWER = { response: {} as HttpResponse, exchange: 'x1' }
const request = (method: string) => ({ method, url: 'http://host.example/Users', headers: {} })

describe('the creates of a run', () => {
  it('are settled when each of them has an outcome, a failure too', async () => {
    const { recorder, answers } = answering()
    const tracking = trackCreates(recorder)
    const sent = [1, 2].map(() => tracking.for('a')(request('POST')))
    let isSettled = false
    const settled = tracking.createsSettled().then(() => {
      isSettled = true
    })
    answers[0]?.resolve(ANSWER)
    expect(await sent[0]).to.equal(ANSWER)
    expect(isSettled).to.equal(false)
    answers[1]?.reject(new Error('closed'))
    await sent[1]?.catch(() => {})
    await settled
  })

  it('are settled if there are none, and while another request waits', async () => {
    const { recorder } = answering()
    const tracking = trackCreates(recorder)
    void tracking.for('a')(request('GET'))
    await tracking.createsSettled()
    expect(tracking.count).to.equal(7)
  })
})
