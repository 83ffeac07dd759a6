import { expect } from 'chai'
import { defaultSchema } from '../../mocks/entra/index.ts'
import { TransportError } from '../../mocks/transport/index.ts'
import type { LoadResult } from '../../reports/index.ts'
import { BASE_URL, json, type SimulatedServer, type Simulation, simulatedServer } from './fixtures/simulated-server.ts'
import { VirtualClock } from './fixtures/virtual-clock.ts'
import type { LoadOptions } from './load-options.ts'
import { mergeLoads } from './merge-loads.ts'
import { runLoad } from './run-load.ts'

interface Outcome {
  readonly result: LoadResult
  readonly server: SimulatedServer
}

async function run(options: Partial<LoadOptions>, simulation?: Simulation): Promise<Outcome> {
  using clock = new VirtualClock()
  const server = simulatedServer(clock, simulation)
  const result = await runLoad({
    model: 'open',
    baseUrl: BASE_URL,
    dialect: 'legacy',
    authorization: async () => ({ authorization: 'Bearer t' }),
    transport: server.transport,
    schema: defaultSchema,
    stages: [{ durationMs: 10_000, from: 25, to: 25 }],
    isPaced: true,
    lanes: 4,
    maxRequests: 100_000,
    maxInFlight: 1000,
    users: 5,
    groups: 0,
    cycles: 2,
    pauseMs: 0,
    seed: 7,
    shard: { index: 1, count: 1 },
    graceMs: 5000,
    clock,
    startedAt: new Date('2026-11-29T00:00:00Z'),
    thresholds: [],
    signal: new AbortController().signal,
    ...options,
  })
  return { result, server }
}

const closed = { model: 'closed', isPaced: false, stages: [{ durationMs: 2000, from: 4, to: 4 }] } as const
const isMeasured = ({ at }: { readonly at: number }): boolean => at < 10_000

describe('a load test', () => {
  it('keeps its rate in the open model, even if the server does not respond', async () => {
    const { result, server } = await run({}, { latency: (at) => (at >= 2000 && at < 4000 ? 4000 : 5) })
    expect(server.requests.filter(isMeasured)).to.have.length(250)
    expect(result.total.requests).to.equal(250)
    expect(result.run).to.include({ durationMs: 10_000, endedBy: 'duration' })
    expect(result.total.response.p99).to.be.closeTo(4000, 4)
    expect(result.total.response.p50).to.be.closeTo(5, 1)
    expect(server.requests.map(({ at }) => Math.round(at)).slice(0, 4)).to.deep.equal([0, 40, 80, 120])
  })

  it('sends the requests of the Entra client, and removes every user', async () => {
    const { result, server } = await run({})
    expect(result.endpoints.map(({ endpoint }) => endpoint)).to.deep.equal([
      'DELETE /Users/{id}',
      'GET /Users/{id}',
      'GET /Users?filter',
      'PATCH /Users/{id}',
      'POST /Users',
    ])
    expect(result.total.errors).to.equal(0)
    expect(server.users.size).to.equal(0)
    expect(result.objects).to.include({ left: 0, unknown: 0 })
    expect(result.objects.created).to.equal(result.objects.removed).and.to.be.above(30)
    const post = server.requests.find(({ method }) => method === 'POST')
    expect(JSON.parse(post?.body ?? ''))
      .to.have.property('userName')
      .that.matches(/^rh[0-9a-z]{8}x0001\./)
    expect(post?.headers).to.include({ authorization: 'Bearer t' })
  })

  it('ramps and steps', async () => {
    const stages = [
      { durationMs: 4000, from: 0, to: 20 },
      { durationMs: 1000, from: 50, to: 50 },
    ]
    const { result } = await run({ stages })
    expect(result.stages.map(({ wanted, requests }) => [wanted, requests])).to.deep.equal([
      [40, 40],
      [50, 50],
    ])
  })

  it('says that the server does not sustain the rate if arrivals queue up', async () => {
    let busyUntil = 0
    // One request at a time with 100 ms each gives 10 per second.
    const latency = (at: number): number => {
      busyUntil = Math.max(busyUntil, at) + 100
      return busyUntil - at
    }
    const { result } = await run({ maxInFlight: 100, graceMs: 0 }, { latency })
    expect(result.capacity).to.include({ answer: 'no', exceeded: 25 })
    expect(result.generator.skipped).to.be.above(0)
    expect(result.generator.peakInFlight).to.be.at.most(100)
    expect(result.total.errorsByClass).to.have.property('no response at the end')
  })

  it('finds the maximum rate by steps', async () => {
    const stages = [25, 50, 100].map((rate) => ({ durationMs: 2000, from: rate, to: rate }))
    const answer = (at: number) => (at >= 4000 && at < 6000 ? json(429, {}) : undefined)
    const { result } = await run({ stages }, { answer })
    expect(result.capacity).to.include({ answer: 'yes', sustained: 50, headroom: 2, exceeded: 100 })
    expect(result.capacity.sentence).to.include('mostly HTTP 429')
  })

  it('waits for responses in the closed model, and corrects for requests that it did not send', async () => {
    // Each of the four lanes waits for one slow response.
    const { result } = await run(closed, { latency: (at) => (at >= 1000 && at < 1010 ? 800 : 10) })
    expect(result.generator.peakInFlight).to.equal(4)
    expect(result.total.requests).to.be.within(470, 500)
    expect(result.total.service.p99).to.be.below(20)
    expect(result.total.response.p99).to.be.above(200)
  })

  it('raises and lowers the lanes of the closed model', async () => {
    const stages = [
      { durationMs: 1000, from: 1, to: 1 },
      { durationMs: 1000, from: 3, to: 3 },
      { durationMs: 1000, from: 2, to: 2 },
    ]
    const { result } = await run({ ...closed, stages }, { latency: () => 10 })
    expect(result.intervals.slice(0, 3).map(({ inFlight }) => inFlight)).to.deep.equal([1, 3, 3])
    const [one = 0, three = 0, two = 0] = result.stages.map(({ completed }) => completed)
    // A lane continues until its user is deleted.
    expect(one).to.be.closeTo(100, 2)
    expect(three).to.be.closeTo(300, 5)
    expect(two).to.be.closeTo(200, 10)
  })

  it('distributes the lanes of the closed model among shards', async () => {
    const peaks = await Promise.all(
      [1, 2, 3].map(async (index) => {
        const { result } = await run({ ...closed, shard: { index, count: 3 } })
        return result.generator.peakInFlight
      }),
    )
    expect(peaks).to.deep.equal([2, 1, 1])
  })

  it('paces lanes, and counts latency from the instant at which a request was due', async () => {
    const { result } = await run(
      { model: 'closed', lanes: 1, stages: [{ durationMs: 4000, from: 50, to: 50 }] },
      { latency: (at) => (at >= 1000 && at < 1020 ? 1000 : 1) },
    )
    expect(result.total.requests).to.equal(200)
    expect(result.total.service.p95).to.be.below(2)
    expect(result.total.response.p95).to.be.above(500)
  })

  it("runs Entra's pattern: an initial cycle, then increments", async () => {
    const { result, server } = await run({
      model: 'entra',
      isPaced: false,
      stages: [{ durationMs: 600_000, from: 4, to: 4 }],
    })
    expect(result.cycles.map(({ kind, created, failed }) => [kind, created, failed])).to.deep.equal([
      ['initial', 5, 0],
      ['incremental', 1, 0],
    ])
    expect(result.cycles[1]).to.include({ disabled: 1 })
    expect(result.run.endedBy).to.equal('cycles')
    expect(server.users.size).to.equal(0)
    expect(result.objects).to.include({ created: 6, removed: 6 })
  })

  it('never sends more requests than allowed', async () => {
    for (const options of [{}, closed, { model: 'entra', isPaced: false } as const]) {
      const { result } = await run({ ...options, maxRequests: 17 })
      expect(result.total.requests).to.equal(17)
      expect(result.run.endedBy).to.equal('requests')
      expect(result.objects.left).to.equal(0)
    }
  })

  it('ends if the target is gone', async () => {
    const refuse = (): never => {
      throw new TransportError('unreachable', 'refused')
    }
    const { result } = await run({ ...closed, stages: [{ durationMs: 60_000, from: 4, to: 4 }] }, { answer: refuse })
    expect(result.run.endedBy).to.equal('target')
    expect(result.total.requests).to.be.within(100, 104)
    expect(result.total.errorsByClass).to.deep.equal({ unreachable: result.total.requests })
  })

  it('ends when it is interrupted, and removes its users', async () => {
    const interrupt = new AbortController()
    const { result, server } = await run({
      signal: interrupt.signal,
      onInterval: ({ atMs }) => atMs >= 2000 && interrupt.abort(),
    })
    expect(result.run.endedBy).to.equal('interrupt')
    expect(result.run.durationMs).to.be.closeTo(3000, 1)
    expect(server.users.size).to.equal(0)
  })

  it('changes no user that it did not create', async () => {
    const foreign = (at: number, { method, url }: { method: string; url: string }) => {
      if (method === 'GET' && url.includes('filter=') && at % 80 === 0)
        return json(200, { totalResults: 1, Resources: [{ id: 'boss', userName: 'boss@contoso.example' }] })
      // The response contains another user than the one that was sent.
      if (method === 'POST' && at % 3 === 0) return json(201, { id: 'boss', userName: 'boss@contoso.example' })
      return undefined
    }
    for (const options of [{}, closed, { model: 'entra', isPaced: false } as const]) {
      const { result, server } = await run(options, { answer: foreign })
      const changes = server.requests.filter(({ method, url }) => method !== 'GET' && url.endsWith('/boss'))
      expect(changes).to.deep.equal([])
      expect(result.objects.unknown).to.be.above(0)
    }
  })

  it('counts a success that cannot be used as an error', async () => {
    const answer = (_: number, { method }: { method: string }) => (method === 'POST' ? json(201, {}) : undefined)
    const { result } = await run({}, { answer })
    const posts = result.endpoints.find(({ endpoint }) => endpoint === 'POST /Users')
    expect(posts?.errorsByClass).to.deep.equal({ 'unusable response': posts?.requests })
  })

  it('needs the same memory for any number of requests', async () => {
    const { result } = await run({ stages: [{ durationMs: 600_000, from: 2, to: 2 }] })
    expect(result.total.requests).to.equal(1200)
    expect(result.intervals).to.have.length.at.most(300)
    expect(result.generator.peakInFlight).to.be.at.most(2)
  })

  it('sends the same in shards as the whole, and merges to its counts', async () => {
    const whole = await run({})
    const shards = await Promise.all([1, 2, 3].map((index) => run({ shard: { index, count: 3 }, maxRequests: 1000 })))
    const sentAt = (outcomes: readonly Outcome[]): number[] =>
      outcomes
        .flatMap(({ server }) => server.requests.filter(isMeasured).map(({ at }) => Math.round(at)))
        .filter((at) => at < 10_000)
        .toSorted((a, b) => a - b)
    expect(sentAt(shards)).to.deep.equal(sentAt([whole]))
    const merged = mergeLoads(
      shards.map(({ result }) => result),
      [],
    )
    expect(merged.total.requests).to.equal(whole.result.total.requests)
    expect(merged.stages[0]?.wanted).to.equal(250)
    expect(merged.capacity.answer).to.equal('yes')
    const names = shards.flatMap(({ server }) =>
      server.requests.flatMap(({ body }) => body?.match(/rh\w{8}x\d{4}/) ?? []),
    )
    expect(new Set(names.map((name) => name.slice(-4)))).to.deep.equal(new Set(['0001', '0002', '0003']))
  })
})
