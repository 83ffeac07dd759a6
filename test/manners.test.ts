import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect } from 'chai'
import { type RehearsalOptions, type RunEnvironment, realEnvironment, rehearse } from '../harness/index.ts'
import { jumpCloudSchema } from '../mocks/entra/index.ts'
import { memoryStore, type ResourceStore, type ScimRequest } from '../mocks/scim-server/index.ts'
import type { RehearsalResult } from '../reports/index.ts'
import { fill, keepWriting, snapshot } from './support/crowd.ts'
import { listenWatched, TOKEN, type Watch } from './support/watched-server.ts'

const RFC_SUITES = ['rfc7643', 'rfc7644', 'rfc9865', 'rfc9967']
const CROWD = 10_000

type Options = Omit<RehearsalOptions, 'schema' | 'seed' | 'target'> & { readonly seed?: number }

/** Rehearses a reference server over a store. */
async function run(
  store: ResourceStore,
  options: Options,
  watch?: Watch,
  environment?: RunEnvironment,
): Promise<RehearsalResult> {
  await using server = await listenWatched(store, watch)
  const target = { url: server.url, token: TOKEN }
  return (await rehearse({ schema: jumpCloudSchema, seed: 1, target, ...options }, environment)).result
}

const outcomesOf = ({ checks }: RehearsalResult): Record<string, string> =>
  Object.fromEntries(checks.map(({ id, outcome }) => [id, outcome]).sort())

/** Returns the checks whose outcomes differ between two runs. */
function differences(one: RehearsalResult, other: RehearsalResult): string[] {
  const others = outcomesOf(other)
  return one.checks
    .filter(({ id, outcome }) => others[id] !== outcome)
    .map(({ id, outcome, reason }) => `${id}: ${outcome} (${reason ?? ''}), else ${others[id] ?? 'not run'}`)
}

/** A machine whose clock advances only by waits, one after another. */
function patientMachine(): RunEnvironment & { readonly waited: () => number } {
  const real = realEnvironment()
  let time = 0
  return {
    ...real,
    monotonic: () => time,
    wait: async (milliseconds) => {
      time += milliseconds
    },
    waited: () => time,
  }
}

const isWrite = ({ method, path }: ScimRequest): boolean =>
  !['GET', 'HEAD'].includes(method) && !(method === 'POST' && path.endsWith('/.search'))

describe('the manners of a rehearsal', () => {
  let alone: RehearsalResult
  before(async () => {
    alone = await run(memoryStore(), {})
  })

  it(`finds the same in any order, among ${CROWD} foreign users, while others write, and does not change their resources`, async () => {
    const store = memoryStore()
    await fill(store, CROWD)
    const before = await snapshot(store)
    await using server = await listenWatched(store)
    const writing = keepWriting(server.url)
    const { result } = await rehearse({
      schema: jumpCloudSchema,
      seed: 4711,
      shuffle: true,
      target: { url: server.url, token: TOKEN },
    })
    expect(await writing.stop(), 'what the others wrote meanwhile').to.be.above(10)
    expect(differences(result, alone)).to.deep.equal([])
    expect(result.leftovers ?? []).to.deep.equal([])
    // Compares to a boolean, because a difference of ten thousand users would not be readable.
    expect((await snapshot(store)) === before, 'whether what is stored is as before').to.equal(true)
  })

  it("writes nothing with --read-only, as the server's store shows", async () => {
    const seen: ScimRequest[] = []
    const store = memoryStore()
    await fill(store, 3)
    const before = await snapshot(store)
    const { checks } = await run(store, { readOnly: true }, (request) => void seen.push(request))
    expect(seen.filter(isWrite).map(({ method, path }) => `${method} ${path}`)).to.deep.equal([])
    expect(await snapshot(store)).to.equal(before)
    expect(checks.filter(({ outcome }) => outcome === 'pass').length, 'checks that pass').to.be.above(50)
    for (const { id, outcome, reason } of checks.filter(({ outcome }) => outcome === 'fail' || outcome === 'error'))
      expect.fail(`${id} ${outcome}: ${reason}`)
  })

  it('does not exceed the rate, including the removals at the end', async () => {
    const machine = patientMachine()
    const arrivals: number[] = []
    const watch: Watch = () => void arrivals.push(machine.monotonic())
    const { counts } = await run(memoryStore(), { rate: 50, selection: { checks: ['scim.paging.*'] } }, watch, machine)
    expect(arrivals.length).to.be.at.least(counts.exchanges)
    expect(machine.waited(), 'milliseconds for all that was sent').to.be.at.least((arrivals.length - 1) * 20)
  })

  it('waits after 429, and finds the same', async () => {
    const machine = patientMachine()
    let count = 0
    let refused = 0
    const times = new Map<string, number>()
    const busy: Watch = (request) => {
      count += 1
      const key = JSON.stringify([request.method, request.path, request.query, request.body])
      // Requests that are sent in step would always hit every seventh one.
      const before = times.get(key) ?? 0
      if (count % 7 !== 0 || before === 3) return undefined
      times.set(key, before + 1)
      refused += 1
      return { status: 429, headers: { 'retry-after': '3' } }
    }
    const selection = { suites: RFC_SUITES }
    const result = await run(memoryStore(), { selection }, busy, machine)
    expect(machine.waited(), 'milliseconds waited').to.be.at.least(3000 * refused)
    expect(differences(result, await run(memoryStore(), { selection }))).to.deep.equal([])
    expect(result.leftovers ?? []).to.deep.equal([])
  })

  it('removes its resources when it is interrupted', async () => {
    const store = memoryStore()
    await fill(store, 3)
    const before = await snapshot(store)
    const interrupt = new AbortController()
    let creates = 0
    const watch: Watch = ({ method }) => {
      creates += method === 'POST' ? 1 : 0
      if (creates === 40) interrupt.abort()
      return undefined
    }
    const result = await run(store, { signal: interrupt.signal }, watch)
    expect(result.verdict).to.equal('incomplete')
    expect(result.leftovers ?? []).to.deep.equal([])
    expect(await snapshot(store)).to.equal(before)
  })

  it('lists resources that it could not remove, with the commands that do', async function () {
    const store = memoryStore()
    const before = await snapshot(store)
    let isStubborn = true
    await using server = await listenWatched(store, ({ method }) =>
      isStubborn && method === 'DELETE' ? { status: 503, headers: {} } : undefined,
    )
    const { result } = await rehearse({
      schema: jumpCloudSchema,
      seed: 1,
      target: { url: server.url, token: TOKEN },
      selection: { checks: ['scim.read.by-id', 'scim.group.member-value'] },
    })
    const leftovers = result.leftovers ?? []
    expect(leftovers.length).to.be.at.least(3)
    for (const { reason } of leftovers) expect(reason).to.include('503')
    isStubborn = false
    const run = promisify(execFile)
    if (!(await run('curl', ['--version']).catch(() => undefined))) this.skip()
    for (const { remove } of leftovers) await run('sh', ['-c', remove], { env: { ...process.env, SCIM_TOKEN: TOKEN } })
    expect(await snapshot(store)).to.equal(before)
  })
})
