import { expect } from 'chai'
import type { HttpRequest, HttpResponse } from '../../mocks/transport/index.ts'
import { TransportError } from '../../mocks/transport/index.ts'
import type { Exchange } from '../../reports/index.ts'
import { createPace } from './pace.ts'
import { createRecorder, type Recorder } from './recorder.ts'
import { createMemoryTape } from './tape.ts'

const request: HttpRequest = {
  method: 'GET',
  url: 'http://host/Users?token=s3cret-token',
  headers: { authorization: 'Bearer s3cret-token' },
}

function recorderOver(answers: readonly (HttpResponse | TransportError)[], { rate }: { rate?: number } = {}) {
  const waits: number[] = []
  let time = 0
  const wait = async (milliseconds: number): Promise<void> => {
    waits.push(milliseconds)
    time += milliseconds
  }
  const tape = createMemoryTape()
  const queue = [...answers]
  const recorder: Recorder = createRecorder({
    transport: async () => {
      const answer = queue.shift()
      if (answer === undefined || answer instanceof Error) throw answer ?? new Error('no more answers')
      return answer
    },
    tape,
    secrets: ['s3cret-token'],
    now: () => new Date(Date.UTC(2026, 0, 1)),
    monotonic: () => time,
    wait,
    pace: createPace(rate, () => time, wait),
  })
  const entries = async (): Promise<Exchange[]> => Array.fromAsync(tape.read())
  return { recorder, waits, entries }
}

const answer = (status: number, headers: Record<string, string> = {}, body = ''): HttpResponse => ({
  status,
  headers,
  body,
})

describe('the recorder', () => {
  it('writes each exchange to the tape, without any secret', async () => {
    const { recorder, entries } = recorderOver([
      answer(200, { 'set-cookie': 'id=1' }, '{"password":"hunter2","echo":"s3cret-token"}'),
    ])
    const { exchange } = await recorder.for('check')(request)
    const [entry] = await entries()
    expect(entry?.id).to.equal(exchange)
    expect(entry?.cause).to.equal('check')
    const text = JSON.stringify(entry)
    for (const secret of ['s3cret-token', 'hunter2', 'id=1']) expect(text).to.not.include(secret)
  })

  it('shortens long strings for all readers of the response, and the tape has the length of the body', async () => {
    const body = JSON.stringify({ id: '1', title: 'x'.repeat(2 * 1024 * 1024), nickName: 'n' })
    const { recorder, entries } = recorderOver([answer(200, {}, body)])
    const { response } = await recorder.for('check')(request)
    expect(response.body.length).to.be.below(70_000)
    expect(JSON.parse(response.body)).to.include({ id: '1', nickName: 'n' })
    const [entry] = await entries()
    expect(entry?.response.body).to.equal(response.body)
    expect(entry?.cut).to.deep.equal({ response: body.length })
  })

  it('waits after 429 as long as Retry-After says', async () => {
    const { recorder, waits } = recorderOver([answer(429, { 'retry-after': '7' }), answer(429), answer(200)])
    const { response } = await recorder.for('check')(request)
    expect(response.status).to.equal(200)
    expect(waits).to.deep.equal([7000, 2000])
  })

  it('gives up if a server always responds with 429', async () => {
    const { recorder } = recorderOver(Array.from({ length: 9 }, () => answer(429)))
    expect((await recorder.for('check')(request)).response.status).to.equal(429)
    expect(recorder.count).to.equal(8)
  })

  it('spaces requests by the rate', async () => {
    const { recorder, waits } = recorderOver([answer(200), answer(200), answer(200)], { rate: 10 })
    await Promise.all([1, 2, 3].map(() => recorder.for('check')(request)))
    // The clock of the test advances by each wait, so the third request is another tenth of a second later.
    expect(waits).to.deep.equal([100, 100])
  })

  it('records a request without a response, and passes the error on', async () => {
    const { recorder, entries } = recorderOver([new TransportError('reset', 'closed')])
    const error = await recorder
      .for('check')(request)
      .catch((thrown: unknown) => thrown)
    expect(error).to.be.instanceOf(TransportError)
    const [entry] = await entries()
    expect(entry?.response).to.deep.include({ status: 0, error: 'closed' })
  })

  it('limits the evidence of a cause', async () => {
    const { recorder } = recorderOver(Array.from({ length: 500 }, () => answer(200)))
    for (let index = 0; index < 500; index += 1) await recorder.for('check')(request)
    expect(recorder.evidence('check').length).to.be.at.most(200)
    expect(recorder.evidence('check').at(-1)).to.equal('x500')
  })
})
